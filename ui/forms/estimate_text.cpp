#include "ui/forms/estimate_text.h"

#include "ui/workspace/jobs/job_info.h"
#include "ui/workspace/models/model_memory.h"

#include <QObject>
#include <QStringList>

namespace lexicell::ui {

QString estimateText(const models::tasks::Estimate &estimate)
{
    QStringList parts;
    if (estimate.seconds) parts << QObject::tr("about %1").arg(durationText(*estimate.seconds));
    if (estimate.passes)
        parts << (*estimate.passes == 1 ? QObject::tr("1 pass through the network")
                                        : QObject::tr("%L1 passes through the network").arg(*estimate.passes));
    if (estimate.memoryBytes) parts << QObject::tr("%1 of memory for its weights").arg(memoryText(*estimate.memoryBytes));
    if (estimate.resultBytes) parts << QObject::tr("a result of %1").arg(memoryText(*estimate.resultBytes));
    return parts.isEmpty() ? QString() : QObject::tr("Expected: %1.").arg(parts.join(QStringLiteral("; ")));
}

}  // namespace lexicell::ui
