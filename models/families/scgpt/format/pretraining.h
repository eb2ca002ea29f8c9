// scGPT's pretraining in a simple form: hidden expression values are predicted from the other genes of a cell (GEP) and from
// the cell vector alone (GEPC), masked mean squared error, and optionally cells are told apart (CCE). Source: upstream at commit
// cebd6fa, the schedule from its branch dev-temp (4068d67). The baseline is each gene's mean bin.
#pragma once

#include "models/families/pretraining.h"

namespace lexicell::models::scgpt {

Pretraining pretraining();

}  // namespace lexicell::models::scgpt
