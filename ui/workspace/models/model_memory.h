// What networks take in memory and how much they may: the budget is a setting, by default half of the machine's memory.
#pragma once

#include "models/contracts/model.h"

#include <QString>

namespace lexicell::ui {

// Four bytes a parameter: networks compute in float32 whatever the file holds.
qint64 networkBytes(const models::ModelCard &card);

qint64 modelBudget();
void setModelBudget(qint64 bytes);

// Why this network cannot be opened at all; empty: it fits into the budget.
QString memoryProblem(const models::ModelCard &card);

QString memoryText(qint64 bytes);  // "1.3 GB"

}  // namespace lexicell::ui
