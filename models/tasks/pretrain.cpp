#include "models/tasks/pretrain.h"

#include "models/plugin.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

Result<void> checkFolder(const PretrainJob &job)
{
    std::error_code error;
    if (!std::filesystem::exists(job.folder, error) || job.overwrite) return {};
    if (std::filesystem::is_directory(job.folder, error) && std::filesystem::is_empty(job.folder, error)) return {};
    return Error{ErrorKind::Usage,
                 "output_exists",
                 job.folder.string() + " exists. Choose another name, or say that it may be replaced.",
                 {},
                 {{"force"}}};
}

}  // namespace

Result<PretrainSummary> pretrain(const PretrainJob &job, JobContext &context)
{
    if (job.datasets.empty()) return Error{ErrorKind::Usage, "usage", "Name at least one data set to pretrain on.", {}};
    LEXICELL_CHECK(checkFolder(job));
    LEXICELL_TRY(library, torchLibrary());
    const std::vector<Family> families = library->families();
    const auto family =
        std::find_if(families.begin(), families.end(), [&](const Family &f) { return job.options.family == f.name; });
    if (family == families.end() || !family->pretrain)
        return Error{ErrorKind::Unsupported,
                     "unsupported_family",
                     "This version cannot pretrain \"" + job.options.family + "\", but scgpt.",
                     {},
                     {{"family", {"scgpt"}}}};
    return family->pretrain(job, context);
}

}  // namespace lexicell::models::tasks
