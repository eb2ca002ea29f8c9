#include "app/lexicell-cli/training_bench.h"

#include "models/families/fine_tuning.h"
#include "models/families/torch_library.h"
#include "models/tasks/fine_tune/cell_labels.h"
#include "models/tasks/fine_tune/labeled_minibatches.h"
#include "models/tasks/fine_tune/tuned_tensors.h"
#include "models/training/precision.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <utility>

namespace lexicell::cli {

namespace {

using namespace models;
using namespace models::tasks;
using training::Trainable;

double secondsNow() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

bool hasClasses(const checkpoint::Bundle &bundle, const FineTuning &family)
{
    const auto &entries = bundle.tensors.entries;
    return std::any_of(entries.begin(), entries.end(),
                       [&](const auto &entry) { return family.placeOf(family.releasedName(entry.first)).classes; });
}

struct Made {
    std::unique_ptr<Trainable> network;
    TunedTensors tensors;
    training::Recipe recipe;
    std::int64_t trained = 0;  // parameters
};

Result<Made> makeNetwork(const ModelSource &source, const ModelCard &card, const LabeledCells &labeled,
                         const FineTuneOptions &options, Run &run)
{
    LEXICELL_TRY(library, torchLibrary());
    LEXICELL_TRY(device, library->chooseDevice(run.globals.device));
    LEXICELL_CHECK(training::trainingPrecision(options.precision, device));
    LEXICELL_TRY(bundle, openModelBundle(source, run.context));
    LEXICELL_TRY(family, fineTuningOf(card.family));
    LEXICELL_TRY(own, family.recipe(bundle, "annotation"));
    Made made;
    made.recipe = changed(std::move(own), options);
    if (!hasClasses(bundle, family))
        LEXICELL_CHECK(family.addClasses(bundle, static_cast<std::int64_t>(labeled.classes.size()), options.seed));
    LEXICELL_TRY(tensors, tunedTensors(bundle, card, family, options));
    made.tensors = std::move(tensors);
    for (const auto &[name, tensor] : bundle.tensors.entries)
        if (std::find(made.tensors.frozen.begin(), made.tensors.frozen.end(), family.releasedName(name)) ==
            made.tensors.frozen.end())
            made.trained += tensor.size();
    training::TrainableRequest request;
    request.bundle = std::move(bundle);
    request.objective = made.recipe.objective;
    request.clippingNorm = made.recipe.clippingNorm;
    request.optimizer = made.recipe.optimizer;
    request.frozen = made.tensors.frozen;
    request.adapters = made.tensors.adapters;
    request.microBatch = made.recipe.microBatch;
    request.precision = options.precision;
    request.frozenReuse = frozenReuse(options);
    request.seed = static_cast<std::uint64_t>(options.seed);
    request.device = device;
    request.threads = run.globals.threads;
    for (const Family &known : library->families()) {
        if (card.family != known.name || !known.train) continue;
        LEXICELL_TRY(network, known.train(request, run.context));
        made.network = std::move(network);
        return made;
    }
    return Error{errors::unsupportedFamily, "The networks cannot train the family " + card.family + ".", {}};
}

// Every other cell is of another kind: what is learned does not matter for the time.
data::Dataset labeledAlternately(const data::Dataset &dataset, const std::string &column)
{
    data::Dataset labeled = dataset;
    data::StringArray kinds;
    kinds.shape = {dataset.cells()};
    for (std::int64_t cell = 0; cell < dataset.cells(); ++cell) kinds.values.emplace_back(cell % 2 == 0 ? "even" : "odd");
    labeled.obs.columns.set(column, data::makeElement(std::move(kinds)));
    return labeled;
}

// Times of the steps of one epoch.
struct Epoch {
    double seconds = 0.0, firstSeconds = 0.0;
    double processorSeconds = 0.0, firstProcessorSeconds = 0.0;  // of all threads: other programs disturb them less
    std::int64_t cells = 0, firstCells = 0;
    double speed() const { return static_cast<double>(cells) / seconds; }
    double processorSecondsOfCell(bool withFirst) const
    {
        if (withFirst || cells == firstCells) return processorSeconds / static_cast<double>(cells);
        return (processorSeconds - firstProcessorSeconds) / static_cast<double>(cells - firstCells);
    }
    double speedWithoutFirst() const
    {
        return cells > firstCells ? static_cast<double>(cells - firstCells) / (seconds - firstSeconds) : speed();
    }
};

class Steps {
  public:
    Steps(const LabeledCells &labeled, const Made &made, const training::Minibatches &minibatches, Run &run)
        : m_labeled(labeled), m_made(made), m_minibatches(minibatches), m_run(run)
    {
    }

