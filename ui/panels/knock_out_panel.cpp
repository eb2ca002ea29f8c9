#include "ui/panels/knock_out_panel.h"

#include "ui/commands/knock_out_passes.h"
#include "ui/commands/run_task.h"
#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/panels/group_slot.h"
#include "ui/panels/knock_out_genes.h"
#include "ui/widgets/elided_combo_box.h"
#include "ui/workspace/jobs/job_kinds.h"
#include "ui/workspace/models/model_memory.h"
#include "ui/workspace/why_not.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include <memory>
#include <utility>

namespace lexicell::ui {

namespace {

constexpr int countingPause = 150;  // milliseconds from the last change to counting

QString modeTitle(const QString &mode)
{
    if (mode == QStringLiteral("delete")) return QObject::tr("Delete");
    if (mode == QStringLiteral("zero")) return QObject::tr("Set to zero");
    if (mode == QStringLiteral("mask")) return QObject::tr("Mask");
    if (mode == QStringLiteral("renormalise")) return QObject::tr("Zero, and scale the cell again");
    if (mode == QStringLiteral("over-express")) return QObject::tr("Over-express");
    return mode;
}

void choose(QComboBox *box, const QString &value) { box->setCurrentIndex(std::max(0, box->findData(value))); }

}  // namespace

KnockOutPanel::KnockOutPanel(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("knockOutPanel"));
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(buildContent());
    m_run = new QPushButton(tr("Run"), this);
    m_run->setObjectName(QStringLiteral("knockOutRun"));
    m_run->setProperty("primary", true);
    m_loadModel = new QPushButton(tr("Load a model…"), this);
    m_loadModel->setObjectName(QStringLiteral("knockOutLoadModel"));
    m_estimate = new QLabel(this);
    m_estimate->setObjectName(QStringLiteral("knockOutEstimate"));
    m_whyNot = new QLabel(this);
    m_whyNot->setObjectName(QStringLiteral("knockOutWhyNot"));
    for (QLabel *label : {m_estimate, m_whyNot}) {
        label->setWordWrap(true);
        label->setProperty("muted", true);
    }
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_run);
    buttons->addWidget(m_loadModel);
    buttons->addWidget(m_estimate, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_whyNot);
    layout->addLayout(buttons);
    m_pause = new QTimer(this);
    m_pause->setSingleShot(true);
    m_pause->setInterval(countingPause);
    connectAll();
    reloadModes();
    reloadReplicates();
    tell();
}

QWidget *KnockOutPanel::buildContent()
{
    auto *content = new QWidget(this);
    content->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // as wide as the dock, whatever its parts ask for
    m_from = new GroupSlot(m_bench,
                           {tr("Cells to change"), tr("Draw around cells on a map, then take them."), QStringLiteral("groupA")},
                           true, content);
    m_toward = new GroupSlot(
        m_bench, {tr("Goal (optional)"), tr("How far does each gene move the cells toward these?"), QStringLiteral("groupB")},
        false, content);
    m_genes = new KnockOutGenes(m_bench, content);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_from);
    layout->addWidget(m_toward);
    layout->addWidget(m_genes);
    layout->addWidget(buildOptions());
    layout->addStretch();
    return content;
}

QWidget *KnockOutPanel::buildOptions()
{
    auto *options = new QWidget(this);
    const auto box = [options](const char *name, const QString &title) {
        auto *made = new ElidedComboBox(options);
        made->setObjectName(QLatin1String(name));
        made->setAccessibleName(title);
        made->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);  // the panel is narrow
        made->setMinimumContentsLength(8);
        return made;
    };
    m_mode = box("knockOutMode", tr("Change"));
    m_replicate = box("knockOutReplicate", tr("Replicates"));
    m_further = new QPushButton(icon(QStringLiteral("settings")), tr("More options…"), options);
    m_further->setObjectName(QStringLiteral("knockOutFurther"));
    m_further->setFlat(true);
    auto *form = new QFormLayout(options);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(6);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("Change"), m_mode);
    form->addRow(tr("Replicates"), m_replicate);
    form->addRow(QString(), m_further);
    return options;
}

