// The rows of a legend: ordered, searched, counted. NA is always last and takes no part in renaming or merging.
#pragma once

#include "ui/look/legend_entry.h"

#include <QAbstractListModel>

namespace lexicell::ui {

class LegendModel : public QAbstractListModel {
    Q_OBJECT

  public:
    enum Role { CodeRole = Qt::UserRole + 1, ColorRole, TotalRole, SelectedRole, HiddenRole, DigitRole };

    explicit LegendModel(QObject *parent) : QAbstractListModel(parent) {}

    void setEntries(std::vector<LegendEntry> entries);
    void setSelectedCounts(const std::vector<std::pair<int, std::int64_t>> &selectedByCode);
    void setOrder(LegendOrder order);
    LegendOrder order() const { return m_order; }
    // The first eight categories carry the digit of the key that assigns them, in the order shown.
    void setDigits(bool on);
    void setSearch(const QString &text);  // rows whose name contains every word
    void setEditable(bool editable) { m_editable = editable; }
    bool editable() const { return m_editable; }

    const std::vector<LegendEntry> &entries() const { return m_entries; }
    const LegendEntry &entryAt(int row) const { return m_entries[m_rows[static_cast<std::size_t>(row)]]; }
    const LegendEntry *entry(int code) const;
    int rowOf(int code) const;  // -1: not shown
    int hiddenCount() const;
    bool anySelected() const { return m_anySelected; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                         const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;

  Q_SIGNALS:
    void renameWanted(int code, const QString &name);
    void mergeWanted(const QList<int> &codes, int into);
    void visibilityWanted(const QList<int> &codes, bool visible);

  private:
    void arrange();
    static QList<int> codesIn(const QMimeData *data);

    std::vector<LegendEntry> m_entries;
    std::vector<std::size_t> m_rows;  // into m_entries
    std::vector<int> m_digits;        // per entry, 0: none
    bool m_showDigits = false;
    LegendOrder m_order = LegendOrder::Natural;
    QString m_search;
    bool m_editable = true;
    bool m_anySelected = false;
};

}  // namespace lexicell::ui
