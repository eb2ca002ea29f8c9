#include "ui/workspace/project/project_journal.h"

#include <algorithm>
#include <utility>

namespace lexicell::ui {

void ProjectJournal::begin(std::unique_ptr<ProjectFile> project)
{
    clear();
    m_project = std::move(project);
}

void ProjectJournal::clear()
{
    m_undo.clear();
    m_project.reset();
    m_unwritten.clear();
    m_refused.reset();
    m_lent = m_unsavedStart = false;
    m_savedFile.clear();
    m_journaledAt = {};
}

std::optional<Error> ProjectJournal::whyReadOnly() const
{
    if (m_refused) return m_refused;
    if (!readOnly()) return std::nullopt;
    if (m_project->held()) return m_project->held();
    return Error{
        errors::projectLocked,
        tr("Another window labels these cells: close it there first, or save this project under another name.").toStdString(),
        ""};
}

void ProjectJournal::refuseEdits(Error why)
{
    m_refused = std::move(why);
    Q_EMIT editabilityChanged();
}

Result<void> ProjectJournal::mayEdit() const
{
    if (m_replaying) return {};
    if (m_refused) return *m_refused;
    if (m_project && m_project->held()) return *m_project->held();
    return {};
}

std::unique_ptr<ProjectFile> ProjectJournal::lend()
{
    m_lent = true;
    m_refused =
        Error{errors::projectLocked, tr("The project is being written. Labels can be changed in a moment.").toStdString(), ""};
    return std::move(m_project);
}

void ProjectJournal::giveBack(std::unique_ptr<ProjectFile> project)
{
    m_project = std::move(project);
    m_refused.reset();
    m_lent = false;
}

void ProjectJournal::adopt(std::unique_ptr<ProjectFile> project, bool unsaved)
{
    giveBack(std::move(project));
    m_unsavedStart = unsaved;
    m_unwritten.clear();
    m_undo.clear();
    m_journaledAt = QDateTime::currentDateTime();
    Q_EMIT editabilityChanged();
    Q_EMIT journaled();
}

Result<void> ProjectJournal::append(std::vector<JournalEntry> entries)
{
    if (m_replaying || !m_project) return {};
    entries.insert(entries.begin(), m_unwritten.begin(), m_unwritten.end());
    LEXICELL_CHECK(m_project->append(entries));
    m_unwritten.clear();
    m_journaledAt = QDateTime::currentDateTime();
    Q_EMIT journaled();
    return {};
}

void ProjectJournal::appendStep(JournalEntry::Kind kind)
{
    if (readOnly()) return;
    const JournalEntry step{0, QDateTime::currentDateTime(), kind, {}, {}};
    const auto written = append({step});
    if (written.ok()) return;
    m_unwritten.push_back(step);
    if (m_unwritten.size() == 1) Q_EMIT journalFailed(QString::fromStdString(written.error().message));
}

Result<void> ProjectJournal::setState(const QString &key, const QJsonObject &value)
{
    return m_project && !readOnly() ? m_project->setState(key, value) : Result<void>{};
}

bool ProjectJournal::hasUnsavedEdits() const
{
    if (m_unsavedStart || m_undo.isClean()) return m_unsavedStart;
    const int clean = m_undo.cleanIndex(), now = m_undo.index();
    if (clean < 0) return true;  // the state that was saved is no part of the history any more
    for (int i = std::min(clean, now); i < std::max(clean, now); ++i)
        if (m_undo.command(i)->id() != projectAlone) return true;
    return false;
}

void ProjectJournal::markSaved(const QString &file)
{
    m_undo.setClean();
    m_unsavedStart = false;
    m_savedFile = file;
}

}  // namespace lexicell::ui
