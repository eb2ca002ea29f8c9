#include "models/tasks/merge/merge.h"

#include "core/base/guarded.h"
#include "core/data/result_key.h"
#include "core/steps/step_output.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/merge/part.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

namespace {

constexpr const char *obsmSlot = "obsm/";

std::string numberOf(const input::Shard &shard) { return std::to_string(shard.index) + " of " + std::to_string(shard.of); }

Error otherRun(const Part &part, const Part &first, const std::string &what)
{
    return {errors::datasetChanged, nameOf(*part.dataset) + " and " + nameOf(*first.dataset) + " are not of one run: " + what +
                                        " differ. Merge parts of one run."};
}

// The first option or input that two runs do not share; empty: none.
std::string firstDifference(const std::vector<std::pair<std::string, std::string>> &a,
                            const std::vector<std::pair<std::string, std::string>> &b)
{
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (i >= a.size()) return b[i].first;
        if (i >= b.size() || a[i] != b[i]) return a[i].first;
    }
    return {};
}

Result<void> checkOneRun(const Part &part, const Part &first)
{
    if (part.step.step != first.step.step || part.step.key != first.step.key) return otherRun(part, first, "their results");
    if (part.shard.of != first.shard.of) return otherRun(part, first, "the numbers of shares");
    if (part.cellsOfWhole != first.cellsOfWhole) return otherRun(part, first, "their data sets");
    if (const auto input = firstDifference(part.step.inputs, first.step.inputs); !input.empty())
        return otherRun(part, first,
                        input == "file"    ? "their data sets"
                        : input == "model" ? "their models"
                                           : "their " + input + "s");
    if (const auto option = firstDifference(part.step.options, first.step.options); !option.empty())
        return otherRun(part, first, "the values of the option " + option);
    return {};
}

// By the hash of the file, where both are known, and by the names of the cells.
Result<void> checkOfWhole(const Part &part, const data::Dataset &whole, const RecordInputs &hashes)
{
    const std::string recorded = valueOf(part.step.inputs, "file");
    const bool otherFile = !hashes.empty() && !recorded.empty() && hashes.front().second != recorded;
    const auto &names = whole.obs.index.values;
    bool otherCells = part.cellsOfWhole != whole.cells();
    for (std::size_t i = 0; i < part.cells.size() && !otherCells; ++i)
        otherCells = part.dataset->obs.index.values[i] != names[static_cast<std::size_t>(part.cells[i])];
    if (!otherFile && !otherCells) return {};
    return Error{errors::datasetChanged, nameOf(*part.dataset) + " is a part of another data set than " + nameOf(whole) +
                                             ". Name the data set that was embedded first, then its parts."};
}

Result<void> checkShares(const std::vector<Part> &parts)
{
    std::vector<const Part *> shares(static_cast<std::size_t>(parts.front().shard.of));
    for (const Part &part : parts) {
        const Part *&share = shares[static_cast<std::size_t>(part.shard.index - 1)];
        if (share)
            return Error{errors::badOption, "Part " + numberOf(part.shard) + " is named twice: " + nameOf(*share->dataset) +
                                                " and " + nameOf(*part.dataset) + ". Name each part once."};
        share = &part;
    }
    std::string missing;
    for (std::size_t i = 0; i < shares.size(); ++i)
        if (!shares[i]) missing += (missing.empty() ? "" : ", ") + std::to_string(i + 1);
    if (missing.empty()) return {};
    return Error{errors::missingPart, "Of " + std::to_string(shares.size()) + " parts these are missing: " + missing +
                                          ". Compute them, and name all parts."};
}

Result<std::vector<Part>> readParts(const data::Dataset &whole, std::span<const data::Dataset> datasets,
                                    const RecordInputs &hashes)
{
    if (readPart(whole).ok())
        return Error{errors::badOption, nameOf(whole) + " is a part. Name the data set that was embedded first, then its parts."};
    if (datasets.empty())
        return Error{errors::missingPart, "There is no part to merge. Name the data set first, then all parts of the run."};
    std::vector<Part> parts;
    for (const data::Dataset &dataset : datasets) {
        LEXICELL_TRY(part, readPart(dataset));
        parts.push_back(std::move(part));
        LEXICELL_CHECK(checkOneRun(parts.back(), parts.front()));
        LEXICELL_CHECK(checkOfWhole(parts.back(), whole, hashes));
    }
    LEXICELL_CHECK(checkShares(parts));
    return parts;
}

