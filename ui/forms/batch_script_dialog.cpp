#include "ui/forms/batch_script_dialog.h"

#include "core/files/atomic_file.h"
#include "ui/workspace/save_place.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace lexicell::ui {

using models::tasks::CommandFiles;
using models::tasks::ModelUse;
using models::tasks::Reads;
using models::tasks::TaskSpec;
using models::tasks::Writes;

namespace {

CommandFiles filesOf(const Session &session, const TaskSpec &task, const TaskPlaces &places)
{
    const QString open = session.data().hasDataset() ? session.data().facts()->identity.path : QString();
    CommandFiles files;
    if (task.reads == Reads::Dataset) files.inputs.push_back(open.toStdString());
    for (const QString &path : places.datasets) files.inputs.push_back(path.toStdString());
    if (!places.checkpoint.isEmpty()) files.inputs.push_back(places.checkpoint.toStdString());
    if (task.model != ModelUse::None && session.models().outline()) files.model = session.models().outline()->card.path.string();
    QString output = places.output;
    if (output.isEmpty()) {
        QString ending = QStringLiteral("_%1").arg(QString::fromStdString(task.id).replace(QLatin1Char('-'), QLatin1Char('_')));
        ending += task.writes == Writes::Csv ? QStringLiteral(".csv") : QStringLiteral(".h5ad");
        output = savePlace(open.isEmpty() ? QStringLiteral("cells") : open, ending);
    }
    files.output = output.toStdString();
    return files;
}

// The latest run of a task that reads the open data set alone, as the history has it; null: there is none.
const RunRecord *latestRun(const Workbench &bench)
{
    const auto &runs = bench.session.runs().all();
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [&bench](const RunRecord &run) {
        const TaskSpec *task = bench.tasks.find(run.step.toStdString());
        return task && task->reads == Reads::Dataset;
    });
    return found == runs.rend() ? nullptr : &*found;
}

}  // namespace

BatchScriptDialog::BatchScriptDialog(Workbench bench, const TaskSpec &task, models::tasks::OptionTexts options,
                                     const TaskPlaces &places, QWidget *parent)
    : QDialog(parent), m_bench(bench), m_task(task), m_options(std::move(options)), m_files(filesOf(bench.session, task, places)),
      m_queue(new QComboBox(this)), m_text(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("batchScriptDialog"));
    setWindowTitle(tr("Batch script"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(640);
    auto *what =
        new QLabel(tr("The run of the form for another machine. The script reads the files on the disk: save a copy of the "
                      "data first if it needs results or labels of this window."),
                   this);
    what->setWordWrap(true);
    what->setProperty("muted", true);
    m_queue->setObjectName(QStringLiteral("batchQueue"));
    m_queue->addItem(tr("Slurm"), true);
    m_queue->addItem(tr("none (bash)"), false);
    auto *form = new QFormLayout;
    form->addRow(tr("&Queue"), m_queue);
    addNumbers(form);
    m_text->setObjectName(QStringLiteral("batchScript"));
    m_text->setAccessibleName(tr("Script"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setMinimumHeight(220);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(what);
    layout->addLayout(form);
    layout->addWidget(m_text, 1);
    addButtons(layout);
    connect(m_queue, &QComboBox::currentIndexChanged, this, &BatchScriptDialog::showScript);
    showScript();
}

QSpinBox *BatchScriptDialog::addNumber(QFormLayout *form, const QString &label, const QString &name, int value, int most,
                                       const QString &unit)
{
    auto *box = new QSpinBox(this);
    box->setObjectName(name);
    box->setRange(1, most);
    box->setValue(value);
    if (!unit.isEmpty()) box->setSuffix(QLatin1Char(' ') + unit);
    form->addRow(label, box);
    connect(box, &QSpinBox::valueChanged, this, &BatchScriptDialog::showScript);
    return box;
}

void BatchScriptDialog::addNumbers(QFormLayout *form)
{
    const models::tasks::BatchChoices usual;
    m_cores = addNumber(form, tr("&Cores"), QStringLiteral("batchCores"), usual.cores, 1024, {});
    m_gigabytes = addNumber(form, tr("&Memory"), QStringLiteral("batchMemory"), usual.gigabytes, 100'000, tr("GB"));
    m_hours = addNumber(form, tr("&Longest time"), QStringLiteral("batchHours"), usual.hours, 10'000, tr("hours"));
    if (m_task.shards) {
        m_shards = addNumber(form, tr("&Shares"), QStringLiteral("batchShards"), usual.shards, 10'000, {});
        m_shards->setToolTip(
            tr("Machines that share the run. The parts are merged at the end; the result has the same bits as one "
               "run."));
    }
    if (m_task.model == ModelUse::None) return;
    m_card = new QCheckBox(tr("On a graphics card"), this);
    m_card->setObjectName(QStringLiteral("batchCard"));
    form->addRow(QString(), m_card);
    connect(m_card, &QCheckBox::toggled, this, &BatchScriptDialog::showScript);
}

void BatchScriptDialog::addButtons(QLayout *layout)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    QPushButton *copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("copyBatchScript"));
    QPushButton *keep = buttons->addButton(tr("Save…"), QDialogButtonBox::ActionRole);
    keep->setObjectName(QStringLiteral("saveBatchScript"));
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(script()); });
    connect(keep, &QPushButton::clicked, this, &BatchScriptDialog::chooseFile);
}

void BatchScriptDialog::showScript()
{
    const bool slurm = m_queue->currentData().toBool();
    for (QSpinBox *box : {m_gigabytes, m_hours}) box->setEnabled(slurm);
    if (m_card) m_card->setEnabled(slurm);
    m_text->setPlainText(QString::fromStdString(models::tasks::batchScript(m_task, m_options, m_files,
                                                                           {.slurm = slurm,
                                                                            .shards = m_shards ? m_shards->value() : 1,
                                                                            .cores = m_cores->value(),
                                                                            .gigabytes = m_gigabytes->value(),
                                                                            .hours = m_hours->value(),
                                                                            .card = m_card && m_card->isChecked()})));
}

QString BatchScriptDialog::script() const { return m_text->toPlainText(); }

Result<void> BatchScriptDialog::save(const QString &file) const
{
    LEXICELL_CHECK(files::writeTextFile(file.toStdString(), script().toStdString()));
    QFile::setPermissions(file, QFile::permissions(file) | QFile::ExeOwner | QFile::ExeUser);
    return {};
}

void BatchScriptDialog::chooseFile()
{
    const QString proposed = savePlace(QString::fromStdString(m_files.output), QStringLiteral(".sh"));
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the script"), proposed, tr("Scripts (*.sh *.sbatch)"));
    if (file.isEmpty()) return;
    if (const auto saved = save(file); !saved.ok())
        m_bench.notices.postError(tr("The script could not be saved."), saved.error());
}

void showScriptOfLatestRun(Workbench bench, QWidget *parent)
{
    const RunRecord *run = latestRun(bench);
    if (!run) return;
    models::tasks::OptionTexts options;
    for (auto option = run->options.begin(); option != run->options.end(); ++option)
        options.emplace_back(option.key().toStdString(), option.value().toString().toStdString());
    const TaskSpec &task = *bench.tasks.find(run->step.toStdString());
    (new BatchScriptDialog(bench, task, std::move(options), {}, parent))->show();
}

QString whyNoScriptOfLatestRun(const Workbench &bench)
{
    return latestRun(bench) ? QString() : QObject::tr("No task has run on these data yet.");
}

}  // namespace lexicell::ui
