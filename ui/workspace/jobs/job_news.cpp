#include "ui/workspace/jobs/job_news.h"

#include "ui/workspace/facts/made_here.h"

namespace lexicell::ui {

namespace {

// Whether the element that a step replaced was in the file as it was read and was not computed by Lexicell.
bool cameWithTheFile(const data::Dataset &asRead, const data::ResultKey &key)
{
    const bool there = key.slot == data::Slot::Obs    ? asRead.obs.columns.find(key.name) != nullptr
                       : key.slot == data::Slot::Obsm ? asRead.obsm.find(key.name) != nullptr
                                                      : false;  // uns only has the provenance of obsm and obs
    return there && !isRecorded(asRead, key);
}

}  // namespace

QStringList newsOf(const JobInfo &job, const data::Dataset *asRead, QSet<QString> &told)
{
    QStringList news;
    for (const Warning &warning : job.warnings) {
        const QString message = QString::fromStdString(warning.message);
        if (warning.is(warnings::replaced)) {
            const auto replaced = data::parseResultKey(warning.key);
            if (!asRead || !replaced || !cameWithTheFile(*asRead, *replaced)) continue;
            if (told.contains(message)) continue;
            told.insert(message);
        }
        news << message;
    }
    return news;
}

}  // namespace lexicell::ui