// The column that marks cells without a vector, or null.
const data::Array *marksOf(const Part &part, const std::string &column)
{
    const data::Element *element = part.dataset->obs.columns.find(column);
    const auto *array = element ? element->as<data::Array>() : nullptr;
    return array && array->size() == part.dataset->cells() ? array : nullptr;
}

Error damaged(const Part &part)
{
    return {errors::corruptData,
            nameOf(*part.dataset) +
                " does not hold the vectors of its cells: it was changed after the run that wrote it. Compute "
                "this share again."};
}

Result<data::Embedding> joined(const std::vector<Part> &parts, const std::string &key, const std::string &column)
{
    data::Embedding whole;
    whole.cells = parts.front().cellsOfWhole;
    std::vector<bool> covered(static_cast<std::size_t>(whole.cells)), embedded(covered.size(), true);
    for (const Part &part : parts) {
        const auto vectors = part.dataset->embedding(key);
        if (!vectors.ok() || vectors->shape().size() != 2) return damaged(part);
        const std::int64_t width = vectors->dim(1);
        if (whole.values.empty()) {
            whole.dimensions = width;
            whole.values.assign(static_cast<std::size_t>(whole.cells * width), 0.0F);
        }
        if (width != whole.dimensions || vectors->dim(0) != static_cast<std::int64_t>(part.cells.size())) return damaged(part);
        const data::Array *marks = marksOf(part, column);
        for (std::size_t row = 0; row < part.cells.size(); ++row) {
            const auto cell = static_cast<std::size_t>(part.cells[row]);
            std::copy_n(vectors->as<float>() + static_cast<std::int64_t>(row) * width, width, whole.row(part.cells[row]));
            if (marks) embedded[cell] = marks->at(static_cast<std::int64_t>(row)) != 0.0;
            covered[cell] = true;
        }
    }
    if (std::find(covered.begin(), covered.end(), false) != covered.end())
        return Error{errors::corruptData, "The parts do not hold all cells: some were changed after the run that wrote them. "
                                          "Compute the shares again."};
    if (std::find(embedded.begin(), embedded.end(), false) != embedded.end()) whole.embedded = std::move(embedded);
    return whole;
}

// The hashes of the parts under their numbers, in that order.
RecordInputs partInputs(const std::vector<Part> &parts, const RecordInputs &hashes)
{
    std::vector<std::pair<std::int64_t, std::string>> numbered;
    for (std::size_t i = 0; i < parts.size() && i + 1 < hashes.size(); ++i)
        numbered.emplace_back(parts[i].shard.index, hashes[i + 1].second);
    std::sort(numbered.begin(), numbered.end());
    RecordInputs inputs;
    for (const auto &[number, hash] : numbered) inputs.emplace_back("part_" + std::to_string(number), hash);
    return inputs;
}

Result<Merged> run(const data::Dataset &whole, std::span<const data::Dataset> datasets, const RecordInputs &hashes)
{
    LEXICELL_TRY(parts, readParts(whole, datasets, hashes));
    const ProvenanceStep &step = parts.front().step;
    if (step.step != "embed" || !step.key.starts_with(obsmSlot))
        return Error{errors::unsupported,
                     nameOf(*parts.front().dataset) + " is a part of the task " + step.step + ", which cannot be merged here."};
    Merged merged;
    merged.key = step.key.substr(std::string(obsmSlot).size());
    merged.parts = static_cast<std::int64_t>(parts.size());
    LEXICELL_TRY(vectors, joined(parts, merged.key, steps::embeddedColumn(whole, merged.key)));
    merged.dimensions = vectors.dimensions;
    merged.dataset = withVectors(whole, merged.key, vectors, step);
    steps::record(merged.dataset, {"merge", step.key, {}, partInputs(parts, hashes)});
    return merged;
}

}  // namespace

Result<Merged> merge(const data::Dataset &whole, std::span<const data::Dataset> parts, const RecordInputs &hashes)
{
    return guarded("merge the parts", [&] { return run(whole, parts, hashes); });
}

}  // namespace lexicell::models::tasks
