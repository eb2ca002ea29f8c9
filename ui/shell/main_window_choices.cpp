// The part of the window that opens a form when a file, a step or a model needs a choice.
#include "ui/commands/open_dataset.h"
#include "ui/forms/model_dialog.h"
#include "ui/forms/open_dialog.h"
#include "ui/forms/step_dialog.h"
#include "ui/workspace/jobs/job_news.h"
#include "ui/shell/main_window.h"
#include "ui/panels/models_panel.h"

#include <algorithm>

namespace lexicell::ui {

void MainWindow::tellNews(int jobId)
{
    const auto job = m_jobs.job(jobId);
    if (!job || job->state != JobInfo::State::Done || jobId < m_openedBy) return;
    const QStringList texts = newsOf(*job, m_asRead.get(), m_told);
    if (texts.isEmpty()) return;
    std::vector<Notice::Button> buttons;
    for (const Warning &warning : job->warnings)
        for (const Choice &choice : warning.choices)
            if (choice.option == "orientation" && whyNotTurnRound(m_session).isEmpty() &&
                std::find(choice.values.begin(), choice.values.end(), m_session.data().dataset()->orientation) ==
                    choice.values.end())
                buttons.push_back({tr("Turn it round"), [this] { turnTableRound(m_bench); }});
    m_notices.post({Tone::Warning, job->title, texts.join(QLatin1Char('\n')), std::move(buttons)});
}

// Choices that a file, a step or a model needs, and the forms that have their controls.
void MainWindow::connectChoices()
{
    connect(&m_notices, &Notices::openOptionsWanted, this,
            [this](const QString &path, const QJsonObject &options, const Error &why) {
                const Error *refusal = why.message.empty() ? nullptr : &why;
                (new OpenDialog(m_bench, path, openOptionsFrom(options), refusal, this))->show();
            });
    connect(&m_notices, &Notices::stepFormWanted, this,
            [this](const QString &step, const QJsonObject &options) { showTaskForm(m_bench, this, step, options); });
    connect(&m_notices, &Notices::modelFilesWanted, this, [this](const QString &path, const Error &why) {
        auto *dialog = findChild<ModelDialog *>();
        if (!dialog) dialog = new ModelDialog(m_bench, this);
        dialog->show();
        dialog->askForFiles(path, why);
    });
    connect(m_models, &ModelsPanel::filesWanted, this,
            [this](const QString &path) { Q_EMIT m_notices.modelFilesWanted(path, {}); });
}

}  // namespace lexicell::ui
