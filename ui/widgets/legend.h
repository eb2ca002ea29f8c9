// The legend beside a map or inside the data panel: categories with counts, or a color bar. It shows values and emits a
// signal for every request of a person. It changes nothing itself and does not use the session.
#pragma once

#include "ui/look/legend_entry.h"

#include <QWidget>

class QActionGroup;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace lexicell::ui {

class ColorBar;
class LegendList;
class LegendModel;

class Legend : public QWidget {
    Q_OBJECT

  public:
    explicit Legend(QWidget *parent = nullptr);

    void setCategories(const QString &title, std::vector<LegendEntry> entries);
    // Selected cells of each category, by code; cheap enough to call while lassoing.
    void setSelectedCounts(const std::vector<std::pair<int, std::int64_t>> &selectedByCode);
    void setContinuous(const ContinuousLegend &legend);
    void clear();

    void setDigits(bool on);  // keys Ctrl+1 to Ctrl+8 assign these labels: the rows say which
    void setOrder(LegendOrder order);
    LegendOrder order() const;
    // Why labels must not be changed here (no rename, color or merge); empty: they can be changed.
    void setWhyNotEdit(const QString &reason);
    QList<int> selectedCodes() const;  // rows marked in the list, in the order shown
    void startRename(int code);
    void startSearch();

  Q_SIGNALS:
    void colorChangeWanted(int code, QColor color);
    void renameWanted(int code, const QString &name);
    void mergeWanted(const QList<int> &codes, int into);
    void visibilityWanted(const QList<int> &codes, bool visible);
    void onlyWanted(const QList<int> &codes);    // hide all others
    void selectWanted(const QList<int> &codes);  // select their cells; double-click on the count or menu
    void highlighted(int code, bool on);         // hover
    void orderChanged(lexicell::ui::LegendOrder order);
    void colorMapWanted(const QString &name);
    void rangeWanted(double lowPercentile, double highPercentile);

  protected:
    void changeEvent(QEvent *event) override;

  private:
    QWidget *buildCategories();
    void buildOrderMenu();
    void describe();

    LegendModel *m_model;
    QString m_titleText;
    QLabel *m_title = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_note = nullptr;
    QToolButton *m_orderButton = nullptr;
    QActionGroup *m_orderActions = nullptr;
    QLineEdit *m_search = nullptr;
    LegendList *m_list = nullptr;
    ColorBar *m_bar = nullptr;
    QStackedWidget *m_pages = nullptr;
};

}  // namespace lexicell::ui
