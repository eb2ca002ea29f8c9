#include "ui/shell/result_actions.h"

#include "ui/commands/run_knock_out.h"
#include "ui/look/icon.h"
#include "ui/look/palettes.h"
#include "ui/views/view.h"
#include "ui/workspace/facts/result_words.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

namespace lexicell::ui {

namespace {

ResultFiles filesOf(const Workbench &bench, const StoredResult &result)
{
    ResultFiles files{bench.session.data().facts()->identity.path, {}};
    const auto *outline = bench.session.models().outline();
    if (outline && outline->card.name == result.model) files.model = QString::fromStdString(outline->card.path.string());
    return files;
}

void copy(Workbench &bench, const QString &text, const QString &said)
{
    QGuiApplication::clipboard()->setText(text);
    bench.notices.post({Tone::Success, said, text, {}});
}

// The cells to change and those of the goal, as a field of labels that is saved with the data.
void keepAsLabels(Workbench &bench, int id)
{
    const StoredResult *result = bench.results.find(id);
    if (!result || !bench.session.data().hasDataset()) return;
    const KnockOutRequest request = requestOf(bench.session, *result);
    LabelField field{QLatin1String(groupsColumn), {}, {}, false};
    field.codes.assign(static_cast<std::size_t>(bench.session.data().cells()), -1);
    const std::vector<QColor> colors = categoryColors(2).colors;
    for (const auto &group : {request.from, request.toward}) {
        if (!group) continue;
        const auto code = static_cast<std::int32_t>(field.labels.size());
        field.labels.push_back({group->name, colors[static_cast<std::size_t>(code)], false, {}});
        for (std::size_t i = 0; i < field.codes.size(); ++i)
            if (group->cells[i]) field.codes[i] = code;
    }
    LabelEdit edit;
    edit.kind = LabelEdit::Kind::Replace;
    edit.field = field.name;
    edit.replacement = std::make_shared<const LabelField>(std::move(field));
    const auto kept = bench.session.labels().edit(edit);
    if (!kept.ok()) bench.notices.postError(QObject::tr("The cells could not be kept as labels."), kept.error());
}

}  // namespace

void addResultActions(Workbench bench, int id, View &view, std::function<void(int)> again)
{
    const StoredResult *stored = bench.results.find(id);
    const models::tasks::TaskSpec *task = bench.tasks.find(stored->task);
    if (!task) return;  // of a later version: it can be looked at
    const auto add = [&view](const char *name, const QString &iconName, const QString &text, const QString &tip,
                             std::function<void()> run) {
        auto *action = new QAction(icon(iconName), text, &view);
        action->setObjectName(QLatin1String(name));
        action->setToolTip(tip);
        QObject::connect(action, &QAction::triggered, &view, [run = std::move(run)] { run(); });
        view.addAction(action);
    };
    add("runAgain", QStringLiteral("refresh"), QObject::tr("Run again with changes…"),
        QObject::tr("Opens the form with the options of this result."), [again = std::move(again), id] { again(id); });
    add("copyCommand", QStringLiteral("terminal"), QObject::tr("Copy as command"),
        QObject::tr("The command that computes this result without a window."), [bench, id, task]() mutable {
            if (const StoredResult *result = bench.results.find(id))
                copy(bench, commandOf(*result, *task, filesOf(bench, *result)), QObject::tr("The command was copied."));
        });
    add("copyMethods", QStringLiteral("note"), QObject::tr("Copy methods text"),
        QObject::tr("Sentences for a methods section: program, data, model, options."), [bench, id, task]() mutable {
            if (const StoredResult *result = bench.results.find(id))
                copy(bench, methodsOf(*result, *task, filesOf(bench, *result)), QObject::tr("The methods text was copied."));
        });
    if (stored->task != knockOutId) return;
    add("showQueryCells", QStringLiteral("lasso"), QObject::tr("Show its cells"),
        QObject::tr("Selects the cells that were changed."), [bench, id] {
            const StoredResult *result = bench.results.find(id);
            if (!result || !bench.session.data().hasDataset()) return;
            if (const auto group = requestOf(bench.session, *result).from) bench.session.selection().set(group->cells);
        });
    add("keepAsLabels", QStringLiteral("tag-plus"), QObject::tr("Keep its cells as labels"),
        QObject::tr("Adds a column with the cells that were changed and those of the goal, so that the command finds them in the "
                    "saved data."),
        [bench, id]() mutable { keepAsLabels(bench, id); });
}

}  // namespace lexicell::ui
