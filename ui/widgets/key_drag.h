// Lets a name be dragged out of a list: a gene or a column of obs, dropped on a map to color it by.
#pragma once

#include <QObject>
#include <QPoint>
#include <QString>

#include <functional>

class QAbstractItemView;
class QMimeData;
class QModelIndex;

namespace lexicell::ui {

class KeyDrag : public QObject {
    Q_OBJECT

  public:
    // `keyOf` says what a row stands for; empty: it cannot be dragged.
    KeyDrag(QAbstractItemView *list, std::function<QString(const QModelIndex &)> keyOf);

    // Plain text as well, so that a name can be dropped into an editor.
    static QMimeData *dataOf(const QString &key);  // the caller owns it
    // The name that `data` carries; empty: none. One line of plain text counts as a name, files do not.
    static QString keyIn(const QMimeData *data);

  Q_SIGNALS:
    void started(const QString &key);

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

  private:
    QAbstractItemView *m_list;
    std::function<QString(const QModelIndex &)> m_keyOf;
    QString m_pressed;  // what the button went down on
    QPoint m_from;
};

}  // namespace lexicell::ui
