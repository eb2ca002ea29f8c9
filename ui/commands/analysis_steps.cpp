#include "ui/commands/analysis_steps.h"

#include "ui/commands/run_step.h"

namespace lexicell::ui {

namespace {

template <class Options> void run(Workbench &bench, const char *step, const QString &title, const Options &options,
                                  Result<data::Dataset> (*compute)(const data::Dataset &, const Options &, JobContext &),
                                  const Then &then)
{
    runStep(
        bench, {QLatin1String(step), title, optionsToJson(options)},
        [options, compute](const data::Dataset &dataset, JobContext &context) -> Result<StepOutcome> {
            LEXICELL_TRY(output, compute(dataset, options, context));
            return StepOutcome{std::make_shared<const data::Dataset>(std::move(output)), nullptr};
        },
        then);
}

QString on(const std::string &rep) { return representationName(QString::fromStdString(rep)); }

}  // namespace

QString representationName(const QString &rep)
{
    if (rep.isEmpty() || rep == QStringLiteral("X_pca")) return QStringLiteral("PCA");
    QString name = rep.startsWith(QStringLiteral("X_")) ? rep.mid(2) : rep;
    if (name == QStringLiteral("scEMB")) name = QStringLiteral("scEMB-style");
    return name;
}

void runQualityControl(Workbench &bench, const analysis::QcOptions &options, const Then &then)
{
    run(bench, "qc", QObject::tr("Quality control"), options, &analysis::qualityControl, then);
}

void runPca(Workbench &bench, const analysis::PcaOptions &options, const Then &then)
{
    run(bench, "pca", QObject::tr("PCA"), options, &analysis::pca, then);
}

void runNeighbors(Workbench &bench, const analysis::NeighborsOptions &options, const Then &then)
{
    run(bench, "neighbors", QObject::tr("Neighbours on %1").arg(on(options.rep)), options, &analysis::neighbors, then);
}

void runUmap(Workbench &bench, const analysis::UmapOptions &options, const Then &then)
{
    run(bench, "umap", QObject::tr("UMAP on %1").arg(on(options.rep)), options, &analysis::umap, then);
}

void runLeiden(Workbench &bench, const analysis::LeidenOptions &options, const Then &then)
{
    run(bench, "leiden", QObject::tr("Leiden clusters on %1").arg(on(options.rep)), options, &analysis::leiden, then);
}

void runAnalyze(Workbench &bench, const analysis::AnalyzeOptions &options, const Then &then)
{
    const QString title = options.rep.empty() ? QObject::tr("Baseline map: PCA, neighbours, UMAP, Leiden")
                                              : QObject::tr("Map on %1: neighbours, UMAP, Leiden").arg(on(options.rep));
    run(bench, "analyze", title, options, &analysis::analyze, then);
}

}  // namespace lexicell::ui
