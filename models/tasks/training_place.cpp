#include "models/tasks/training_place.h"

#include "core/files/leftovers.h"
#include "models/tasks/convert_model/upstream_files.h"

#include <algorithm>
#include <array>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

bool isTrained(const fs::path &file)
{
    static constexpr std::array names{"history.csv", "validation.csv", "conditions.csv", "adapter.safetensors",
                                      "head.safetensors"};
    const std::string name = file.filename().string();
    return std::find(names.begin(), names.end(), name) != names.end() || isCheckpointFile(file);
}

}  // namespace

fs::path resumeFileOf(const fs::path &folder)
{
    std::error_code ignored;
    fs::path file = fs::absolute(folder, ignored).lexically_normal();
    if (!file.has_filename()) file = file.parent_path();  // "out/"
    file += ".resume";
    return file;
}

Result<files::PendingFolder> pendingFolder(const TrainingPlace &place)
{
    const bool replace = place.overwrite || place.resume;
    return files::PendingFolder::create(place.folder, replace ? isTrained : files::PendingFolder::Replaceable());
}

Result<void> checkTrainingPlace(const TrainingPlace &place)
{
    const fs::path unfinished = resumeFileOf(place.folder);
    std::error_code ignored;
    const bool left = fs::exists(unfinished, ignored);
    if (place.resume && !left)
        return Error{errors::notFound,
                     "There is no unfinished run to continue: " + unfinished.string() + " does not exist. Start it anew.",
                     {}};
    if (left && !place.resume && !place.overwrite)
        return Error{errors::outputExists,
                     unfinished.string() + " holds a run that was interrupted. Continue it, or allow replacing it.",
                     {},
                     {{"resume"}, {"force"}}};
    LEXICELL_CHECK(pendingFolder(place));  // its place is free and can be written
    files::removeLeftovers(place.folder);
    files::removeLeftovers(unfinished);
    return {};
}

Result<void> finishTraining(const TrainingPlace &place, const training::TrainingOutcome &outcome)
{
    std::error_code ignored;
    if (!outcome.cancelled) {
        fs::remove(resumeFileOf(place.folder), ignored);
        return {};
    }
    if (!fs::exists(resumeFileOf(place.folder), ignored)) return cancelled();
    return Error{errors::cancelled, "Interrupted. The run can be continued.", {}, {{"resume"}}};
}

}  // namespace lexicell::models::tasks
