// The genes of a knock-out: found by typing, pasted as a list, taken from the gene that views look at, or all that are expressed.
// A name that the data or the model lack stays in the list and says so: the result lists it with its status.
#pragma once

#include "ui/workspace/workbench.h"

#include <QStringList>
#include <QWidget>

class QCheckBox;
class QCompleter;
class QLabel;
class QLineEdit;
class QListWidget;
class QStandardItemModel;
class QToolButton;

namespace lexicell::ui {

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
    void refresh();
    QString noteOn(const QString &name) const;

    Workbench m_bench;
    QLineEdit *m_line = nullptr;
    QCompleter *m_completer = nullptr;
    QStandardItemModel *m_offered = nullptr;
    QListWidget *m_list = nullptr;
    QLabel *m_note = nullptr;
    QToolButton *m_current = nullptr;
    QToolButton *m_clear = nullptr;
    QCheckBox *m_all = nullptr;
};

}  // namespace lexicell::ui
