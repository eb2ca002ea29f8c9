// Results in the history of Session: undo takes back what a step added, and puts what it replaced in its place again.
//
// The journal does not know them: they lie in the results file beside the project. A journaled undo or redo still means the
// same edit, because the history without the results has the same order.
#include "ui/workspace/session.h"

#include <QUndoCommand>

#include <utility>

namespace lexicell::ui {

class Session::ResultsCommand : public QUndoCommand {
  public:
    // Pushed when the results are in the data set. `fresh`: obs columns whose names are new.
    ResultsCommand(Session &session, DatasetPtr before, QStringList keys, QStringList fresh, const QString &text)
        : QUndoCommand(text), m_session(session), m_other(std::move(before)), m_keys(std::move(keys)), m_fresh(std::move(fresh))
    {
    }

    void undo() override
    {
        for (const QString &name : m_fresh) m_session.m_edited.erase(name);  // all its edits are undone by now
        exchange();
        Q_EMIT m_session.resultsTakenBack(m_keys);
    }

    void redo() override
    {
        if (!std::exchange(m_pushed, true)) return;
        exchange();
        Q_EMIT m_session.resultsAdded(m_keys);
    }

  private:
    void exchange()
    {
        std::swap(m_session.m_dataset, m_other);
        bool columns = false;
        for (const QString &key : m_keys) {
            if (!key.startsWith(QStringLiteral("obs/"))) continue;
            columns = true;
            m_session.m_columns.erase(key.mid(4));
            Q_EMIT m_session.fieldChanged(key.mid(4));
        }
        if (columns) Q_EMIT m_session.fieldListChanged();
    }

    Session &m_session;
    DatasetPtr m_other;  // the side that is not shown; data sets share what they have in common
    QStringList m_keys, m_fresh;
    bool m_pushed = false;
};

void Session::pushResults(const DatasetPtr &before, const QStringList &keys, const QString &title)
{
    QStringList fresh;
    for (const QString &key : keys)
        if (key.startsWith(QStringLiteral("obs/")) && !before->obs.columns.find(key.mid(4).toStdString()) &&
            !m_edited.contains(key.mid(4)))
            fresh << key.mid(4);
    m_undo.push(new ResultsCommand(*this, before, keys, fresh, title.isEmpty() ? tr("Results") : title));
}

}  // namespace lexicell::ui
