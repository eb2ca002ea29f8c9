// The output of the steps on a Dataset: elements of the usual kinds, and the provenance record.
#pragma once

#include "core/base/job_context.h"
#include "core/base/option_json.h"
#include "core/base/provenance.h"
#include "core/data/dataset.h"
#include "core/data/result_key.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::steps {

data::ElementPtr textElement(const std::string &text);  // one string
data::ElementPtr numberElement(double value);
data::ElementPtr integerElement(std::int64_t value);
data::ElementPtr boolElement(bool value);
data::ElementPtr boolColumn(const std::vector<bool> &values);
data::ElementPtr dictElement(std::vector<std::pair<std::string, data::ElementPtr>> entries);
template <class T> data::ElementPtr column(const std::vector<T> &values) { return data::makeElement(data::Array::of(values)); }
// [rows x columns], row-major
template <class T> data::ElementPtr matrixElement(const std::vector<T> &values, std::int64_t rows, std::int64_t columns)
{
    data::Array array(data::dtypeOf<T>(), {rows, columns});
    std::copy(values.begin(), values.end(), array.template as<T>());
    return data::makeElement(std::move(array));
}

// The record in uns["lexicell"]; empty: none.
std::string recordOf(const data::Dataset &dataset);
// The obs column that marks the cells that a model embedded in obsm[key]: lexicell_embedded for the first key,
// lexicell_embedded_scGPT_finetuned for a further one, so that each model has a column of its own.
std::string embeddedColumn(const data::Dataset &dataset, const std::string &key);
// Warns (class `replaced`) when the step is about to replace what is at `key`, in obs, obsm or uns.
void warnReplaced(const data::Dataset &dataset, const data::ResultKey &key, JobContext &context);
// Adds to uns["lexicell"].
void record(data::Dataset &dataset, const ProvenanceStep &step);
// Names an input (the SHA-256 of the file that was read) of every step that made `after` out of `before`.
void recordInput(const data::Dataset &before, data::Dataset &after, const std::string &name, const std::string &value);

// A record with every option of the step and its seed.
template <class Options> void recordStep(data::Dataset &dataset, const std::string &step, const data::ResultKey &key,
                                         const Options &options, std::int64_t seed,
                                         std::vector<std::pair<std::string, std::string>> inputs)
{
    ProvenanceStep entry{step, toText(key), optionsToText(options), std::move(inputs)};
    entry.options.emplace_back("seed", std::to_string(seed));
    record(dataset, entry);
}

}  // namespace lexicell::steps
