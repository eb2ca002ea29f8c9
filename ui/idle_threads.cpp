#include "ui/idle_threads.h"

#include <QByteArray>
#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <unistd.h>
#endif

namespace lexicell::ui {

void letIdleThreadsSleep(char **argv)
{
    if (qEnvironmentVariableIsSet("OMP_WAIT_POLICY")) return;
    qputenv("OMP_WAIT_POLICY", QByteArrayLiteral("PASSIVE"));
#ifdef Q_OS_LINUX
    ::execv("/proc/self/exe", argv);
#else
    Q_UNUSED(argv);
#endif
}

}  // namespace lexicell::ui
