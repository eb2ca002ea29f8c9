// The private part of Legend: its widgets, and the actions of clicks, keys and menus. Included by legend*.cpp.
#pragma once

#include "ui/widgets/legend.h"

class QActionGroup;
class QKeyEvent;
class QLabel;
class QLineEdit;
class QListView;
class QMenu;
class QMouseEvent;
class QStackedWidget;
class QToolButton;

namespace lexicell::ui {

class ColorBar;
class LegendModel;

class Legend::Private {
  public:
    explicit Private(Legend *legend);
    QWidget *buildCategories();
    void buildOrderMenu();
    void describe();
    void highlight(int code);
    void askColorOf(int code);
    void showMenu(const QPoint &at);
    void addMergeMenu(QMenu &menu, const QList<int> &codes);
    void toggleVisibility(const QList<int> &codes);
    bool mouse(QMouseEvent *event);
    bool key(const QKeyEvent *event);
    QList<int> editableCodes() const;
    QLineEdit *editor() const;  // of the name being changed; null: none

    Legend *q;
    LegendModel *model;
    QString titleText;
    QString whyNotEdit;
    QLabel *title = nullptr;
    QLabel *summary = nullptr;
    QLabel *note = nullptr;
    QToolButton *orderButton = nullptr;
    QActionGroup *orderActions = nullptr;
    QLineEdit *search = nullptr;
    QListView *list = nullptr;
    ColorBar *bar = nullptr;
    QStackedWidget *pages = nullptr;
    int highlightedCode = noCode;
    static constexpr int noCode = -2;
};

}  // namespace lexicell::ui
