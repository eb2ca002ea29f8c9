#include "ui/workspace/jobs/job_info.h"

#include "core/base/pace.h"

namespace lexicell::ui {

QString durationText(double seconds) { return QString::fromStdString(lexicell::durationText(seconds)); }

}  // namespace lexicell::ui
