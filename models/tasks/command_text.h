// A run of a task as the command that repeats it, and as a script for a queue of jobs. One place for the spelling of a command
// line: the window's results, its forms and reports use it.
#pragma once

#include "core/base/provenance.h"
#include "models/tasks/task.h"

#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

using OptionTexts = std::vector<std::pair<std::string, std::string>>;  // ProvenanceStep::options
// All options, the seed last.
OptionTexts optionTexts(OptionValues options);

// An option whose value is not the default of this version.
struct GivenOption {
    std::string name, value;  // lists as a person types them: A,B
    bool isSwitch = false;
};
// In the order of the task, the seed last. Options that this version does not know are left out.
std::vector<GivenOption> givenOptions(const TaskSpec &task, const OptionTexts &options);

// A list of the record (JSON) as a person types it; any other text unchanged.
std::string typedList(const std::string &value);

// A word of a command line, quoted for a shell where it must be.
std::string quotedWord(const std::string &word);

struct CommandFiles {
    std::vector<std::string> inputs;  // data sets, or the checkpoint that the task reads
    std::string output;               // "OUT.csv"
    std::string model;                // empty: none
};
// "lexicell-cli knock-out pbmc.h5ad OUT.csv --model scGPT_human --genes CD3E": only what is not the default. `further`: words
// behind it, as they are.
std::string commandText(const TaskSpec &task, const OptionTexts &options, const CommandFiles &files,
                        const std::string &further = {});

struct BatchChoices {
    bool slurm = true;  // with a header for sbatch; false: a script for bash
    int shards = 1;     // of a task with TaskSpec::shards: so many shares, merged at the end
    int cores = 8;
    int gigabytes = 32;
    int hours = 24;
    bool card = false;  // ask for a GPU
};
// A script for bash that runs the command, with `shards` a share for each task of an array; the script itself then merges the
// parts, and its comment says how it is submitted.
std::string batchScript(const TaskSpec &task, const OptionTexts &options, const CommandFiles &files, const BatchChoices &choices);

}  // namespace lexicell::models::tasks