    Result<Epoch> run(int epoch)
    {
        Epoch times;
        for (const auto &cells : m_minibatches.trainingBatches(epoch)) {
            if (m_run.context.cancelled()) return cancelled();
            const std::clock_t before = std::clock();
            const double start = secondsNow();
            LEXICELL_TRY(views, m_minibatches.views(cells, epoch));
            LEXICELL_TRY(terms, m_made.network->step(views, m_made.recipe.learningRate));
            const double seconds = secondsNow() - start;
            const double processor = static_cast<double>(std::clock() - before) / static_cast<double>(CLOCKS_PER_SEC);
            if (times.cells == 0) {
                times.firstSeconds = seconds;
                times.firstProcessorSeconds = processor;
                times.firstCells = static_cast<std::int64_t>(cells.size());
            }
            times.seconds += seconds;
            times.processorSeconds += processor;
            times.cells += static_cast<std::int64_t>(cells.size());
            losses.push_back(terms.front());
            Json names = Json::array();
            for (const std::int64_t cell : cells) names.push_back(m_labeled.cells.names[static_cast<std::size_t>(cell)]);
            batches.push_back({{"cells", std::move(names)}, {"labels", views.front().labels}});
        }
        return times;
    }

    Json losses = Json::array(), batches = Json::array();

  private:
    const LabeledCells &m_labeled;
    const Made &m_made;
    const training::Minibatches &m_minibatches;
    Run &m_run;
};

}  // namespace

Result<Json> benchTraining(const data::Dataset &dataset, const ModelSource &source, const TrainingBench &bench, Run &run)
{
    LEXICELL_CHECK(check(bench.options));
    const data::Dataset cells = labeledAlternately(dataset, bench.options.label);
    LEXICELL_TRY(model, openModel(source, {run.globals.device, "fp32", run.globals.threads}, run.context));
    LEXICELL_TRY(labeled, labeledCells(cells, model, bench.options, run.context));
    const ModelCard card = std::exchange(model, LoadedModel()).card;  // its weights would count in the peak of memory
    LEXICELL_TRY(made, makeNetwork(source, card, labeled, bench.options, run));
    LEXICELL_TRY(minibatches,
                 LabeledMinibatches::make(labeled, {made.recipe.batchSize, made.recipe.hiddenShare, bench.options.seed}));
    Steps steps(labeled, made, minibatches, run);
    Epoch first, last;
    for (int epoch = 1; epoch <= bench.epochs; ++epoch) {
        LEXICELL_TRY(times, steps.run(epoch));
        if (epoch == 1) first = times;
        last = times;
    }
    return Json{{"cells", last.cells},
                {"steps", steps.losses.size()},
                {"cells_per_second", bench.epochs > 1 ? last.speed() : last.speedWithoutFirst()},
                {"first_epoch_cells_per_second", first.speedWithoutFirst()},
                {"processor_seconds_of_cell", last.processorSecondsOfCell(bench.epochs > 1)},
                {"trained_parameters", made.trained},
                {"adapters", !made.tensors.adapters.sites.empty()},
                {"losses", std::move(steps.losses)},
                {"batches", std::move(steps.batches)}};
}

}  // namespace lexicell::cli
