#include "ui/workspace/jobs/job_news.h"

#include "ui/workspace/facts/made_here.h"

namespace lexicell::ui {

namespace {

// Whether the element that a step replaced ("obsm/X_umap") was in the file as it was read and was not computed by Lexicell.
bool cameWithTheFile(const data::Dataset &asRead, const std::string &place)
{
    const auto slash = place.find('/');
    const std::string slot = place.substr(0, slash), key = place.substr(slash + 1);
    const bool there = slot == "obs"    ? asRead.obs.columns.find(key) != nullptr
                       : slot == "obsm" ? asRead.obsm.find(key) != nullptr
                                        : false;  // uns only has the provenance of obsm and obs
    return there && !isRecorded(asRead, place);
}

}  // namespace

QStringList newsOf(const JobInfo &job, const data::Dataset *asRead, QSet<QString> &told)
{
    QStringList news;
    for (const Warning &warning : job.warnings) {
        const QString message = QString::fromStdString(warning.message);
        if (warning.is(warnings::replaced)) {
            if (!asRead || !cameWithTheFile(*asRead, warning.key)) continue;
            if (told.contains(message)) continue;
            told.insert(message);
        }
        news << message;
    }
    return news;
}

}  // namespace lexicell::ui
