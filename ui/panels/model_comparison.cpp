#include "ui/panels/model_comparison.h"

#include "ui/workspace/models/model_facts.h"
#include "ui/widgets/elided_combo_box.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include <cmath>
#include <optional>
#include <utility>

namespace lexicell::ui {

namespace {

// Counts of the data set's genes that only one of two models knows, or both.
struct Shared {
    std::int64_t both = 0, left = 0, right = 0;
};
std::optional<Shared> sharedGenes(const ShelfModel &left, const ShelfModel &right)
{
    if (!left.coverage || !right.coverage || left.coverage->geneIds.size() != right.coverage->geneIds.size()) return std::nullopt;
    Shared shared;
    for (std::size_t i = 0; i < left.coverage->geneIds.size(); ++i) {
        const bool inLeft = left.coverage->geneIds[i] >= 0, inRight = right.coverage->geneIds[i] >= 0;
        shared.both += inLeft && inRight;
        shared.left += inLeft && !inRight;
        shared.right += inRight && !inLeft;
    }
    return shared;
}

QList<ModelFact> coverageFacts(const ShelfModel &model)
{
    const QString unknown = QStringLiteral("–");
    if (!model.coverage) return {{QObject::tr("Genes it knows"), unknown}, {QObject::tr("Share of the counts"), unknown}};
    return {
        {QObject::tr("Genes it knows"), QObject::tr("%L1 of %L2").arg(model.coverage->genesMatched).arg(model.coverage->genes)},
        {QObject::tr("Share of the counts"), QStringLiteral("%1 %").arg(std::lround(model.coverage->countsShare * 100.0))}};
}

constexpr int gapBelowValues = 6;  // so that a name visibly belongs to the values below it

}  // namespace

ModelComparison::ModelComparison(ModelShelf &shelf, QWidget *parent)
    : QWidget(parent), m_shelf(shelf), m_left(new ElidedComboBox(this)), m_right(new ElidedComboBox(this)),
      m_table(new QTableWidget(0, 2, this))
{
    setObjectName(QStringLiteral("modelComparison"));
    m_left->setObjectName(QStringLiteral("comparedLeft"));
    m_right->setObjectName(QStringLiteral("comparedRight"));
    m_table->setObjectName(QStringLiteral("comparisonTable"));
    m_table->horizontalHeader()->hide();
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setWordWrap(true);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->verticalHeader()->setMinimumSectionSize(1);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    for (QComboBox *box : {m_left, m_right}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(4);
        box->setMinimumWidth(60);
        connect(box, &QComboBox::currentIndexChanged, this, &ModelComparison::fill);
    }
    auto *boxes = new QHBoxLayout;
    boxes->addWidget(m_left, 1);
    boxes->addWidget(m_right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(boxes);
    layout->addWidget(m_table);
}

void ModelComparison::refresh()
{
    const auto &models = m_shelf.models();
    setVisible(models.size() >= 2);
    if (models.size() < 2) return;
    const auto refill = [&](QComboBox *box, int otherwise) {
        const QSignalBlocker quiet(box);
        const QString chosen = box->currentData().toString();
        box->clear();
        for (const ShelfModel &model : models)
            box->addItem(QString::fromStdString(model.outline->card.name),
                         QString::fromStdString(model.outline->card.path.string()));
        const int place = box->findData(chosen);
        box->setCurrentIndex(place >= 0 ? place : otherwise);
    };
    refill(m_left, 0);
    refill(m_right, 1);
    fill();
}

void ModelComparison::fill()
{
    const auto &models = m_shelf.models();
    if (m_left->currentIndex() < 0 || m_right->currentIndex() < 0) return;
    const ShelfModel &left = models[static_cast<std::size_t>(m_left->currentIndex())];
    const ShelfModel &right = models[static_cast<std::size_t>(m_right->currentIndex())];
    QList<ModelFact> first = coverageFacts(left), second = coverageFacts(right);
    if (const auto shared = sharedGenes(left, right)) {
        first << ModelFact{tr("Only it knows"), QStringLiteral("%L1").arg(shared->left)};
        second << ModelFact{tr("Only it knows"), QStringLiteral("%L1").arg(shared->right)};
    }
    first << modelFacts(left.outline->card);
    second << modelFacts(right.outline->card);
    // A dock is narrow: the name of a fact stands above its two values, not beside them.
    m_table->setRowCount(2 * static_cast<int>(first.size()));
    for (int row = 0; row < static_cast<int>(first.size()); ++row) {
        auto *name = new QTableWidgetItem(first[row].name);
        name->setForeground(palette().color(QPalette::PlaceholderText));
        m_table->setItem(2 * row, 0, name);
        m_table->setSpan(2 * row, 0, 1, 2);
        for (const auto &[column, fact] : {std::pair{0, &first[row]}, {1, &second[row]}}) {
            auto *value = new QTableWidgetItem(fact->value);
            value->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
            m_table->setItem(2 * row + 1, column, value);
        }
    }
    fitHeight();
}

void ModelComparison::fitHeight()
{
    // Not resizeRowsToContents(): that leaves room for the row's header, which is hidden.
    const QAbstractItemView *view = m_table;
    int height = 0;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const bool values = row % 2 == 1;
        m_table->setRowHeight(row, view->sizeHintForRow(row) + (values ? gapBelowValues : 0));
        height += m_table->rowHeight(row);
    }
    m_table->setFixedHeight(height + 2);
}

// The columns have their new width only after the table was laid out.
void ModelComparison::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    QMetaObject::invokeMethod(this, &ModelComparison::fitHeight, Qt::QueuedConnection);
}

}  // namespace lexicell::ui
