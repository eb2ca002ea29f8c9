// What the window shows about a data set and needs again and again, computed once on the worker when it is opened.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/value_summary.h"
#include "ui/workspace/labels/label_field.h"
#include "ui/workspace/project/project_file.h"

#include <filesystem>
#include <map>
#include <vector>

namespace lexicell::ui {

struct DatasetFacts {
    DatasetIdentity identity;
    data::ValueSummary values;
    std::vector<double> totals;    // [cells] sum of a cell's values in X
    std::int64_t stored = 0;       // entries of X
    std::int64_t memoryBytes = 0;  // of X, about
    bool simulated = false;        // from uns; shown wherever the data are shown
    QByteArray cellNames;          // packNames() of all cells of the file; empty: made when it is needed
    // obs columns of labels as fields; null: the column holds no labels. Made here because text columns of a large data set take
    // longer than a frame.
    std::map<QString, LabelFieldPtr> columns;
    // X holds counts: expression is then shown as log1p of counts per 10,000, else as it is.
    bool counts() const { return values.counts(); }
};

Result<DatasetFacts> factsOf(const data::Dataset &dataset, JobContext &context);

bool isSimulated(const data::Dataset &dataset);

// Identity of a file's content: SHA-256 of all of it up to 256 MB; beyond, of its size and 64 evenly spaced megabytes
// ("sampled:…"), so that opening a 50 GB file does not wait for a hash. A folder: of its files' names, sizes and contents.
Result<std::string> fingerprint(const std::filesystem::path &path, JobContext &context);

// Per gene on the scale shown to people: log1p of counts per 10,000 when X holds counts, else the values themselves.
Result<std::vector<float>> shownExpression(const data::Dataset &dataset, const DatasetFacts &facts, std::int64_t gene,
                                           JobContext &context);
QString expressionUnit(const DatasetFacts &facts);  // "log1p CP10k from X"

}  // namespace lexicell::ui
