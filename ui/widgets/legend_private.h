// The inside of Legend: its widgets, and what clicks, keys and menus on it ask for. Included by legend*.cpp.
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

class ColourBar;
class LegendModel;

class Legend::Private {
  public:
    explicit Private(Legend *legend);
    QWidget *buildCategories();
    void buildOrderMenu();
    void describe();
    void highlight(int code);
    void askColourOf(int code);
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
    ColourBar *bar = nullptr;
    QStackedWidget *pages = nullptr;
    int highlightedCode = noCode;
    static constexpr int noCode = -2;
};

}  // namespace lexicell::ui
