#include "ui/commands/analysis_steps.h"

#include "core/analysis/result_keys.h"
#include "ui/commands/run_step.h"
#include "ui/free_keys.h"
#include "ui/made_here.h"

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

// Tells where results went that a person may look for under the usual name.
void tellKeys(Workbench &bench, const QStringList &keys)
{
    bench.notices.post(
        {Tone::Neutral,
         QObject::tr("What the file brought stays as it is. New results: %1.").arg(keys.join(QStringLiteral(", "))),
         {},
         {}});
}

QString obsmText(const std::string &key) { return QStringLiteral("obsm[\"%1\"]").arg(QString::fromStdString(key)); }
QString obsText(const std::string &key) { return QStringLiteral("obs[\"%1\"]").arg(QString::fromStdString(key)); }
QString unsText(const std::string &key) { return QStringLiteral("uns[\"%1\"]").arg(QString::fromStdString(key)); }

// Neighbours, UMAP and Leiden of one representation share their suffix, whichever of them is run first.
template <class Options> Options withFreeSuffix(Workbench &bench, Options options)
{
    if (bench.session.original()) options.keyAdded = freeSuffix(*bench.session.original(), options.rep, options.keyAdded);
    return options;
}

template <class Options> Options withGraph(Workbench &bench, Options options)
{
    if (bench.session.hasDataset() && options.neighborsKey.empty())
        options.neighborsKey = graphFor(*bench.session.dataset(), options.rep, options.keyAdded);
    return options;
}

}  // namespace

void runQualityControl(Workbench &bench, const analysis::QcOptions &options, const Then &then)
{
    const DatasetPtr original = bench.session.original();
    runStep(
        bench, {QStringLiteral("qc"), QObject::tr("Quality control"), optionsToJson(options)},
        [options, original](const data::Dataset &dataset, JobContext &context) -> Result<StepOutcome> {
            LEXICELL_TRY(output, analysis::qualityControl(withColumnsAside(*original, dataset), options, context));
            std::string names;
            for (const std::string &name : putColumnsBack(output)) names += (names.empty() ? "" : ", ") + name;
            if (!names.empty())
                context.warn("kept_columns",
                             QObject::tr("Columns that the file brought stay as they are; the new ones are called %1.")
                                 .arg(QString::fromStdString(names))
                                 .toStdString());
            return StepOutcome{std::make_shared<const data::Dataset>(std::move(output)), nullptr};
        },
        then);
}

void runPca(Workbench &bench, const analysis::PcaOptions &options, const Then &then)
{
    analysis::PcaOptions free = options;
    if (const DatasetPtr &original = bench.session.original()) {
        free.keyAdded = freePcaKey(*original, options.keyAdded);
        free.varSuffix = freeVarSuffix(*original, options.varSuffix);
    }
    if (free.keyAdded != options.keyAdded) tellKeys(bench, {obsmText(free.keyAdded)});
    run(bench, "pca", QObject::tr("PCA"), free, &analysis::pca, then);
}

void runNeighbors(Workbench &bench, const analysis::NeighborsOptions &options, const Then &then)
{
    const auto free = withFreeSuffix(bench, options);
    if (free.keyAdded != options.keyAdded) tellKeys(bench, {unsText(analysis::resultKeys(free.rep, free.keyAdded).neighbors)});
    run(bench, "neighbors", QObject::tr("Neighbours on %1").arg(on(options.rep)), free, &analysis::neighbors, then);
}

void runUmap(Workbench &bench, const analysis::UmapOptions &options, const Then &then)
{
    const auto free = withGraph(bench, withFreeSuffix(bench, options));
    if (free.keyAdded != options.keyAdded) tellKeys(bench, {obsmText(analysis::resultKeys(free.rep, free.keyAdded).layout)});
    run(bench, "umap", QObject::tr("UMAP on %1").arg(on(options.rep)), free, &analysis::umap, then);
}

void runLeiden(Workbench &bench, const analysis::LeidenOptions &options, const Then &then)
{
    const auto free = withGraph(bench, withFreeSuffix(bench, options));
    if (free.keyAdded != options.keyAdded) tellKeys(bench, {obsText(analysis::resultKeys(free.rep, free.keyAdded).clusters)});
    run(bench, "leiden", QObject::tr("Leiden clusters on %1").arg(on(options.rep)), free, &analysis::leiden, then);
}

void runAnalyze(Workbench &bench, const analysis::AnalyzeOptions &options, const Then &then)
{
    const QString title = options.rep.empty() ? QObject::tr("Baseline map: PCA, neighbours, UMAP, Leiden")
                                              : QObject::tr("Map on %1: neighbours, UMAP, Leiden").arg(on(options.rep));
    analysis::AnalyzeOptions free = options;
    if (const DatasetPtr &original = bench.session.original()) {
        if (options.rep.empty()) {
            free.pcaKey = freePcaKey(*original, options.pcaKey);
            free.varSuffix = freeVarSuffix(*original, options.varSuffix);
        }
        free.keyAdded = freeSuffix(*original, options.rep.empty() ? free.pcaKey : options.rep, options.keyAdded);
    }
    if (free.keyAdded != options.keyAdded || free.pcaKey != options.pcaKey) {
        const auto keys = analysis::resultKeys(options.rep.empty() ? free.pcaKey : options.rep, free.keyAdded);
        tellKeys(bench, {obsmText(keys.layout), obsText(keys.clusters)});
    }
    run(bench, "analyze", title, free, &analysis::analyze, then);
}

}  // namespace lexicell::ui
