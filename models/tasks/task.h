// A task is a value in a table (registry.h). The command, the menu entry, the form, the script step, the job, the reason on a
// disabled button and the provenance record are all derived from it; docs/adding-a-task.md shows how to add one.
#pragma once

#include "core/base/job_context.h"
#include "core/base/option_values.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/shard.h"
#include "models/tasks/estimate.h"
#include "models/tasks/live_curves.h"
#include "models/tasks/record.h"
#include "models/tasks/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

enum class TaskGroup { Data, Map, Annotate, Genes, KnockOuts, Train, Evaluate };

// The requirements of a task. whyNot() reports a missing one, in the same words everywhere.
enum class Need {
    Dataset,         // an open data set
    Counts,          // a matrix of counts, X or another
    Representation,  // obsm holds a PCA or a model's vectors
    NeighborGraph,   // obsp holds one
    Model,           // a loaded checkpoint
    CellVectors,     // … with this ability
    GeneVectors,
    Expression,
    Generation,
    Perturbation,
};

enum class ModelUse { None, Optional, Required };

enum class Reads {
    Nothing,
    Dataset,     // one data set
    Datasets,    // one or more
    Checkpoint,  // the files of a checkpoint; no network is opened
};

enum class Writes {
    Change,   // results in the data set that was read: DatasetChange
    Dataset,  // a data set of its own: NewDataset
    Csv,      // a table, graph, ranking, heat map or curves
    Folder,   // CheckpointFolder
};

struct TaskInput {
    // Reads::Dataset. Reads::Nothing: the open data set in the window, which a task may take into account, else null.
    const data::Dataset *dataset = nullptr;
    const LoadedModel *model = nullptr;  // null: none was chosen
    // The data set as read from its file, if results must use free keys that are not in it; null: a result takes its usual
    // key and a warning names what it replaces.
    const data::Dataset *brought = nullptr;
    bool replace = false;                          // the user allows replacing existing results
    std::span<const data::Dataset> datasets = {};  // Reads::Datasets
    // Reads::Checkpoint, and of a model that a task with Writes::Folder uses: where its files are.
    const ModelSource *checkpoint = nullptr;
    std::filesystem::path folder = {};  // Writes::Folder: the folder to write
    std::string device = "auto";        // for a network that the task makes itself
    // Of a task with `keepsUnfinished`: where a long run keeps what it has computed so far (empty: nowhere), and the file of an
    // interrupted run to go on from (empty: from the start).
    std::filesystem::path unfinished = {}, resume = {};
    RecordInputs files = {};  // Writes::Folder and Reads::Datasets: the data files with their hashes, for the record
    input::Shard shard = {};  // of a task with `shards`: the share to compute
    // Takes the curves that the run measures as it goes, such as its losses, so that they are seen while they grow; null: nobody
    // looks. Any task may use it.
    LiveCurves *curves = nullptr;
};

struct TaskOutcome {
    TaskResult result;
    // Values for scripts and the job's log: "n_clusters", "edges", the baseline's numbers. Keys are lower case.
    nlohmann::ordered_json summary = nlohmann::ordered_json::object();
    // The data set with the same result under scanpy's key, of a task whose `entry` names that key. The window adds it to the
    // data set, and the command line writes it where it was asked to.
    std::optional<DatasetChange> entry = {};
    // Further tables, heat maps and curves, such as the scores of labels that are added to the data set. The window shows each as
    // a result of its own; scripts find the same numbers in the summary or in the table.
    std::vector<TaskResult> beside = {};
    // Further files that the options ask for, such as the gene sets of a network's modules. run() does not write them: the
    // program does, together with the result, so that a full disk leaves none of them.
    std::vector<TextFile> files = {};
};

// The state when a user opens a menu, or when a command is about to run.
struct Situation {
    const data::Dataset *dataset = nullptr;
    const ModelCard *model = nullptr;
    std::optional<bool> counts = {};                // whether X holds counts; empty: not checked yet
    std::string representation = {};                // obsm key that was chosen to compute on; empty: none was
    std::optional<std::int64_t> genesMatched = {};  // of the data set, by the model; empty: not matched yet
};

struct TaskSpec {
    std::string id;       // "knock-out": command, script step, job kind, provenance. Never shown translated, never parsed
    std::string title;    // "Knock out genes": menu, form, job list; English, translated where it is shown
    std::string summary;  // one sentence for help and the form
    TaskGroup group = TaskGroup::Data;
    std::vector<Need> needs = {};
    ModelUse model = ModelUse::None;
    Reads reads = Reads::Dataset;
    Writes writes = Writes::Change;
    std::string output = {};      // Writes::Csv, Folder and Reads::Datasets: what is read and written, for help
    bool outputOptional = false;  // Writes::Csv: the command may go without a file, because the summary says it all
    std::string entry = {};       // Writes::Csv: the element of the data set that can hold the result too; empty: none
    // The option (bool) that asks for `entry`, where it costs more work; on the command line it takes the name of the file.
    // Empty: the entry is always made, and the command line has --h5ad.
    std::string entryOption = {};
    std::string firstArgument = {};  // Reads::Nothing: an option that is the first argument of the command as well
    std::string ending = {};         // Writes::Dataset and Folder: "_converted.h5ad", added to the name that the window proposes
    OptionValues options = {};
    Result<TaskOutcome> (*run)(const TaskInput &input, const OptionValues &options, JobContext &context) = nullptr;
    // Reports errors that need neither the data nor LibTorch; null: nothing to check.
    Result<void> (*check)(const OptionValues &options) = nullptr;
    // Whether a run with these options goes on with what an interrupted one left at its output; null: none does.
    bool (*continues)(const OptionValues &options) = nullptr;
    // The result stays in parts in a file beside the output until it is complete: the command gets --resume.
    bool keepsUnfinished = false;
    // Several machines can share a run: the command gets --shard, and run() then returns a part of its result as a NewDataset,
    // which the task `merge` puts together (models/tasks/merge/part.h).
    bool shards = false;
    // What the run would take, measured on the data: nothing is computed for good and nothing written. Returns the keys for
    // --json; the command gets --dry-run. Null: not known.
    Result<nlohmann::ordered_json> (*tryOut)(const TaskInput &input, const OptionValues &options, JobContext &context) = nullptr;
    // What the run will take, for the form; quick, as a form asks after every keystroke. Null: nothing is known.
    Estimate (*estimate)(const Situation &now, const OptionValues &options) = nullptr;
};

// Why the task cannot run now: its first unmet requirement, as an Error whose message says what to do; empty: it can run.
// Error classes: no_dataset, counts_needed, missing_embedding, missing_neighbors, no_model, no_gene_matches,
// unsupported_model.
std::optional<Error> whyNot(const TaskSpec &task, const Situation &situation);

}  // namespace lexicell::models::tasks
