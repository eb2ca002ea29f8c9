#include "ui/panels/near_genes_table.h"

#include "ui/look/number_text.h"
#include "ui/widgets/key_drag.h"
#include "ui/workspace/gene_names.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int numberPadding = 14;
const QString sharedMark = QStringLiteral("•");

// While a list is awaited its rows are there, empty: the table keeps its height.
int rowsOf(const NearList &list)
{
    return static_cast<int>(list.state == NearList::State::Waiting ? Neighborhood::count
                                                                   : static_cast<std::int64_t>(list.genes.size()));
}

QString text(double similarity) { return readersLocale().toString(similarity, 'f', 2); }

QString stateText(const NearList &list, const QString &model)
{
    switch (list.state) {
    case NearList::State::Waiting: return QObject::tr("Reading the gene vectors of %1…").arg(model);
    case NearList::State::Unknown: return QObject::tr("Not in the vocabulary of %1: it has no vector for this gene.").arg(model);
    case NearList::State::Silent: return QObject::tr("%1 has a vector of zeros for this gene.").arg(model);
    case NearList::State::Failed: return list.problem;
    case NearList::State::Ready: break;
    }
    return QObject::tr("In the vocabulary of %1.").arg(model);
}

QString coexpressionText(const NearList &list)
{
    switch (list.state) {
    case NearList::State::Waiting: return QObject::tr("Correlating genes…");
    case NearList::State::Silent:
        return QObject::tr("None of the %1 that were read expresses this gene.").arg(cellsText(list.cells));
    case NearList::State::Failed: return list.problem;
    default: return {};
    }
}

QString sentence(const ModelNeighborhood *model, const NearList &coexpressed)
{
    const bool near = model && model->near.state == NearList::State::Ready;
    const bool alike = coexpressed.state == NearList::State::Ready;
    QStringList parts;
    if (near && alike) {
        const auto shared = static_cast<std::int64_t>(model->shared(coexpressed).size());
        const double chance =
            sharedByChance(static_cast<std::int64_t>(model->near.genes.size()), model->coexpressedKnown, model->near.usable);
        parts << QObject::tr("%1 of %2 in both lists (•); chance would share %3.")
                     .arg(shared)
                     .arg(model->near.genes.size())
                     .arg(valueText(chance));
    }
    if (near) parts << QObject::tr("Mean cosine of two random genes: %1.").arg(text(model->near.meanOfPairs));
    if (alike)
        parts << QObject::tr("ρ: Spearman, %1; two random genes: %2.")
                     .arg(cellsText(coexpressed.cells), text(coexpressed.meanOfPairs));
    return parts.join(QLatin1Char(' '));
}

}  // namespace

NearGenesTable::NearGenesTable(QWidget *parent) : QWidget(parent)
{
    m_title = new QLabel(this);
    m_title->setProperty("heading", true);
    m_title->setWordWrap(true);
    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("nearState"));
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("nearSentence"));
    for (QLabel *label : {m_state, m_sentence}) {
        label->setWordWrap(true);
        label->setProperty("muted", true);
    }
    m_table = new QTableWidget(0, 4, this);
    m_table->setObjectName(QStringLiteral("nearGenes"));
    // Four columns in a side panel: names need the room that the theme gives to cells.
    m_table->setStyleSheet(QStringLiteral("QTableView::item { padding: 2px 3px; } QHeaderView::section { padding: 5px 3px; }"));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->setShowGrid(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView *header = m_table->horizontalHeader();
    header->setMinimumSectionSize(36);
    header->setHighlightSections(false);
    const int number = fontMetrics().horizontalAdvance(QStringLiteral("-0.00")) + numberPadding;
    for (const int column : {0, 2}) header->setSectionResizeMode(column, QHeaderView::Stretch);
    for (const int column : {1, 3}) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        m_table->setColumnWidth(column, number);
    }
    new KeyDrag(m_table, [](const QModelIndex &index) { return index.data(Qt::UserRole).toString(); });
    m_button = new QPushButton(this);
    m_button->setObjectName(QStringLiteral("nearAction"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_title);
    layout->addWidget(m_state);
    layout->addWidget(m_button, 0, Qt::AlignLeft);
    layout->addWidget(m_table);
    layout->addWidget(m_sentence);

    const auto pick = [this](const QModelIndex &index) {
        const QString name = index.data(Qt::UserRole).toString();
        if (!name.isEmpty()) Q_EMIT geneClicked(name);
    };
    connect(m_table, &QTableWidget::clicked, this, pick);
    connect(m_table, &QTableWidget::activated, this, pick);
    connect(m_button, &QPushButton::clicked, this, [this] { m_again ? againWanted() : loadWanted(); });
}

