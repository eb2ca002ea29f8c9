// benchmark: times the program's own work. A row is one piece of work on one data set: the shortest time of several runs and
// the peak memory of the process.
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/knock_out_bench.h"
#include "app/lexicell-cli/model_input.h"
#include "app/lexicell-cli/option_visitor.h"
#include "app/lexicell-cli/training_bench.h"
#include "core/steps/markers.h"
#include "core/steps/steps.h"
#include "core/base/provenance.h"
#include "core/base/random.h"
#include "core/base/platform/resources.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/gene_network/gene_neighbors.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace lexicell::cli {

namespace fs = std::filesystem;

namespace {

struct BenchmarkArguments {
    std::vector<std::string> names;
    InputOptions input;
    fs::path model;
    int repeat = 3;
    models::tasks::FineTuneOptions training;
};

// Linux records the peak resident size of a process. This write resets it.
void forgetPeakMemory() { std::ofstream("/proc/self/clear_refs") << "5"; }

std::optional<double> peakMemoryMb()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kilobytes = 0.0;
        if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024.0;
    }
    return std::nullopt;
}

// Carries the data set from row to row, as a person's session does.
class Bench {
  public:
    Bench(const BenchmarkArguments &arguments, Run &run) : m_arguments(arguments), m_run(run) {}

    Result<void> measure(const std::string &name)
    {
        const auto row = std::find_if(std::begin(rows), std::end(rows), [&](const Row &r) { return name == r.name; });
        const Work work = row->work;
        double best = std::numeric_limits<double>::infinity();
        forgetPeakMemory();
        for (int i = 0; i < m_arguments.repeat; ++i) {
            const auto start = std::chrono::steady_clock::now();
            LEXICELL_CHECK((this->*work)());
            const double all = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            best = std::min(best, std::exchange(m_seconds, std::nullopt).value_or(all));
        }
        Json entry{{"name", name}, {"what", row->what}, {"seconds", best}};
        const auto memory = peakMemoryMb();
        entry["peak_memory_mb"] = memory ? Json(*memory) : Json();
        if (m_dataset) entry["n_obs"] = m_dataset->cells();
        entry.update(std::exchange(m_more, Json::object()));
        if (name == "embed" && best > 0.0) entry["cells_per_second"] = static_cast<double>(m_dataset->cells()) / best;
        m_table.push_back(std::move(entry));
        return {};
    }

    static std::vector<std::string> names()
    {
        std::vector<std::string> all;
        for (const Row &row : rows) all.emplace_back(row.name);
        return all;
    }
    Json table() { return std::move(m_table); }

  private:
    using Work = Result<void> (Bench::*)();
    struct Row {
        const char *name;
        const char *what;
        Work work;
    };

    Result<void> open()
    {
        InputOptions input = m_arguments.input;
        input.read.backed = true;
        LEXICELL_CHECK(readInput(input, m_run));
        return {};
    }

    Result<void> read()
    {
        m_dataset.reset();
        LEXICELL_TRY(dataset, readInput(m_arguments.input, m_run));
        m_dataset = std::move(dataset);
        return {};
    }

    template <class Options> Result<void>
    step(Result<data::Dataset> (*function)(const data::Dataset &, const Options &, JobContext &), const Options &options)
    {
        if (!m_dataset) {
            LEXICELL_CHECK(read());
        }
        LEXICELL_TRY(dataset, function(*m_dataset, options, m_run.context));
        m_dataset = std::move(dataset);
        return {};
    }
    Result<void> pca() { return step(steps::pca, steps::PcaOptions{}); }
    Result<void> neighbors() { return step(steps::neighbors, steps::NeighborsOptions{}); }
    Result<void> umap() { return step(steps::umap, steps::UmapOptions{}); }
    Result<void> leiden() { return step(steps::leiden, steps::LeidenOptions{}); }
    Result<void> analyze() { return step(steps::analyze, steps::AnalyzeOptions{}); }

    // Of the clusters, which are made first if they are missing and are not timed.
    Result<void> markers()
    {
        if (!m_dataset || !m_dataset->obs.columns.find("leiden")) LEXICELL_CHECK(analyze());
        steps::MarkersOptions options;
        options.groupby = "leiden";
        const auto start = std::chrono::steady_clock::now();
        LEXICELL_CHECK(steps::markers(*m_dataset, options, m_run.context));
        m_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return {};
    }

    Result<void> openAll()
    {
        if (!m_model) {
            LEXICELL_TRY(model, models::openModel(m_arguments.model, {m_run.globals.device, "fp32", m_run.globals.threads},
                                                  m_run.context));
            m_model = std::move(model);
        }
        return m_dataset ? Result<void>() : read();
    }

    // A sample is timed and extrapolated, once.
    Result<void> knockOut()
    {
        LEXICELL_CHECK(openAll());
        if (m_more.empty()) {
            LEXICELL_TRY(measured, benchKnockOut(*m_dataset, *m_model, m_run));
            m_more = std::move(measured);
        }
        m_seconds = m_more["estimated_seconds"].get<double>();
        return {};
    }

    Result<void> embed()
    {
        LEXICELL_CHECK(openAll());
        const auto start = std::chrono::steady_clock::now();
        LEXICELL_CHECK(models::tasks::embed(*m_dataset, *m_model, {}, m_run.context));
        m_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return {};
    }

