#include "ui/panels/inspector_panel.h"

#include "ui/workspace/gene_names.h"
#include "ui/panels/share_bars.h"
#include "ui/widgets/elided_combo_box.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/key_drag.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <cmath>

namespace lexicell::ui {

namespace {

constexpr int summaryPause = 80;  // milliseconds from the last change of the selection to its summary
constexpr int mostGenes = 12;

QLabel *section(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("heading", true);
    return label;
}

QString percent(double share) { return QStringLiteral("%1 %").arg(std::lround(share * 100.0)); }

}  // namespace

InspectorPanel::InspectorPanel(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench), m_pause(new QTimer(this))
{
    setObjectName(QStringLiteral("inspector"));
    m_labels = new LabelForm(bench, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new EmptyState(
        QStringLiteral("lasso"), tr("Nothing selected"),
        tr("Draw around cells with the lasso (L) or the rectangle (R). Shift adds, Ctrl removes, Esc clears."), this));
    m_stack->addWidget(buildSelection());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_stack, 1);
    layout->addWidget(section(tr("Label the selection"), this));
    layout->addWidget(m_labels);

    m_pause->setSingleShot(true);
    m_pause->setInterval(summaryPause);
    connect(m_pause, &QTimer::timeout, this, &InspectorPanel::readGenes);
    Session *session = &bench.session;
    connect(&session->selection(), &Selection::selectionChanged, this, &InspectorPanel::refresh);
    connect(session, &Session::datasetOpened, this, &InspectorPanel::refresh);
    connect(session, &Session::datasetClosed, this, &InspectorPanel::refresh);
    connect(&session->labels(), &Labels::fieldListChanged, this, &InspectorPanel::reloadFields);
    connect(&session->labels(), &Labels::fieldChanged, this, &InspectorPanel::showComposition);
    connect(session, &Session::datasetOpened, this, &InspectorPanel::reloadFields);
}

QWidget *InspectorPanel::buildSelection()
{
    auto *page = new QWidget(this);
    m_title = section(QString(), page);
    m_title->setObjectName(QStringLiteral("selectionTitle"));
    m_field = new ElidedComboBox(page);
    m_field->setToolTip(tr("The labels whose shares are shown."));
    m_bars = new ShareBars(page);
    m_field->setAccessibleName(tr("Column of the shares"));
    m_genes = new QTableWidget(0, 4, page);
    m_genes->setAccessibleName(tr("Genes that stand out"));
    m_genes->setObjectName(QStringLiteral("standOutGenes"));
    m_genes->setHorizontalHeaderLabels({tr("gene"), tr("Δ"), tr("in"), tr("out")});
    m_genes->horizontalHeaderItem(1)->setToolTip(tr("Mean in the selection minus mean of all other cells"));
    m_genes->horizontalHeaderItem(2)->setToolTip(tr("Share of the selected cells that express the gene"));
    m_genes->horizontalHeaderItem(3)->setToolTip(tr("Share of all other cells that express the gene"));
    m_genes->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_genes->horizontalHeader()->setMinimumSectionSize(40);
    for (const auto &[column, text] : {std::pair{1, tr("00.00")}, {2, tr("100 %")}, {3, tr("100 %")}})
        m_genes->setColumnWidth(column, fontMetrics().horizontalAdvance(text) + 24);
    for (int column = 1; column < 4; ++column)
        m_genes->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_genes->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_genes->verticalHeader()->hide();
    m_genes->setShowGrid(false);
    m_genes->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_genes->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_genes->setSelectionMode(QAbstractItemView::SingleSelection);
    m_genes->setFrameShape(QFrame::NoFrame);
    m_genesNote = new QLabel(page);
    m_genesNote->setProperty("muted", true);
    m_genesNote->setWordWrap(true);
    new KeyDrag(m_genes, [](const QModelIndex &index) { return index.siblingAtColumn(0).data(Qt::DisplayRole).toString(); });
    connect(m_field, &QComboBox::activated, this, &InspectorPanel::showComposition);
    connect(m_genes, &QTableWidget::cellClicked, this, [this](int row) { Q_EMIT geneClicked(m_genes->item(row, 0)->text()); });

    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_title);
    layout->addWidget(m_field);
    layout->addWidget(m_bars);
    layout->addSpacing(4);
    layout->addWidget(section(tr("Genes that stand out"), page));
    layout->addWidget(m_genes, 1);
    layout->addWidget(m_genesNote);
    return page;
}

void InspectorPanel::reloadFields()
{
    const QString shown = m_field->currentText();
    m_field->clear();
    m_field->addItems(m_bench.session.labels().fieldNames());
    if (m_field->findText(shown) >= 0) m_field->setCurrentText(shown);
    showComposition();
}

void InspectorPanel::setField(const QString &name)
{
    if (m_field->findText(name) < 0) return;
    m_field->setCurrentText(name);
    showComposition();
}

void InspectorPanel::refresh()
{
    const auto count = m_bench.session.selection().count();
    m_stack->setCurrentIndex(count > 0 ? 1 : 0);
    m_title->setText(tr("Selection · %L1 of %L2 cells").arg(count).arg(m_bench.session.data().cells()));
    showComposition();
    m_pause->start();
}

void InspectorPanel::showComposition()
{
    const LabelFieldPtr field = m_bench.session.labels().field(m_field->currentText());
    const auto &selection = m_bench.session.selection().flags();
    m_bars->setVisible(field != nullptr && !selection.empty());
    if (field && !selection.empty()) m_bars->setShares(composition(*field, selection), m_bench.session.selection().count());
}

void InspectorPanel::readGenes()
{
    if (m_read != 0) m_bench.jobs.cancel(m_read);
    m_read = 0;
    if (m_bench.session.selection().count() == 0) return;
    m_genesNote->setText(tr("Reading…"));
    m_read = m_bench.jobs.start(
        {job::standOutGenes, tr("Genes of the selection"), true}, this,
        [dataset = m_bench.session.data().dataset(), facts = m_bench.session.data().facts(),
         selection = m_bench.session.selection().flags()](JobContext &context) {
            return standOutGenes(*dataset, *facts, selection, mostGenes, context);
        },
        [this](const Result<std::vector<StandOutGene>> &genes) {
            if (!genes.ok()) return;
            m_read = 0;
            showGenes(*genes);
        },
        JobRunner::Lane::Files);
}

void InspectorPanel::showGenes(const std::vector<StandOutGene> &genes)
{
    if (!m_bench.session.data().hasDataset()) return;
    m_genes->setRowCount(static_cast<int>(genes.size()));
    for (int row = 0; row < static_cast<int>(genes.size()); ++row) {
        const StandOutGene &gene = genes[static_cast<std::size_t>(row)];
        const QStringList texts{geneName(*m_bench.session.data().dataset(), gene.gene),
                                QLocale().toString(gene.difference, 'f', 2), percent(gene.fractionInside),
                                percent(gene.fractionOutside)};
        for (int column = 0; column < 4; ++column) {
            auto *item = new QTableWidgetItem(texts[column]);
            if (column > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_genes->setItem(row, column, item);
        }
        m_genes->item(row, 0)->setToolTip(tr("Click to color the active map by %1, or drag it onto any map").arg(texts[0]));
    }
    m_genesNote->setText(
        tr("Difference of means of %1; a quick look, not a test.").arg(expressionUnit(*m_bench.session.data().facts())));
}

}  // namespace lexicell::ui