void KnockOutPanel::connectAll()
{
    connect(m_pause, &QTimer::timeout, this, &KnockOutPanel::readExpression);
    for (GroupSlot *slot : {m_from, m_toward}) connect(slot, &GroupSlot::groupChanged, this, &KnockOutPanel::requestChanged);
    connect(m_from, &GroupSlot::groupChanged, this, &KnockOutPanel::forgetExpression);
    connect(m_genes, &KnockOutGenes::genesChanged, this, &KnockOutPanel::requestChanged);
    for (QComboBox *box : {m_mode, m_replicate})
        connect(box, &QComboBox::currentIndexChanged, this, &KnockOutPanel::requestChanged);
    connect(m_further, &QPushButton::clicked, this, &KnockOutPanel::furtherOptionsWanted);
    connect(m_loadModel, &QPushButton::clicked, this, &KnockOutPanel::modelWanted);
    connect(m_run, &QPushButton::clicked, this, &KnockOutPanel::run);
    Session *session = &m_bench.session;
    connect(&session->models(), &Models::modelChanged, this, &KnockOutPanel::reloadModes);
    connect(&session->models(), &Models::coverageChanged, this, &KnockOutPanel::requestChanged);
    connect(&session->labels(), &Labels::fieldListChanged, this, &KnockOutPanel::reloadReplicates);
    for (auto signal : {&Session::datasetOpened, &Session::datasetClosed})
        connect(session, signal, this, [this] {
            m_options = {};
            reloadReplicates();
            tell();
        });
    connect(&m_bench.results, &Results::resultAdded, this, &KnockOutPanel::tell);  // it measured how long a pass takes
}

QStringList KnockOutPanel::ownOptions()
{
    return {QStringLiteral("genes"), QStringLiteral("all-expressed"), QStringLiteral("mode"),     QStringLiteral("groupby"),
            QStringLiteral("from"),  QStringLiteral("toward"),        QStringLiteral("replicate")};
}

KnockOutRequest KnockOutPanel::request() const
{
    KnockOutRequest request{m_from->group(), m_toward->group(), m_options};
    request.options.genes.clear();
    for (const QString &name : m_genes->genes()) request.options.genes.push_back(name.toStdString());
    request.options.allExpressed = m_genes->allExpressed();
    if (const QString mode = m_mode->currentData().toString(); !mode.isEmpty()) request.options.mode = mode.toStdString();
    request.options.replicate = m_replicate->currentData().toString().toStdString();
    return request;
}

void KnockOutPanel::setRequest(const KnockOutRequest &request)
{
    if (request.options.layer != m_options.layer) forgetExpression();
    m_options = request.options;
    m_from->setGroup(request.from);
    m_toward->setGroup(request.toward);
    QStringList names;
    for (const std::string &name : request.options.genes) names << QString::fromStdString(name);
    m_genes->setGenes(names, request.options.allExpressed);
    choose(m_mode, QString::fromStdString(request.options.mode));
    choose(m_replicate, QString::fromStdString(request.options.replicate));
    requestChanged();
}

void KnockOutPanel::addGenes(const QStringList &names) { m_genes->take(names); }

void KnockOutPanel::setResultGenes(const NamedLists &lists) { m_genes->setResultGenes(lists); }

void KnockOutPanel::setFurtherOptions(const models::tasks::KnockOutOptions &options)
{
    if (options.layer != m_options.layer) forgetExpression();
    m_options = options;
    requestChanged();
}

void KnockOutPanel::reloadModes()
{
    const QString chosen = m_mode->currentData().toString();
    const QSignalBlocker quiet(m_mode);
    m_mode->clear();
    for (const QString &mode : knockOutModes(m_bench.session)) m_mode->addItem(modeTitle(mode), mode);
    choose(m_mode, chosen);
    const bool any = m_mode->count() > 0;
    m_mode->setEnabled(any);
    m_mode->setPlaceholderText(any ? QString() : tr("as the model's family allows"));
    m_mode->setToolTip(any ? tr("What is done to a gene in the input of the model.")
                           : tr("Load a model first: its family decides which changes there are."));
    tell();
}

void KnockOutPanel::reloadReplicates()
{
    const QString chosen = m_replicate->currentData().toString();
    const QSignalBlocker quiet(m_replicate);
    m_replicate->clear();
    m_replicate->addItem(tr("single cells"), QString());
    for (const QString &column : m_bench.session.labels().fieldNames()) m_replicate->addItem(column, column);
    choose(m_replicate, chosen);
}

void KnockOutPanel::requestChanged()
{
    m_passes.reset();
    if (m_count != 0) m_bench.jobs.cancel(std::exchange(m_count, 0));
    m_pause->start();
    tell();
}

// Reads what the cells express where that is not known yet, then counts.
void KnockOutPanel::readExpression()
{
    const KnockOutRequest asked = request();
    if (!asked.from || !m_bench.session.data().hasDataset()) return;
    if (m_expression) return countPasses();
    if (m_read != 0) return;  // it counts when it has read
    const auto own = std::make_shared<int>(0);
    *own = m_read = m_bench.jobs.start(
        {job::geneValues, tr("Count the genes of %1").arg(asked.from->name), true}, this,
        [dataset = m_bench.session.data().dataset(), layer = asked.options.layer,
         cells = asked.from->cells](JobContext &context) { return expressionOfCells(*dataset, layer, cells, context); },
        [this, own](const Result<models::tasks::GeneExpression> &expression) {
            if (m_read != *own) return;  // of other cells, or of another matrix
            m_read = 0;
            // Without it the number of passes stays unknown. The run itself says what is wrong with the matrix.
            if (!expression.ok()) return tell();
            m_expression = std::make_shared<const models::tasks::GeneExpression>(*expression);
            countPasses();
        },
        JobRunner::Lane::Files);
    tell();
}

