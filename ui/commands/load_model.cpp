#include "ui/commands/load_model.h"

#include "ui/workspace/models/model_files.h"
#include "ui/workspace/jobs/job_kinds.h"
#include "models/families/open_model.h"

#include <QFileInfo>
#include <QSettings>

namespace lexicell::ui {

namespace {

constexpr int recentCount = 8;

void remember(const QString &path)
{
    QSettings settings;
    QStringList models = settings.value(QStringLiteral("models")).toStringList();
    models.removeAll(path);
    models.prepend(path);
    settings.setValue(QStringLiteral("models"), models.mid(0, recentCount));
}

}  // namespace

void loadModel(Workbench &bench, const QString &path, const Then &then)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    bench.jobs.start(
        {job::loadModel, QObject::tr("Load model %1").arg(QFileInfo(absolute).fileName())}, &bench.session,
        [source = modelSource(absolute)](JobContext &context) { return models::outlineModel(source, context); },
        [bench, absolute, then](Result<models::ModelOutline> outline) mutable {
            if (!outline.ok()) {
                // The model dialog has the controls to choose one of several files and to name a missing file.
                if (!outline.error().choices.empty()) Q_EMIT bench.notices.modelFilesWanted(absolute, outline.error());
                else
                    bench.notices.postError(QObject::tr("The model %1 could not be loaded.").arg(QFileInfo(absolute).fileName()),
                                            outline.error(), {}, true);
                return finish(then, outline.error());
            }
            bench.session.models().setOutline(std::move(*outline));
            remember(absolute);
            refreshCoverage(bench, then);
        },
        JobRunner::Lane::Files);
}

void refreshCoverage(Workbench &bench, const Then &then)
{
    const auto outline = bench.session.models().sharedOutline();
    const DatasetPtr dataset = bench.session.data().dataset();
    if (!outline || !dataset) return finish(then, {});
    const QString file = bench.session.data().facts()->identity.fingerprint;
    using models::input::Coverage;
    bench.jobs.start(
        {job::matchGenes, QObject::tr("Match genes"), true}, &bench.session,
        [outline, dataset](JobContext &context) { return models::input::coverage(*dataset, *outline->tokenizer, {}, context); },
        [bench, outline, dataset, file, then](Result<Coverage> coverage) mutable {
            const bool sameFile = bench.session.data().hasDataset() && bench.session.data().facts()->identity.fingerprint == file;
            if (!coverage.ok() && !sameFile) return finish(then, coverage.error());
            if (!coverage.ok()) {
                std::vector<Notice::Button> buttons;
                const QString path = QString::fromStdString(outline->card.path.string());
                if (!coverage.error().choices.empty())
                    buttons.push_back(
                        {QObject::tr("Choose its files…"), [notices = &bench.notices, error = coverage.error(), path] {
                             Q_EMIT notices->modelFilesWanted(path, error);
                         }});
                bench.notices.postError(QObject::tr("The model does not fit these data."), coverage.error(), std::move(buttons));
                return finish(then, coverage.error());
            }
            // Another model or data set may be open by now. Another job computes the report for it.
            if (sameFile && bench.session.models().sharedOutline() == outline && bench.session.data().isLike(*dataset))
                bench.session.models().setCoverage(std::make_shared<const Coverage>(std::move(*coverage)));
            finish(then, {});
        },
        JobRunner::Lane::Files);
}

QStringList recentModels()
{
    QStringList models = QSettings().value(QStringLiteral("models")).toStringList();
    models.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    return models;
}

}  // namespace lexicell::ui
