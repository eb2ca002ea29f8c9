// The entry of marker genes in uns, as scanpy.tl.rank_genes_groups (1.11) writes it: record arrays names, scores, pvals,
// pvals_adj, logfoldchanges with a field for each group, genes by falling score; frames pts and pts_rest (gene x group); params.
#pragma once

#include "core/data/element.h"
#include "core/steps/markers.h"

#include <string>
#include <vector>

namespace lexicell::steps {

data::ElementPtr markersEntry(const std::vector<MarkerTest> &tests, const std::string &test, const MarkersOptions &options,
                              const data::StringArray &genes);

}  // namespace lexicell::steps
