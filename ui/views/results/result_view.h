// Views of what tasks give back: one for each type of result (models/tasks/result.h).
//
// A view reads the result and never copies it. It exports the result's csv and, where there is a picture, the picture as it
// stands on the screen. A result with nothing in it shows what is missing, and exports its csv alone.
#pragma once

#include "core/base/provenance.h"
#include "models/tasks/result.h"
#include "ui/views/view.h"
#include "ui/widgets/list_menu.h"

#include <memory>

class QTabWidget;

namespace lexicell::ui {

class FigurePage;
class TablePage;

struct ShownResult {
    QString title;    // translated; of the tab and of exported figures
    QString caption;  // translated; one line
    std::shared_ptr<const models::tasks::TaskResult> result;
    ProvenanceStep record = {};  // written beside an exported csv
    QJsonObject summary = {};    // what the task said of the result, under its own names
    NamedLists geneSets = {};    // of the project, to be looked up in the result; null: there are none
};

// Null for data sets and a CheckpointFolder: the map and the list of models show those.
View *makeResultView(const ShownResult &shown, QWidget *parent);

// What the views of results have in common.
class ResultView : public View {
    Q_OBJECT

  public:
    ResultView(ShownResult shown, QWidget *parent);

    QString title() const override { return m_shown.title; }
    QString caption() const override;
    QStringList exportKinds() const override;
    Result<void> exportTo(const QString &file) override;
    QJsonObject state() const override;  // "page": "figure", "table", "nodes" or of a FigurePage; "table": see TablePage
    void restore(const QJsonObject &state) override;
    QStringList
    chosenNames(const QString &kind) const override;           // of the rows selected in the table that is shown, or in the first
    QStringList allNames(const QString &kind) const override;  // of the first table

  protected:
    template <class Type> const Type &resultAs() const { return std::get<Type>(*m_shown.result); }
    const ShownResult &shown() const { return m_shown; }
    // One of these is called once, by the constructor of the view.
    void showEmpty(const QString &iconName, const QString &title, const QString &text);
    void showTable(TablePage *table);
    void showFigure(QWidget *figure, const QString &tabName, TablePage *table);  // table null: no second page
    void addPage(TablePage *table, const QString &tabName);                      // after showFigure with a table
    // A further picture behind them; null, or a view without pages: none.
    void addFigurePage(FigurePage *page);
    void addToCaption(const QString &sentence);
    void replaceTable(TablePage *table);  // after showFigure with a table: another one with the same filter and order

    virtual Result<void> saveFigureAs(const QString &file);  // png, svg or pdf; called where there is a figure

  private:
    void connectTable(TablePage *table);
    void connectNames(TablePage *table);
    FigurePage *figurePage() const;  // that is shown; null: another kind of page

    ShownResult m_shown;
    QStringList m_notes;
    QTabWidget *m_pages = nullptr;
    TablePage *m_table = nullptr;
    std::vector<FigurePage *> m_figurePages;
    bool m_hasFigure = false;
};

}  // namespace lexicell::ui
