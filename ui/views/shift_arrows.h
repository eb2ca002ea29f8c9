// Arrows of a knock-out on a map: the mean movement of the cells of each label, where the data set holds the shifts of single
// cells (obsm["lexicell_shift_GENE"]) and the vectors of the intact cells by the same model. How a movement in the model's space
// becomes one on the map: models/tasks/knock_out/group_shifts.h. An arrow is dashed unless its label's mean shift is larger than
// by 95 % of the genes of like expression: models/tasks/knock_out/shift_null.h.
#pragma once

#include "models/tasks/knock_out/group_shifts.h"
#include "models/tasks/knock_out/shift_null.h"
#include "ui/views/scatter/scatter_view.h"
#include "ui/workspace/workbench.h"

#include <QObject>

class QMenu;

namespace lexicell::ui {

class ShiftArrows : public QObject {
    Q_OBJECT

  public:
    // `scatter` and `menu` outlive this object. The menu lists the knock-outs; without any it is not visible.
    ShiftArrows(Workbench bench, ScatterView &scatter, QMenu &menu, QObject *parent);

    void setPlaces(const std::vector<float> &places);  // [cells x 2], as they are drawn
    void groupBy(const QString &field);                // what is no field of labels leaves the groups as they are
    void show(const QString &key);                     // obsm key; empty: no arrows
    const QString &key() const { return m_key; }
    // What the arrows are, in short and with their definition; empty: there are none.
    const QString &note() const { return m_note; }
    const QString &definition() const { return m_definition; }

  Q_SIGNALS:
    void changed();
    void stateChanged();  // another key

  private:
    struct Wanted;
    struct Found {
        std::vector<models::tasks::GroupShift> shifts;  // of each label
        std::vector<models::tasks::GroupNull> nulls;
    };
    void fillMenu();
    void refresh();
    void take(const Found &found, const Wanted &wanted);
    static QString nullSentence(std::int64_t unknown, std::int64_t all);
    void clear();
    void tellNone(const QString &why);
    QString vectorsOf(const QString &key) const;  // the obsm key of the intact cells; empty: not there
    LabelFieldPtr groups() const;

    Workbench m_bench;
    ScatterView &m_scatter;
    QMenu &m_menu;
    std::vector<float> m_places;
    QString m_key, m_field, m_note, m_definition;
    int m_pending = 0;         // the job whose arrows are wanted; 0: none
    bool m_cancelled = false;  // a person stopped it: the same gene can be chosen again
};

}  // namespace lexicell::ui
