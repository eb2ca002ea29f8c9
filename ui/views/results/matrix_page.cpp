#include "ui/views/results/matrix_page.h"

#include "ui/figures/figure_file.h"
#include "ui/views/results/figure_sheet.h"
#include "ui/views/results/heatmap_area.h"
#include "ui/views/results/heatmap_canvas.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr QSizeF exportedSpace(900, 700);

}  // namespace

MatrixPage::MatrixPage(QWidget *parent) : FigurePage(parent), m_choices(new QHBoxLayout), m_column(new QVBoxLayout(this))
{
    m_choices->setContentsMargins(3 * themeGrid, 2 * themeGrid, 3 * themeGrid, themeGrid);
    m_choices->setSpacing(2 * themeGrid);
    m_choices->addStretch(1);
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("matrixSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sentence->setContentsMargins(3 * themeGrid, 2 * themeGrid, 3 * themeGrid, 2 * themeGrid);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addLayout(m_choices);
    m_column->addWidget(m_sentence);
}

// The canvas reads the heat map until it is gone.
MatrixPage::~MatrixPage() { delete m_area; }

QComboBox *MatrixPage::addChoice(const QString &name, const QString &label, const QStringList &ids, const QStringList &texts)
{
    auto *box = new QComboBox(this);
    box->setObjectName(name);
    box->setAccessibleName(label);
    for (qsizetype i = 0; i < ids.size(); ++i) box->addItem(texts[i], ids[i]);
    auto *text = new QLabel(label, this);
    text->setBuddy(box);
    text->setProperty("muted", true);
    for (QWidget *widget : {static_cast<QWidget *>(text), static_cast<QWidget *>(box)}) {
        m_choices->insertWidget(m_choices->count() - 1, widget);
        widget->setVisible(ids.size() > 1);
    }
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
        show();
        Q_EMIT stateChanged();
    });
    return box;
}

QString MatrixPage::chosen(const QString &name) const
{
    const auto *box = findChild<QComboBox *>(name);
    return box ? box->currentData().toString() : QString();
}

void MatrixPage::show()
{
    const double zoom = m_canvas ? m_canvas->zoom() : 1;
    delete m_area;
    m_heatmap = std::make_unique<models::tasks::Heatmap>(heatmap());
    m_canvas = new HeatmapCanvas(*m_heatmap);
    m_canvas->setFacts([this](int row, int column) { return facts(*m_heatmap, row, column); });
    connect(m_canvas, &HeatmapCanvas::cellPicked, this, [this](int row, int column) {
        if (const std::string gene = geneAt(*m_heatmap, row, column); !gene.empty())
            Q_EMIT itemPicked(QStringLiteral("gene"), QString::fromStdString(gene));
    });
    m_area = new HeatmapArea(*m_heatmap, m_canvas, this);
    m_canvas->setZoom(zoom);
    m_column->insertWidget(1, m_area, 1);
    m_sentence->setText(sentence());
    setFocusProxy(m_area);
}

Result<void> MatrixPage::saveFigure(const QString &file, const QString &title, const QString &caption)
{
    const bool picture = file.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive);
    const FigureFileOptions options;
    const HeatmapPlan plan = planHeatmap(*m_heatmap, exportedSpace, m_canvas->zoom());
    const HeatmapLook look{themeColors(), isDarkTheme(), !picture, options.dpi / figurePixelsPerInch};
    const QString text = QStringList{caption, m_sentence->text()}.join(QLatin1Char('\n'));
    return ui::saveFigure(withTitleAndCaption(heatmapFigure(*m_heatmap, plan, look), title, text, themeColors()), options, file);
}

QJsonObject MatrixPage::state() const
{
    QJsonObject state;
    for (const QComboBox *box : findChildren<QComboBox *>()) state[box->objectName()] = box->currentData().toString();
    return state;
}

void MatrixPage::restore(const QJsonObject &state)
{
    for (QComboBox *box : findChildren<QComboBox *>())
        if (const int index = box->findData(state[box->objectName()].toString()); index >= 0) box->setCurrentIndex(index);
}

}  // namespace lexicell::ui
