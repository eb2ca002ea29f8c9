// What the command renewJournal() does with a job, at once: for tests without a job runner.
#pragma once

#include "ui/workspace/session.h"

namespace lexicell::ui {

inline Result<QString> beginJournal(Session &session, Session::Keep keep)
{
    const ProjectStart start = session.projectStart(keep);
    auto project = session.journal().lend();
    const auto copy =
        renewProject(*project, start, session.changedData() ? QStringLiteral(".earlier") : QStringLiteral(".damaged"));
    if (copy.ok()) session.startIn(std::move(project), start);
    else session.journal().giveBack(std::move(project));
    return copy;
}

}  // namespace lexicell::ui
