// The names in the list of a knock-out's genes: each once, with its column in the data and whether the model knows it. A list of
// 100,000 names costs one look-up for each name; texts are made for the rows that are seen.
#pragma once

#include "ui/workspace/session.h"

#include <QAbstractListModel>
#include <QSet>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace lexicell::ui {

class KnockOutGeneList : public QAbstractListModel {
    Q_OBJECT

  public:
    static constexpr int nameRole = Qt::UserRole;

    KnockOutGeneList(const Session &session, QObject *parent);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    QStringList names() const;                  // as the data name them, others as they were typed
    std::vector<std::int64_t> columns() const;  // of the data, of those that it has
    QStringList absent() const;                 // from the data
    QStringList unknown() const;                // to the model, of those that the data have
    bool add(const QStringList &names);         // false: all of them were there
    void clear();
    void remove(const QModelIndexList &rows);
    void lookUp();  // all names again: other genes, names or model

  private:
    struct Entry {
        QString name;
        std::int64_t gene = -1;
        bool known = true;  // to the model, or there is none
    };
    Entry entryOf(const QString &name) const;
    QString noteOn(const Entry &entry) const;

    const Session &m_session;
    std::vector<Entry> m_entries;
    QSet<QString> m_present;
};

}  // namespace lexicell::ui
