#include "models/tasks/pretrain/pretrain.h"

#include "core/files/pending_folder.h"
#include "models/families/torch_library.h"
#include "models/tasks/convert_model/upstream_files.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

namespace fs = std::filesystem;

bool isPretrained(const fs::path &file) { return file.filename() == "history.csv" || isCheckpointFile(file); }

}  // namespace

Result<PretrainSummary> pretrain(const PretrainJob &job, JobContext &context)
{
    if (job.datasets.empty()) return Error{errors::usage, "Name at least one data set to pretrain on.", {}};
    LEXICELL_TRY(library, torchLibrary());
    const std::vector<Family> families = library->families();
    const auto family =
        std::find_if(families.begin(), families.end(), [&](const Family &f) { return job.options.family == f.name; });
    if (family == families.end() || !family->pretrain)
        return Error{errors::unsupportedFamily,
                     "This version cannot pretrain \"" + job.options.family + "\", only scgpt.",
                     {},
                     {{"family", {"scgpt"}}}};
    LEXICELL_TRY(folder,
                 files::PendingFolder::create(job.folder, job.overwrite ? isPretrained : files::PendingFolder::Replaceable()));
    PretrainJob inner = job;
    inner.folder = folder.path();
    auto summary = family->pretrain(inner, context);
    // The best weights of a cancelled run are kept.
    std::error_code ignored;
    const bool kept = !summary.ok() && summary.error().kind == ErrorKind::Cancelled && !fs::is_empty(folder.path(), ignored);
    if (summary.ok() || kept) LEXICELL_CHECK(folder.commit());
    return summary;
}

}  // namespace lexicell::models::tasks
