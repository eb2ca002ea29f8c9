#include "ui/commands/embed_cells.h"

#include "ui/commands/run_step.h"
#include "ui/free_keys.h"
#include "ui/made_here.h"
#include "ui/model_files.h"
#include "ui/model_memory.h"

namespace lexicell::ui {

std::string embeddingKeyFor(const Workbench &bench, const models::tasks::EmbedOptions &options)
{
    const auto *outline = bench.session.outline();
    if (!outline || !bench.session.hasDataset()) return options.key;
    return freeEmbeddingKey(*bench.session.original(), *bench.session.dataset(), outline->card, options.key);
}

void embedCells(Workbench &bench, const models::tasks::EmbedOptions &options, const Then &then)
{
    const auto outline = bench.session.sharedOutline();
    if (!outline) {
        const Error error{ErrorKind::Usage, "no_model", QObject::tr("Load a model first (Model ▸ Load model).").toStdString(),
                          ""};
        bench.notices.postError(QObject::tr("Embedding could not start."), error);
        return finish(then, error);
    }
    if (const QString problem = memoryProblem(outline->card); !problem.isEmpty() && !bench.session.model()) {
        const Error error{ErrorKind::OutOfMemory, "out_of_memory", problem.toStdString(), ""};
        bench.notices.postError(QObject::tr("Embedding could not start."), error);
        return finish(then, error);
    }
    models::tasks::EmbedOptions kept = options;
    kept.key = embeddingKeyFor(bench, options);
    const std::string usual = options.key.empty() ? outline->card.embeddingKey : options.key;
    if (kept.key != usual && !kept.key.empty())
        bench.notices.post({Tone::Neutral,
                            QObject::tr("obsm[\"%1\"] stays as it is: %2 embeds into obsm[\"%3\"].")
                                .arg(QString::fromStdString(usual), QString::fromStdString(outline->card.name),
                                     QString::fromStdString(kept.key)),
                            {},
                            {}});
    const QString name = representationName(QString::fromStdString(kept.key));
    runStep(
        bench, {QStringLiteral("embed"), QObject::tr("Embed with %1").arg(name), optionsToJson(kept)},
        [options = kept, source = modelSource(QString::fromStdString(outline->card.path.string())),
         loaded = bench.session.model()](const data::Dataset &dataset, JobContext &context) -> Result<StepOutcome> {
            StepOutcome outcome;
            auto model = loaded;
            if (!model) {
                context.report(0.0, "loading the network");
                LEXICELL_TRY(opened, models::openModel(source, {"auto", options.precision, context.threads}, context));
                model = std::make_shared<const models::LoadedModel>(std::move(opened));
                outcome.model = model;
            }
            LEXICELL_TRY(output, models::tasks::embedInto(dataset, *model, options, context));
            outcome.dataset = std::make_shared<const data::Dataset>(std::move(output));
            return outcome;
        },
        then);
}

}  // namespace lexicell::ui
