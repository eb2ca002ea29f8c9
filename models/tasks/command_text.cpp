#include "models/tasks/command_text.h"

#include "core/base/json_text.h"
#include "core/base/option_json.h"

#include <algorithm>
#include <filesystem>
#include <type_traits>

namespace lexicell::models::tasks {

namespace {

const std::string *valueIn(const OptionTexts &options, const std::string &name)
{
    const auto found = std::find_if(options.begin(), options.end(), [&name](const auto &option) { return option.first == name; });
    return found == options.end() ? nullptr : &found->second;
}

std::string flagOf(const std::string &option) { return std::string(2, '-') + option; }

// "cells_embedded.h5ad", 2: the name of a part, with a shell's variable for its number.
std::string partName(const std::string &output)
{
    const std::filesystem::path path = output;
    return (path.parent_path() / (path.stem().string() + "_part_")).string();
}

std::string header(const TaskSpec &task, const BatchChoices &choices)
{
    std::string text = "#!/bin/bash\n";
    if (!choices.slurm) return text;
    const auto add = [&text](const char *name, const std::string &value) {
        text += "#SBATCH " + flagOf(name) + "=" + value + "\n";
    };
    add("job-name", "lexicell-" + task.id);
    add("cpus-per-task", std::to_string(choices.cores));
    add("mem", std::to_string(choices.gigabytes) + "G");
    add("time", std::to_string(choices.hours) + ":00:00");
    if (choices.card) add("gres", "gpu:1");
    return text;
}

std::string resources(const BatchChoices &choices)
{
    return flagOf("threads") + " " +
           (choices.slurm ? "\"${SLURM_CPUS_PER_TASK:-" + std::to_string(choices.cores) + "}\"" : std::to_string(choices.cores));
}

// Shares, and the merging of their parts.
std::string sharedBody(const TaskSpec &task, const OptionTexts &options, const CommandFiles &files, const BatchChoices &choices)
{
    const std::string shards = std::to_string(choices.shards), part = quotedWord(partName(files.output));
    CommandFiles own = files;
    own.output = "PART";
    std::string share = commandText(task, options, own, flagOf("shard") + " \"$SHARD/" + shards + "\" " + resources(choices));
    const std::string place = part + "\"$SHARD\".h5ad";
    share.replace(share.find(" PART"), 5, " " + place);
    const std::string merge = "lexicell-cli merge " + quotedWord(files.inputs.front()) + " " + part + "{1.." + shards +
                              "}.h5ad " + quotedWord(files.output);
    if (!choices.slurm) return "for SHARD in $(seq 1 " + shards + "); do\n    " + share + "\ndone\n" + merge + "\n";
    return "# Submit this file twice, first the shares, then the merging:\n"
           "#   JOB=$(sbatch " +
           flagOf("parsable") + " " + flagOf("array") + "=1-" + shards + " FILE); sbatch " + flagOf("dependency") +
           "=afterok:$JOB FILE\nif [ -n \"${SLURM_ARRAY_TASK_ID:-}\" ]; then\n" + "    SHARD=$SLURM_ARRAY_TASK_ID\n    " + share +
           "\nelse\n    " + merge + "\nfi\n";
}

}  // namespace

OptionTexts optionTexts(OptionValues options)
{
    OptionTexts texts = optionsToText(options);
    if (const std::int64_t *seed = options.seed()) texts.emplace_back("seed", std::to_string(*seed));
    return texts;
}

std::string quotedWord(const std::string &word)
{
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string typedList(const std::string &value)
{
    const auto json = parseJson(value);
    if (!json || !json->is_array()) return value;
    std::string names;
    for (const auto &name : *json)
        if (name.is_string()) names += (names.empty() ? "" : ",") + name.get<std::string>();
    return names;
}

std::vector<GivenOption> givenOptions(const TaskSpec &task, const OptionTexts &options)
{
    std::vector<GivenOption> given;
    OptionValues defaults = task.options;
    describe(defaults, [&](const Option &option, auto &field) {
        using Field = std::decay_t<decltype(field)>;
        const std::string *value = valueIn(options, option.name);
        OptionWriter writer;
        writer(option, field);
        if (!value || *value == writer.take().front().second) return;
        const bool list = std::is_same_v<Field, std::vector<std::string>>;
        given.push_back({option.name, list ? typedList(*value) : *value, std::is_same_v<Field, bool>});
    });
    if (const std::string *seed = valueIn(options, "seed"); seed && !seed->empty() && *seed != "0")
        given.push_back({"seed", *seed, false});
    return given;
}

std::string commandText(const TaskSpec &task, const OptionTexts &options, const CommandFiles &files, const std::string &further)
{
    std::string text = "lexicell-cli " + task.id;
    const auto add = [&text](const std::string &word) { text += " " + quotedWord(word); };
    if (!task.firstArgument.empty()) {
        const std::string *first = valueIn(options, task.firstArgument);
        add(first ? typedList(*first) : std::string());
    } else if (task.reads != Reads::Nothing) {
        for (const std::string &input : files.inputs) add(input);
    }
    add(files.output);
    if (task.model != ModelUse::None && !files.model.empty()) text += " " + flagOf("model") + " " + quotedWord(files.model);
    for (const GivenOption &option : givenOptions(task, options)) {
        if (option.name == task.firstArgument) continue;
        if (option.isSwitch) {
            text += " " + flagOf(option.value == "true" ? option.name : "no-" + option.name);
            continue;
        }
        text += " " + flagOf(option.name);
        add(option.value);
    }
    return further.empty() ? text : text + " " + further;
}

std::string batchScript(const TaskSpec &task, const OptionTexts &options, const CommandFiles &files, const BatchChoices &choices)
{
    const std::string begin = header(task, choices) + "set -euo pipefail\n";
    if (task.shards && choices.shards > 1) return begin + sharedBody(task, options, files, choices);
    return begin + commandText(task, options, files, resources(choices)) + "\n";
}

}  // namespace lexicell::models::tasks
