#include "ui/shell/knock_out_dock.h"

#include "core/base/option_json.h"
#include "ui/forms/model_dialog.h"
#include "ui/forms/step_dialog.h"
#include "ui/panels/knock_out_panel.h"
#include "ui/shell/gene_docks.h"
#include "ui/shell/main_window.h"
#include "ui/shell/result_docks.h"
#include "ui/workspace/facts/result_words.h"

namespace lexicell::ui {

namespace {

const QString dockName = QStringLiteral("knock-outs");

}  // namespace

KnockOutDock::KnockOutDock(Workbench bench, ResultDocks &results, GeneDocks &genes, MainWindow *window)
    : QObject(window), m_bench(bench), m_window(window), m_panel(new KnockOutPanel(bench, window))
{
    connect(m_panel, &KnockOutPanel::furtherOptionsWanted, this, &KnockOutDock::showFurtherOptions);
    connect(m_panel, &KnockOutPanel::modelWanted, this, [this] { (new ModelDialog(m_bench, m_window))->show(); });
    connect(&results, &ResultDocks::runAgainWanted, this, &KnockOutDock::runAgain);
    connect(&results, &ResultDocks::knockOutWanted, this, &KnockOutDock::take);
    connect(&genes, &GeneDocks::knockOutWanted, this, &KnockOutDock::take);
    m_panel->setResultGenes([&results] { return results.geneLists(); });
}

QWidget *KnockOutDock::panel() const { return m_panel; }

void KnockOutDock::take(const QStringList &genes)
{
    m_panel->addGenes(genes);
    open();
}

void KnockOutDock::open()
{
    m_window->showPanel(dockName);
    KnockOutRequest request = m_panel->request();
    if (request.from) return;
    request.from = selectedGroup(m_bench.session);
    if (request.from) m_panel->setRequest(request);
}

void KnockOutDock::runAgain(int result)
{
    const StoredResult *stored = m_bench.results.find(result);
    if (!stored) return;
    if (stored->task != knockOutId) {
        if (const auto *task = m_bench.tasks.find(stored->task))
            showTaskForm(m_bench, m_window, *task, optionsOf(*stored, *task));
        return;
    }
    m_panel->setRequest(requestOf(m_bench.session, *stored));
    m_window->showPanel(dockName);
}

void KnockOutDock::showFurtherOptions()
{
    models::tasks::KnockOutOptions options = m_panel->request().options;
    QStringList further;
    describe(options, [&further](const Option &option, auto &) {
        if (!KnockOutPanel::ownOptions().contains(QLatin1String(option.name))) further << QLatin1String(option.name);
    });
    auto *dialog = new StepDialog(tr("Options of knock-outs"), tr("They hold for the runs of the panel Knock-outs."), m_window);
    dialog->setObjectName(QStringLiteral("knockOutOptions"));
    OptionForm *form = dialog->addForm();
    form->show(options, further);
    StepDialog::fillChoices(*form, m_bench.session);
    QJsonObject texts;
    for (const auto &[name, value] : optionsToText(options)) texts[QString::fromStdString(name)] = QString::fromStdString(value);
    form->setValues(texts);
    dialog->setRun(tr("Use these options"), [this, form, options]() mutable {
        form->read(options);
        m_panel->setFurtherOptions(options);
    });
    dialog->show();
}

}  // namespace lexicell::ui
