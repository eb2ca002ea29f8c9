#include "ui/commands/embed_cells.h"

#include "ui/commands/analysis_steps.h"
#include "ui/commands/run_step.h"
#include "ui/model_memory.h"

namespace lexicell::ui {

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
    const QString name = representationName(QString::fromStdString(outline->card.embeddingKey));
    runStep(
        bench, {QStringLiteral("embed"), QObject::tr("Embed with %1").arg(name), optionsToJson(options)},
        [options, outline, loaded = bench.session.model()](const data::Dataset &dataset,
                                                           JobContext &context) -> Result<StepOutcome> {
            StepOutcome outcome;
            auto model = loaded;
            if (!model) {
                context.report(0.0, "loading the network");
                LEXICELL_TRY(opened,
                             models::openModel(outline->card.path, {"auto", options.precision, context.threads}, context));
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