void NearGenesTable::show(const Session &session, const ModelNeighborhood *model, const NearList &coexpressed)
{
    const QString name = model ? model->model : QString();
    m_title->setText(model ? tr("Near in %1").arg(name) : tr("Expressed like it"));
    m_table->setAccessibleName(m_title->text());
    QStringList states;
    if (model) states << stateText(model->near, name);
    else states << tr("No model is loaded: only co-expression is shown.");
    if (const QString text = coexpressionText(coexpressed); !text.isEmpty()) states << text;
    m_state->setText(states.join(QLatin1Char('\n')));
    const bool failed = coexpressed.state == NearList::State::Failed || (model && model->near.state == NearList::State::Failed);
    m_again = failed;
    m_button->setText(failed ? tr("Try again") : tr("Load a model…"));
    m_button->setVisible(failed || !model);

    m_table->setHorizontalHeaderLabels({tr("model"), tr("cos"), model ? tr("baseline") : tr("co-expressed"), tr("ρ")});
    m_table->horizontalHeaderItem(0)->setToolTip(tr("Genes whose vectors in the model are most like this gene's"));
    m_table->horizontalHeaderItem(1)->setToolTip(tr("Cosine of the two vectors, 1 at most"));
    m_table->horizontalHeaderItem(2)->setToolTip(tr("Co-expression: genes that rise and fall with this gene in the open cells"));
    m_table->horizontalHeaderItem(3)->setToolTip(tr("Spearman's correlation over cells"));
    for (int column = 0; column < 4; ++column)
        m_table->horizontalHeaderItem(column)->setTextAlignment((column % 2 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const auto shared = model ? model->shared(coexpressed) : std::vector<std::int64_t>();
    NearList none;
    none.state = NearList::State::Unknown;
    const NearList &near = model ? model->near : none;
    const int rows = std::max(rowsOf(near), rowsOf(coexpressed));
    m_table->clearContents();
    m_table->setRowCount(rows);
    for (const int column : {0, 1}) m_table->setColumnHidden(column, rowsOf(near) == 0);
    for (const int column : {2, 3}) m_table->setColumnHidden(column, rowsOf(coexpressed) == 0);
    fill(session, 0, near, shared);
    fill(session, 2, coexpressed, shared);
    m_table->setVisible(rows > 0);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2);
    m_sentence->setText(sentence(model, coexpressed));
    m_sentence->setVisible(!m_sentence->text().isEmpty());
}

void NearGenesTable::fill(const Session &session, int column, const NearList &list, const std::vector<std::int64_t> &shared)
{
    for (int row = 0; row < static_cast<int>(list.genes.size()); ++row) {
        const NearGene &near = list.genes[static_cast<std::size_t>(row)];
        const QString name = geneKey(session, near.gene);
        const bool both = std::find(shared.begin(), shared.end(), near.gene) != shared.end();
        auto *gene = new QTableWidgetItem(both ? sharedMark + name : name);
        gene->setToolTip(both ? tr("%1, in both lists. Click to look at it.").arg(name)
                              : tr("%1. Click to look at it.").arg(name));
        auto *number = new QTableWidgetItem(text(near.similarity));
        number->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        for (QTableWidgetItem *item : {gene, number}) item->setData(Qt::UserRole, name);
        if (both) {
            QFont font = gene->font();
            font.setBold(true);
            gene->setFont(font);
        }
        m_table->setItem(row, column, gene);
        m_table->setItem(row, column + 1, number);
    }
}

}  // namespace lexicell::ui
