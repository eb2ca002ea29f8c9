#include "ui/panels/data_panel.h"

#include "ui/workspace/models/model_facts.h"

#include "ui/widgets/chip.h"
#include "ui/look/icon.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

#include <cmath>

namespace lexicell::ui {

namespace {

constexpr int nameWidth = 250;  // pixels; fits the first width of the side bar

QLabel *muted(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setProperty("muted", true);
    label->setWordWrap(true);
    return label;
}

}  // namespace

namespace {

QString bytesText(std::int64_t bytes) { return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat); }

}  // namespace

DataPanel::DataPanel(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("dataPanel"));
    m_columns = new ObsList(bench, this);
    m_genes = new GeneSearch(bench, this);
    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    auto *genesPage = new QWidget(m_tabs);
    auto *genesLayout = new QVBoxLayout(genesPage);
    genesLayout->setContentsMargins(8, 8, 8, 0);
    genesLayout->addWidget(m_genes);
    m_tabs->addTab(m_columns, tr("Cells (obs)"));
    m_tabs->addTab(genesPage, tr("Genes"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildSummary());
    layout->addWidget(m_tabs, 1);

    connect(&bench.session, &Session::datasetOpened, this, &DataPanel::showDataset);
    connect(&bench.session, &Session::datasetClosed, this, &DataPanel::showDataset);
    connect(&bench.session.data(), &DatasetStore::cellsReplaced, this, &DataPanel::showDataset);
    connect(&bench.session.data(), &DatasetStore::resultsAdded, this, &DataPanel::showDataset);
    connect(&bench.session.data(), &DatasetStore::resultsTakenBack, this, &DataPanel::showDataset);
    connect(&bench.session.models(), &Models::modelChanged, this, &DataPanel::showModel);
    connect(&bench.session.models(), &Models::coverageChanged, this, &DataPanel::showModel);
    showDataset();
    showModel();
}

QWidget *DataPanel::buildSummary()
{
    auto *summary = new QWidget(this);
    auto *layout = new QVBoxLayout(summary);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(2);
    auto *top = new QHBoxLayout;
    m_file = new QLabel(summary);
    m_file->setObjectName(QStringLiteral("fileName"));
    m_file->setProperty("heading", true);
    m_file->setMinimumWidth(40);
    m_simulated = new Chip(tr("simulated"), Tone::Warning, summary);
    m_simulated->setObjectName(QStringLiteral("simulatedTag"));
    m_simulated->setToolTip(tr("These cells were simulated, not measured."));
    m_simulated->setFocusPolicy(Qt::NoFocus);
    top->addWidget(m_file, 1);
    top->addWidget(m_simulated);
    m_size = new QLabel(summary);
    m_size->setObjectName(QStringLiteral("dataSize"));
    m_details = muted(summary);
    m_model = new QPushButton(summary);
    m_model->setObjectName(QStringLiteral("modelFit"));
    m_model->setIcon(icon(QStringLiteral("model")));
    connect(m_model, &QPushButton::clicked, this, &DataPanel::modelWanted);
    layout->addLayout(top);
    layout->addWidget(m_size);
    layout->addWidget(m_details);
    layout->addSpacing(6);
    layout->addWidget(m_model);
    return summary;
}

void DataPanel::showDataset()
{
    const bool open = m_bench.session.data().hasDataset();
    m_simulated->setVisible(open && m_bench.session.data().facts()->simulated);
    if (!open) {
        m_file->setText(tr("No data"));
        m_size->setText(QString());
        m_details->setText(tr("Open a data set to begin."));
        return;
    }
    const data::Dataset &dataset = *m_bench.session.data().dataset();
    const DatasetFacts &facts = *m_bench.session.data().facts();
    const QFileInfo file(facts.identity.path);
    const int tag = facts.simulated ? m_simulated->sizeHint().width() : 0;
    m_file->setText(m_file->fontMetrics().elidedText(file.fileName(), Qt::ElideMiddle, nameWidth - tag));
    m_file->setToolTip(file.absoluteFilePath());
    m_size->setText(tr("%L1 cells × %L2 genes").arg(dataset.cells()).arg(dataset.genes()));
    QStringList parts;
    if (!dataset.x) parts << tr("no matrix");
    else
        parts << (facts.counts() ? tr("counts") : tr("not counts"))
              << (facts.memoryBytes > 0 ? bytesText(facts.memoryBytes) : tr("read from the file"));
    QStringList keys;
    for (const QString &key : m_bench.session.data().embeddings()) keys << key;
    m_details->setText(parts.join(QStringLiteral(" · ")) +
                       (keys.isEmpty() ? QString() : QStringLiteral("\nobsm: ") + keys.join(QStringLiteral(", "))));
}

void DataPanel::showModel()
{
    const auto *outline = m_bench.session.models().outline();
    if (!outline) {
        m_model->setText(tr("Load a model…"));
        m_model->setToolTip(tr("Without a model, Lexicell maps the cells by PCA alone."));
        return;
    }
    const auto coverage = m_bench.session.models().coverage();
    const QString name = QString::fromStdString(outline->card.name);
    m_model->setText(coverage ? tr("%1 · fits %2 %").arg(name).arg(std::lround(coverage->countsShare * 100.0)) : name);
    m_model->setToolTip(coverage ? coverageText(*coverage) : QString::fromStdString(outline->card.path.string()));
}

void DataPanel::showGenes()
{
    m_tabs->setCurrentIndex(1);
    m_genes->focusSearch();
}

}  // namespace lexicell::ui
