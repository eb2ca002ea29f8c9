// The gene that all views look at: chosen in a search, a table, a ranking or a network, it colors the maps and fills the gene
// card.
#pragma once

#include <QObject>
#include <QString>

namespace lexicell::ui {

class Genes : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    const QString &current() const { return m_current; }  // as the data set names it; empty: none
    void setCurrent(const QString &name);
    void forget();  // the data set was closed: none, and no signal

  Q_SIGNALS:
    void currentChanged();

  private:
    QString m_current;
};

}  // namespace lexicell::ui
