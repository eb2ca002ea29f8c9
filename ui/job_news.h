// Which of a job's warnings a person should see at once. All of them stand in the job list.
#pragma once

#include "core/data/dataset.h"
#include "ui/jobs/job_info.h"

#include <QSet>
#include <QStringList>

namespace lexicell::ui {

// Running a step again replaces its own earlier result, which is no news; what came with the file and is replaced is news
// once. `told` remembers; `asRead` (null: nothing is open) is the data set as the file has it.
QStringList newsOf(const JobInfo &job, const data::Dataset *asRead, QSet<QString> &told);

}  // namespace lexicell::ui
