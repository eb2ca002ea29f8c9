#include "ui/panels/gene_expression.h"

#include "ui/look/number_text.h"
#include "ui/panels/group_chart.h"
#include "ui/widgets/elided_combo_box.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

namespace {

// What a person most likely asks for: the labels they give, else types of cells, else the first column.
int usualField(const QStringList &fields, const QString &active)
{
    if (const auto at = fields.indexOf(active); at >= 0) return static_cast<int>(at);
    for (qsizetype i = 0; i < fields.size(); ++i)
        if (fields[i].contains(QLatin1String("type"), Qt::CaseInsensitive)) return static_cast<int>(i);
    return fields.isEmpty() ? -1 : 0;
}

}  // namespace

GeneExpression::GeneExpression(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    auto *heading = new QLabel(tr("Expression by"), this);
    heading->setProperty("heading", true);
    m_fields = new ElidedComboBox(this);
    m_fields->setObjectName(QStringLiteral("expressionField"));
    m_fields->setAccessibleName(tr("Column of labels for the expression"));
    m_fields->setToolTip(tr("The labels whose cells are compared."));
    heading->setBuddy(m_fields);
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("expressionState"));
    m_caption = new QLabel(this);
    m_caption->setObjectName(QStringLiteral("expressionCaption"));
    for (QLabel *label : {m_message, m_caption}) {
        label->setWordWrap(true);
        label->setProperty("muted", true);
        label->hide();
    }
    auto *top = new QHBoxLayout;
    top->addWidget(heading);
    top->addWidget(m_fields, 1);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(6);
    m_layout->addLayout(top);
    m_layout->addWidget(m_message);
    m_layout->addWidget(m_caption);

    connect(m_fields, &QComboBox::activated, this, &GeneExpression::read);
    connect(&bench.session.labels(), &Labels::fieldListChanged, this, &GeneExpression::reloadFields);
    connect(&bench.session.labels(), &Labels::fieldChanged, this, [this](const QString &field) {
        if (field == m_fields->currentText() && m_gene >= 0) read();
    });
    connect(&bench.session, &Session::datasetOpened, this, &GeneExpression::reloadFields);
    connect(&bench.session, &Session::datasetClosed, this, &GeneExpression::forget);
    connect(&bench.session.data(), &DatasetStore::cellsReplaced, this, &GeneExpression::forget);
}

void GeneExpression::forget() { show(-1, {}); }

void GeneExpression::reloadFields()
{
    const QString shown = m_fields->currentText();
    const QStringList names = m_bench.session.labels().fieldNames();
    m_fields->clear();
    m_fields->addItems(names);
    const auto kept = names.indexOf(shown);
    m_fields->setCurrentIndex(kept >= 0 ? static_cast<int>(kept) : usualField(names, m_bench.session.labels().activeField()));
    m_fields->setEnabled(!names.isEmpty());
    m_fields->setToolTip(names.isEmpty() ? tr("These data have no column of labels. Cluster the cells, or label some.")
                                         : tr("The labels whose cells are compared."));
    if (m_gene >= 0) read();
}

void GeneExpression::show(std::int64_t gene, const QString &name)
{
    if (gene != m_gene || name != m_name) m_values.reset();
    m_gene = gene;
    m_name = name;
    if (gene >= 0 && m_fields->count() == 0) return reloadFields();  // reads
    read();
}

void GeneExpression::tell(const QString &message)
{
    delete m_chart;
    m_chart = nullptr;
    m_caption->hide();
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
}

void GeneExpression::read()
{
    if (m_job != 0) m_bench.jobs.cancel(m_job);
    m_job = 0;
    const int reads = ++m_reads;
    if (m_gene < 0 || !m_bench.session.data().hasDataset()) return tell({});
    const DatasetPtr dataset = m_bench.session.data().dataset();
    if (!dataset->x) return tell(tr("These data have no matrix of expression."));
    const QString name = m_fields->currentText();
    const LabelFieldPtr field = m_bench.session.labels().field(name);
    if (!field) return tell(tr("These data have no column of labels. Cluster the cells, or label some."));
    if (m_chart) m_chart->fade();
    else tell(tr("Reading %1…").arg(m_name));
    const bool pass = !m_values && dataset->x.source().columnNeedsPass();
    m_job = m_bench.jobs.start(
        {job::geneValues, tr("Expression of %1").arg(m_name), true}, this,
        [dataset, facts = m_bench.session.data().facts(), gene = m_gene, values = m_values, field,
         listed = m_bench.session.labels().listedLabels(*field)](JobContext &context) -> Result<Read> {
            Read done{values, {}};
            if (!done.values) {
                LEXICELL_TRY(shown, shownExpression(*dataset, *facts, gene, context));
                done.values = std::make_shared<const std::vector<float>>(std::move(shown));
            }
            done.groups = groupExpression(*done.values, *field, listed);
            return done;
        },
        [this, name, reads](Result<Read> done) {
            if (reads != m_reads) return;
            m_job = 0;
            if (!done.ok()) return tell(QString::fromStdString(done.error().message));
            m_values = done->values;
            take(std::move(done->groups), name);
        },
        pass ? JobRunner::Lane::Files : JobRunner::Lane::Interactive);
}

void GeneExpression::take(std::vector<GroupExpression> groups, const QString &field)
{
    const auto all = static_cast<std::int64_t>(groups.size());
    if (groups.empty()) return tell(tr("No cell has a label in %1.").arg(field));
    std::stable_sort(groups.begin(), groups.end(),
                     [](const GroupExpression &a, const GroupExpression &b) { return a.mean > b.mean; });
    std::int64_t cells = 0;
    for (const GroupExpression &group : groups) cells += group.cells;
    if (groups.size() > GroupChart::mostRows) groups.resize(GroupChart::mostRows);
    tell({});
    const QString unit = expressionUnit(*m_bench.session.data().facts());
    m_chart = new GroupChart(std::move(groups), unit, this);
    connect(m_chart, &GroupChart::groupPicked, this, &GeneExpression::selectGroup);
    m_layout->insertWidget(1, m_chart);
    QString caption =
        tr("%1 with a label, highest mean first; %: share of the cells that express it. Cells are taken as independent.")
            .arg(cellsText(cells));
    if (all > GroupChart::mostRows) caption += tr(" The first %1 of %2 groups.").arg(GroupChart::mostRows).arg(countText(all));
    m_caption->setText(caption);
    m_caption->show();
}

void GeneExpression::selectGroup(const QString &label)
{
    const LabelFieldPtr field = m_bench.session.labels().field(m_fields->currentText());
    const int code = field ? field->indexOf(label) : -1;
    if (code < 0) return;
    std::vector<std::uint8_t> cells(field->codes.size());
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = field->codes[i] == code ? 1 : 0;
    m_bench.session.selection().set(std::move(cells));
}

}  // namespace lexicell::ui
