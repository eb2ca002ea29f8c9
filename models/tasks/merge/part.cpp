#include "models/tasks/merge/part.h"

#include "core/steps/step_output.h"

#include <algorithm>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr const char *partKey = "lexicell_part";

std::int64_t integerIn(const data::Dict &dict, const char *name)
{
    const data::Element *element = dict.find(name);
    const auto *array = element ? element->as<data::Array>() : nullptr;
    return array && array->size() == 1 ? static_cast<std::int64_t>(array->at(0)) : -1;
}

std::vector<std::int64_t> integersIn(const data::Dict &dict, const char *name)
{
    std::vector<std::int64_t> values;
    const data::Element *element = dict.find(name);
    const auto *array = element ? element->as<data::Array>() : nullptr;
    if (!array) return values;
    values.reserve(static_cast<std::size_t>(array->size()));
    for (std::int64_t i = 0; i < array->size(); ++i) values.push_back(static_cast<std::int64_t>(array->at(i)));
    return values;
}

bool consistent(const Part &part)
{
    const bool share = part.shard.index >= 1 && part.shard.index <= part.shard.of;
    const bool sorted = std::adjacent_find(part.cells.begin(), part.cells.end(), std::greater_equal<>()) == part.cells.end();
    const bool inside = part.cells.empty() || (part.cells.front() >= 0 && part.cells.back() < part.cellsOfWhole);
    return share && sorted && inside && static_cast<std::int64_t>(part.cells.size()) == part.dataset->cells();
}

}  // namespace

std::string nameOf(const data::Dataset &dataset)
{
    return dataset.file.empty() ? std::string("The data set") : dataset.file.filename().string();
}

Result<data::Dataset> cellsAlone(const data::Dataset &dataset, const std::vector<std::int64_t> &cells)
{
    data::Dataset alone;
    alone.obs = dataset.obs;
    alone.var = dataset.var;
    if (const data::ElementPtr record = dataset.uns.get("lexicell")) alone.uns.set("lexicell", record);
    alone.file = dataset.file;
    alone.format = dataset.format;
    return data::subset(alone, &cells, nullptr);
}

void markPart(data::Dataset &part, const input::Shard &shard, std::int64_t cellsOfWhole, const std::vector<std::int64_t> &cells)
{
    part.uns.set(partKey, steps::dictElement({{"shard", steps::integerElement(shard.index)},
                                              {"shards", steps::integerElement(shard.of)},
                                              {"cells_of_whole", steps::integerElement(cellsOfWhole)},
                                              {"cells", steps::column(cells)}}));
}

Result<Part> readPart(const data::Dataset &dataset)
{
    const data::Element *element = dataset.uns.find(partKey);
    const auto *marks = element ? element->as<data::Dict>() : nullptr;
    std::vector<ProvenanceStep> steps = recordedSteps(steps::recordOf(dataset));
    if (!marks || steps.empty())
        return Error{errors::unsupported, nameOf(dataset) +
                                              " is no part of a run. Name the data set first, then files that a run "
                                              "with a share has written."};
    Part part{&dataset,
              {integerIn(*marks, "shard"), integerIn(*marks, "shards")},
              integerIn(*marks, "cells_of_whole"),
              integersIn(*marks, "cells"),
              std::move(steps.back())};
    if (!consistent(part))
        return Error{errors::corruptData, nameOf(dataset) +
                                              " does not hold the cells that it lists: it was changed after the run "
                                              "that wrote it. Compute this share again."};
    return part;
}

}  // namespace lexicell::models::tasks