    // All steps of one run, whose epochs are its repetitions.
    Result<void> train()
    {
        if (!m_dataset) LEXICELL_CHECK(read());
        if (m_more.empty()) {
            const TrainingBench bench{m_arguments.training, std::max(m_arguments.training.epochs, 1)};
            LEXICELL_TRY(measured, benchTraining(*m_dataset, m_arguments.model, bench, m_run));
            m_more = std::move(measured);
        }
        m_seconds = m_more["cells"].get<double>() / m_more["cells_per_second"].get<double>();
        return {};
    }

    // The size of the gene table in scGPT's whole-human checkpoint. The values are random: they do not affect the time.
    static constexpr std::int64_t tableGenes = 60'697;
    const models::tasks::GeneVectorTable &geneTable()
    {
        if (!m_genes) {
            constexpr std::int64_t width = 512;
            Random random(0, Random::streamOf("gene vectors"));
            std::vector<float> vectors(static_cast<std::size_t>(tableGenes * width));
            for (float &value : vectors) value = static_cast<float>(random.uniform() - 0.5);
            m_genes.emplace(std::move(vectors), width, m_run.globals.threads);
        }
        return *m_genes;
    }

    Result<void> nearestGenes()
    {
        const auto &table = geneTable();
        const auto start = std::chrono::steady_clock::now();
        const auto nearest = models::tasks::nearestGenes(table, tableGenes / 2, 20, m_run.globals.threads);
        m_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (nearest.empty() || nearest.front().row != tableGenes / 2)
            return Error{errors::internal, "The nearest gene of a gene is not itself. Please report this.", {}};
        return {};
    }

    Result<void> geneGraph()
    {
        const auto &table = geneTable();
        const auto start = std::chrono::steady_clock::now();
        LEXICELL_CHECK(models::tasks::neighborGraph(table, 20, m_run.context));
        m_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return {};
    }

    static constexpr Row rows[] = {
        {"open", "open without reading X", &Bench::open},
        {"read", "read and check everything", &Bench::read},
        {"pca", "normalize, 2,000 variable genes, 50 components", &Bench::pca},
        {"neighbors", "15 nearest neighbors, exact", &Bench::neighbors},
        {"umap", "layout in two dimensions", &Bench::umap},
        {"leiden", "clusters, resolution 1", &Bench::leiden},
        {"analyze", "PCA, neighbors, UMAP and Leiden in one go", &Bench::analyze},
        {"markers", "marker genes of the clusters, Wilcoxon with ties", &Bench::markers},
        {"embed", "zero-shot embedding, fp32", &Bench::embed},
        {"train", "one epoch of fine-tuning for annotation", &Bench::train},
        {"knock_out", "1,000 genes knocked out in 200 cells, extrapolated", &Bench::knockOut},
        {"nearest_genes", "the 20 genes most like one of 60,697 with 512 numbers each", &Bench::nearestGenes},
        {"gene_graph", "the 20 genes most like each of 60,697 with 512 numbers each", &Bench::geneGraph},
    };

    const BenchmarkArguments &m_arguments;
    Run &m_run;
    std::optional<data::Dataset> m_dataset;
    std::optional<models::LoadedModel> m_model;
    std::optional<models::tasks::GeneVectorTable> m_genes;
    std::optional<double> m_seconds;  // the measured part, if only a part of the work counts
    Json m_more = Json::object();     // further keys of the row
    Json m_table = Json::array();
};

Result<Json> benchmark(BenchmarkArguments &arguments, Run &run)
{
    if (arguments.input.path.empty()) {
        LEXICELL_TRY(sample, resourceFile("sample/lexicell_sample.h5ad"));
        arguments.input.path = sample;
    }
    const auto names = arguments.names.empty() ? Bench::names() : arguments.names;
    const auto needsModel = [](const std::string &name) { return name == "embed" || name == "knock_out" || name == "train"; };
    if (arguments.model.empty() && std::any_of(names.begin(), names.end(), needsModel)) {
        LEXICELL_TRY(model, resourceFile("sample/demo_scgpt"));
        arguments.model = model;
    }
    Bench bench(arguments, run);
    for (std::size_t i = 0; i < names.size(); ++i) {
        run.stage(static_cast<double>(i) / static_cast<double>(names.size()),
                  static_cast<double>(i + 1) / static_cast<double>(names.size()));
        LEXICELL_CHECK(bench.measure(names[i]));
    }
    return Json{{"version", version()}, {"input", arguments.input.path.string()}, {"benchmarks", bench.table()}};
}

}  // namespace

void addBenchmark(CommandLine &line)
{
    const auto arguments = std::make_shared<BenchmarkArguments>();
    CLI::App &command =
        line.add("benchmark",
                 "The program's own benchmark table: time and peak memory of each piece of work. Times differ from run to run.",
                 [arguments](Run &run) { return benchmark(*arguments, run); });
    command.add_option("names", arguments->names, "Names; none: all.")->check(CLI::IsMember(Bench::names()))->type_name("NAME");
    command.add_option("--input", arguments->input.path, "Data set; none: the bundled sample.")->type_name("PATH");
    command.add_option("--model", arguments->model, "Checkpoint; none: the bundled one.")->type_name("PATH");
    command.add_option("--repeat", arguments->repeat, "Number of runs; the shortest time is shown.")->check(CLI::PositiveNumber);
    OptionVisitor visitor(command, "Options of the row train");
    describe(arguments->training, [&](const Option &option, auto &field) {
        static const std::set<std::string> taken{"epochs", "batch-size",   "freeze",    "adapters",
                                                 "rank",   "reuse-frozen", "precision", "max-length"};
        if (taken.contains(option.name)) visitor(option, field);
    });
    addInputOptions(command, arguments->input);
}

}  // namespace lexicell::cli
