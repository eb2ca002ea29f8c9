// How a gene is expressed in each group of cells: mean, interval and the share of cells that express it.
#pragma once

#include "ui/workspace/labels/label_field.h"

#include <QColor>
#include <QString>

#include <cstdint>
#include <vector>

namespace lexicell::ui {

struct GroupExpression {
    QString name;
    QColor color;
    std::int64_t cells = 0;
    double mean = 0.0;
    // 95 % interval of the mean by Student's t, cells taken as independent; NaN with fewer than two cells.
    double low = 0.0, high = 0.0;
    double share = 0.0;  // of its cells with a value above 0
};

// A row for each label that has cells, in the order of `listed` (places in field.labels). `values`: [cells].
std::vector<GroupExpression> groupExpression(const std::vector<float> &values, const LabelField &field,
                                             const std::vector<int> &listed);

}  // namespace lexicell::ui
