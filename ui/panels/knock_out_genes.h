// The genes of a knock-out: found by typing, pasted as a list, taken from the gene that views look at, from a gene set or from a
// result of the project, or all that are expressed.
// A name that the data or the model lack stays in the list and says so: the result lists it with its status.
#pragma once

#include "ui/widgets/list_menu.h"
#include "ui/workspace/workbench.h"

#include <QStringList>
#include <QWidget>

class QCheckBox;
class QCompleter;
class QLabel;
class QLineEdit;
class QListView;
class QMenu;
class QStandardItemModel;
class QToolButton;

namespace lexicell::ui {

class KnockOutGeneList;

// The names in a pasted text: separated by commas, semicolons or white space; of lines with tabs, as tables are copied, the first
// field. Each once.
QStringList namesIn(const QString &text);

class KnockOutGenes : public QWidget {
    Q_OBJECT

  public:
    KnockOutGenes(Workbench bench, QWidget *parent);

    QStringList genes() const;                  // as the data name them, others as they were typed; empty while all are chosen
    std::vector<std::int64_t> columns() const;  // of the data, of those that it has
    bool allExpressed() const;
    void setGenes(const QStringList &names, bool allExpressed);
    void add(const QStringList &names);
    // As add(), also where all that are expressed were chosen: a person named these.
    void take(const QStringList &names);
    // The genes of the project's results, for the menu.
    void setResultGenes(NamedLists lists) { m_resultGenes = std::move(lists); }

  Q_SIGNALS:
    void genesChanged();

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

  private:
    void build();
    void connectAll();
    void takeLine();
    Q_INVOKABLE void takeName(const QString &name);
    void offer(const QString &typed);
    void removeChosen();
    void fillLists();
    void lookUp();   // the names mean other genes, or the model knows others
    void refresh();  // the texts around the list
    void tellWhyNot();

    Workbench m_bench;
    QLineEdit *m_line = nullptr;
    QCompleter *m_completer = nullptr;
    QStandardItemModel *m_offered = nullptr;
    KnockOutGeneList *m_names = nullptr;
    QListView *m_list = nullptr;
    QLabel *m_note = nullptr;
    QLabel *m_empty = nullptr;  // in the list
    NamedLists m_resultGenes;
    QToolButton *m_fromList = nullptr;
    QMenu *m_lists = nullptr;
    QToolButton *m_current = nullptr;
    QToolButton *m_clear = nullptr;
    QCheckBox *m_all = nullptr;
};

}  // namespace lexicell::ui
