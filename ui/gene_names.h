// The genes of the open data set by any of their names: what the search fields of the window ask.
#pragma once

#include "core/data/dataset.h"
#include "core/data/gene_ids.h"

#include <QString>

#include <vector>

namespace lexicell::ui {

struct GeneHit {
    std::int64_t gene = -1;  // column of X
    QString name;            // as the data set writes it
    QString why;             // "alias NKp46", "ENSG00000089692"; empty: by its own name
};

// Best first; an empty query gives the first genes. `table` (may be null) adds aliases, former symbols and Ensembl ids.
std::vector<GeneHit> searchGenes(const data::Dataset &dataset, const data::GeneTable *table, const QString &query, int most = 50);

// The gene that `name` means, -1 when none does.
std::int64_t findGene(const data::Dataset &dataset, const data::GeneTable *table, const QString &name);

QString geneName(const data::Dataset &dataset, std::int64_t gene);  // a symbol where there is one

}  // namespace lexicell::ui
