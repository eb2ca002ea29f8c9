// "Color by": every obs column to choose from, every gene to type (symbol, alias, Ensembl id).
#pragma once

#include "ui/workspace/workbench.h"

#include <QComboBox>

class QStandardItemModel;

namespace lexicell::ui {

class ColorByBox : public QComboBox {
    Q_OBJECT

  public:
    explicit ColorByBox(Session &session, QWidget *parent = nullptr);

    void reload();                    // the list of columns changed
    void setKey(const QString &key);  // shows the key without a signal
    QString key() const { return m_key; }
    // Asks for `text`, a column or any name of a gene, as if it had been typed.
    void accept(const QString &text);

  Q_SIGNALS:
    void keyChosen(const QString &key);  // an obs column or a gene name; empty: one color
    void unknownTyped(const QString &text);

  private:
    void suggest(const QString &text);

    Session &m_session;
    QStandardItemModel *m_suggestions;
    QString m_key;
};

}  // namespace lexicell::ui
