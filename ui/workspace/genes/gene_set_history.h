// The gene sets that a journal leads to, without a data set: names of genes belong to no cells, so the sets of a project are
// there also when its labels do not fit the open data.
#pragma once

#include "ui/workspace/genes/gene_sets.h"
#include "ui/workspace/project/project_file.h"

namespace lexicell::ui {

// Up to the first entry on sets that cannot be carried out.
GeneSets geneSetsOf(const Journal &journal);

}  // namespace lexicell::ui
