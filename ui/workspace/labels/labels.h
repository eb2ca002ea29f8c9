// The fields of labels of the open data: their edits, the one that gets labels by default, and the order their labels are
// listed in.
//
// Every edit a person makes goes through edit(), is journaled before it takes effect, and can be undone without limit. Reads the
// columns of the data set, and writes to the journal; knows no result, model or selection. GUI thread only.
// Error classes: `no_dataset`, those of applyEdit() and ProjectJournal.
#pragma once

#include "core/base/result.h"
#include "ui/look/legend_entry.h"
#include "ui/workspace/labels/label_field.h"
#include "ui/workspace/project/project_journal.h"

#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <cstdint>
#include <map>
#include <vector>

namespace lexicell::ui {

// By name; null: removed.
using EditedFields = std::map<QString, LabelFieldPtr>;

class Labels : public QObject {
    Q_OBJECT

  public:
    explicit Labels(ProjectJournal &journal, QObject *parent = nullptr) : QObject(parent), m_journal(journal) {}

    LabelFieldPtr field(const QString &name) const;  // null: no such field
    QStringList fieldNames() const;                  // label columns of obs in order, then new ones
    Result<void> edit(const LabelEdit &edit);
    // The field that gets labels by default; empty until one was made or chosen.
    QString activeField() const { return m_activeField; }
    void setActiveField(const QString &name);
    // The order in which the labels of a field are listed, numbered and offered, everywhere: as the file declares it where it
    // does, else by name, until a person chooses another.
    LegendOrder orderOf(const QString &field) const;
    void setOrder(const QString &field, LegendOrder order);
    std::vector<int> listedLabels(const LabelField &field) const;  // indices in that order
    // Per cell 1 when a hidden label of any field hides it.
    std::vector<std::uint8_t> hiddenCells() const;
    // `dataset` with label edits in obs and colors in uns.
    data::Dataset withLabels(const data::Dataset &dataset) const;

    const EditedFields &edited() const { return m_edited; }

    // --- for those who change the data set or restore a project; they tell the listeners
    // The data set whose columns are read from now on. Other cells: with edits of as many cells.
    void setDataset(std::shared_ptr<const data::Dataset> dataset);
    void setColumns(EditedFields columns) { m_columns = std::move(columns); }  // as the worker read them
    void setEdited(EditedFields edited) { m_edited = std::move(edited); }
    void setEdited(const QString &name, LabelFieldPtr field) { m_edited[name] = std::move(field); }
    void forgetEdits(const QString &name) { m_edited.erase(name); }
    void columnReplaced(const QString &name) { m_columns.erase(name); }
    void restoreChoices(const QJsonObject &orders, const QString &active);
    void clear();
    // For the history: the field as it is before or after an edit.
    void show(const QString &name, LabelFieldPtr field);

  Q_SIGNALS:
    void fieldChanged(const QString &name);
    void fieldListChanged();
    void activeFieldChanged();
    void orderChanged(const QString &field);

  private:
    ProjectJournal &m_journal;
    std::shared_ptr<const data::Dataset> m_dataset;
    EditedFields m_edited;           // fields touched by edits
    mutable EditedFields m_columns;  // columns as the data set has them, made on demand; null: no labels
    QString m_activeField;
    QJsonObject m_orders;  // field name to LegendOrder
};

}  // namespace lexicell::ui
