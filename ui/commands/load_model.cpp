#include "ui/commands/load_model.h"

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
        QObject::tr("Load model %1").arg(QFileInfo(absolute).fileName()), &bench.session,
        [absolute](JobContext &context) { return models::outlineModel(absolute.toStdString(), context); },
        [bench, absolute, then](Result<models::ModelOutline> outline) mutable {
            if (!outline.ok()) {
                bench.notices.postError(QObject::tr("The model %1 could not be loaded.").arg(QFileInfo(absolute).fileName()),
                                        outline.error());
                return finish(then, outline.error());
            }
            bench.session.setOutline(std::move(*outline));
            remember(absolute);
            refreshCoverage(bench, then);
        });
}

void refreshCoverage(Workbench &bench, const Then &then)
{
    const auto outline = bench.session.sharedOutline();
    const DatasetPtr dataset = bench.session.dataset();
    if (!outline || !dataset) return finish(then, {});
    using models::tasks::Coverage;
    bench.jobs.start(
        QObject::tr("Match genes"), &bench.session,
        [outline, dataset](JobContext &context) { return models::tasks::coverage(*dataset, *outline->tokenizer, {}, context); },
        [bench, outline, dataset, then](Result<Coverage> coverage) mutable {
            if (!coverage.ok()) {
                bench.notices.postError(QObject::tr("The model does not fit these data."), coverage.error());
                return finish(then, coverage.error());
            }
            // Another model or data set may have come meanwhile; its own report is on the way.
            if (bench.session.sharedOutline() == outline && bench.session.cells() == dataset->cells())
                bench.session.setCoverage(std::make_shared<const Coverage>(std::move(*coverage)));
            finish(then, {});
        },
        JobRunner::Queue::Read);
}

QStringList recentModels()
{
    QStringList models = QSettings().value(QStringLiteral("models")).toStringList();
    models.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    return models;
}

}  // namespace lexicell::ui
