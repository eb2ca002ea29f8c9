#include "ui/shell/choice_forms.h"

#include "ui/commands/open_dataset.h"
#include "ui/forms/model_dialog.h"
#include "ui/forms/open_dialog.h"
#include "ui/forms/step_dialog.h"
#include "ui/panels/models_panel.h"

namespace lexicell::ui {

ChoiceForms::ChoiceForms(Workbench bench, ModelsPanel &models, QWidget *window)
    : QObject(window), m_bench(bench), m_window(window)
{
    Notices *notices = &m_bench.notices;
    connect(notices, &Notices::openOptionsWanted, this,
            [this](const QString &path, const QJsonObject &options, const Error &why) {
                const Error *refusal = why.message.empty() ? nullptr : &why;
                (new OpenDialog(m_bench, path, openOptionsFrom(options), refusal, m_window))->show();
            });
    connect(notices, &Notices::stepFormWanted, this,
            [this](const QString &step, const QJsonObject &options) { showTaskForm(m_bench, m_window, step, options); });
    connect(notices, &Notices::modelFilesWanted, this, [this](const QString &path, const Error &why) {
        auto *dialog = m_window->findChild<ModelDialog *>();
        if (!dialog) dialog = new ModelDialog(m_bench, m_window);
        dialog->show();
        dialog->askForFiles(path, why);
    });
    connect(&models, &ModelsPanel::filesWanted, this,
            [notices](const QString &path) { Q_EMIT notices->modelFilesWanted(path, {}); });
}

}  // namespace lexicell::ui
