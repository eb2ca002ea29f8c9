// Which of a job's warnings a person should see at once. All of them stand in the job list.
#pragma once

#include "core/data/dataset.h"
#include "ui/workspace/jobs/job_info.h"

#include <QSet>
#include <QStringList>

namespace lexicell::ui {

// A step that replaces its own earlier result is not reported. A replaced element of the file is reported once; `told` holds
// those reported. `asRead` (null: nothing is open) is the data set as the file has it.
QStringList newsOf(const JobInfo &job, const data::Dataset *asRead, QSet<QString> &told);

}  // namespace lexicell::ui
