// Search everything (Ctrl+K): every action, obs column and gene, by a few letters.
#pragma once

#include "ui/commands/actions.h"
#include "ui/workspace/workbench.h"

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace lexicell::ui {

class CommandPalette : public QFrame {
    Q_OBJECT

  public:
    CommandPalette(Actions &actions, Session &session, QWidget *window);
    void open();

  Q_SIGNALS:
    void keyChosen(const QString &key);  // an obs column or a gene: color by it

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

  private:
    void search(const QString &text);
    void choose();

    Actions &m_actions;
    Session &m_session;
    QLineEdit *m_line;
    QListWidget *m_hits;
};

// Whether the letters of `query` occur in `text` in order; larger is better, 0: no. Word beginnings count more.
int fuzzyScore(const QString &text, const QString &query);

}  // namespace lexicell::ui