// What is read now is of other cells, or of another matrix.
void KnockOutPanel::forgetExpression()
{
    m_expression.reset();
    if (m_read != 0) m_bench.jobs.cancel(std::exchange(m_read, 0));
}

// Away from the window: each tested gene is compared with all others to find its null.
void KnockOutPanel::countPasses()
{
    const KnockOutRequest asked = request();
    const auto coverage = m_bench.session.models().coverage();
    const bool named = asked.options.allExpressed || !asked.options.genes.empty();
    m_passes.reset();
    if (m_count != 0) m_bench.jobs.cancel(std::exchange(m_count, 0));
    if (!m_expression || !coverage || !named) return tell();
    const auto own = std::make_shared<int>(0);
    *own = m_count = m_bench.jobs.start(
        {job::geneValues, tr("Count the passes"), true}, this,
        [expression = m_expression, coverage, options = asked.options, genes = m_genes->columns(),
         goal = asked.toward ? asked.toward->count() : 0](JobContext &) -> Result<std::int64_t> {
            return knockOutPasses(*expression, *coverage, options, genes, goal);
        },
        [this, own](const Result<std::int64_t> &passes) {
            if (m_count != *own) return;
            m_count = 0;
            if (passes.ok()) m_passes = *passes;
            tell();
        },
        JobRunner::Lane::Interactive);
    tell();
}

models::tasks::Estimate KnockOutPanel::estimate(const KnockOutRequest &asked) const
{
    const auto *outline = m_bench.session.models().outline();
    const auto *task = m_bench.tasks.find(knockOutId);
    if (!outline || !task) return {};
    models::tasks::Estimate estimate = estimateTask(m_bench.session, *task, OptionValues(asked.options), {});
    estimate.passes = m_passes;  // the task's own guess is of all cells
    if (!estimate.memoryBytes) estimate.memoryBytes = networkBytes(outline->card);
    const auto pass = measuredSecondsPerPass(m_bench.results, outline->card.name);
    if (pass && estimate.passes) estimate.seconds = *pass * static_cast<double>(*estimate.passes);
    return estimate;
}

QString KnockOutPanel::estimateText(const models::tasks::Estimate &expected) const
{
    QStringList parts;
    if (expected.seconds) parts << tr("about %1").arg(durationText(*expected.seconds));
    if (expected.passes) parts << tr("%1 passes").arg(countText(*expected.passes));
    else if (m_pause->isActive() || m_read != 0 || m_count != 0) parts << tr("counting the passes…");
    if (expected.memoryBytes) parts << tr("%1 of weights").arg(memoryText(*expected.memoryBytes));
    return parts.join(QStringLiteral(" · "));
}

void KnockOutPanel::tell()
{
    const KnockOutRequest asked = request();
    const QString why = whyNotKnockOut(m_bench, asked);
    m_run->setEnabled(why.isEmpty());
    m_run->setToolTip(why.isEmpty() ? tr("Change each gene in these cells, and rank the genes.") : why);
    m_whyNot->setText(why);
    m_whyNot->setVisible(!why.isEmpty());
    const bool model = m_bench.session.models().outline() != nullptr;
    m_loadModel->setVisible(m_bench.session.data().hasDataset() && !model);
    const models::tasks::Estimate expected = estimate(asked);
    m_estimate->setText(why.isEmpty() ? estimateText(expected) : QString());
    m_estimate->setToolTip(expected.seconds ? tr("The time is that of the last run with this model, for so many passes.")
                                            : tr("The time is known after the first run with this model."));
    const QString noData = whyNotData(m_bench.session);
    m_replicate->setEnabled(noData.isEmpty());
    m_replicate->setToolTip(noData.isEmpty() ? tr("The column that holds donors, samples or guides. Cells of one donor are "
                                                  "alike: without it, intervals are too small.")
                                             : noData);
    m_further->setEnabled(noData.isEmpty());
    m_further->setToolTip(noData.isEmpty() ? tr("Dose, pairs, a second model, the matrix, and more.") : noData);
}

void KnockOutPanel::run()
{
    const KnockOutRequest asked = request();
    if (whyNotKnockOut(m_bench, asked).isEmpty()) runKnockOut(m_bench, asked);
}

}  // namespace lexicell::ui
