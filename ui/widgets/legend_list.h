// The categories of a legend as a list: a row shows the tick of visibility, the color, the name and the count of a category.
// Clicks, keys and the menu of a row ask for something with a signal; the list changes nothing itself.
#pragma once

#include <QListView>

class QLineEdit;
class QMenu;

namespace lexicell::ui {

class LegendModel;

class LegendList : public QListView {
    Q_OBJECT

  public:
    LegendList(LegendModel *model, QWidget *parent);

    QList<int> selectedCodes() const;  // of the marked rows, in the order shown
    void startRename(int code);
    QLineEdit *editor() const;  // of the name being changed; null: none
    // Why labels must not be changed here; empty: they can be changed.
    void setWhyNotEdit(const QString &reason);

  Q_SIGNALS:
    void colorChangeWanted(int code, QColor color);
    void mergeWanted(const QList<int> &codes, int into);
    void visibilityWanted(const QList<int> &codes, bool visible);
    void onlyWanted(const QList<int> &codes);
    void selectWanted(const QList<int> &codes);
    void highlighted(int code, bool on);

  protected:
    bool viewportEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

  private:
    void highlight(int code);
    void askColorOf(int code);
    void showMenu(const QPoint &at);
    void addMergeMenu(QMenu &menu, const QList<int> &codes);
    void toggleVisibility(const QList<int> &codes);
    bool mouse(QMouseEvent *event);  // false: left to the list
    bool key(const QKeyEvent *event);
    QList<int> editableCodes() const;

    static constexpr int noCode = -2;
    LegendModel *m_model;
    QString m_whyNotEdit;
    int m_highlighted = noCode;
};

}  // namespace lexicell::ui
