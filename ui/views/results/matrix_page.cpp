#include "ui/views/results/matrix_page.h"

#include "ui/figures/figure_file.h"
#include "ui/views/results/figure_sheet.h"
#include "ui/views/results/heatmap_area.h"
#include "ui/views/results/heatmap_canvas.h"

namespace lexicell::ui {

namespace {

constexpr QSizeF exportedSpace(900, 700);

}  // namespace

MatrixPage::MatrixPage(QWidget *parent) : ChoicePage(parent) {}

// The canvas reads the heat map until it is gone.
MatrixPage::~MatrixPage() { delete m_area; }

void MatrixPage::showChosen()
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
    addPicture(m_area);
    setSentence(sentence());
    setFocusProxy(m_area);
}

Result<void> MatrixPage::saveFigure(const QString &file, const QString &title, const QString &caption)
{
    const bool picture = file.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive);
    const FigureFileOptions options;
    const HeatmapPlan plan = planHeatmap(*m_heatmap, exportedSpace, m_canvas->zoom());
    const HeatmapLook look{themeColors(), isDarkTheme(), !picture, options.dpi / figurePixelsPerInch};
    return ui::saveFigure(withTitleAndCaption(heatmapFigure(*m_heatmap, plan, look), title, withSentence(caption), themeColors()),
                          options, file);
}

}  // namespace lexicell::ui
