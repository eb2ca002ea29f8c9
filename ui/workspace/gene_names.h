// How the window shows what core/genes/gene_search.h finds: the genes of the open data set by any of their names.
#pragma once

#include "core/data/dataset.h"
#include "core/genes/gene_search.h"
#include "ui/workspace/session.h"

#include <QString>

#include <vector>

namespace lexicell::ui {

struct GeneHit {
    std::int64_t gene = -1;  // column of X
    QString key;             // finds this gene again: its symbol, or the data set's own name where several have that symbol
    QString text;            // "CD16 → FCGR3A"; the name alone where that is what matched
    bool whole = false;      // the typed text is a whole name of the gene, not a part of one
    QString matched;         // the name that equals or contains the typed text
};

// Best first; an empty query gives the first genes. Only genes of the data set.
std::vector<GeneHit> searchGenes(const Session &session, const QString &query, int most = 50);

// The gene that has `name` as a whole name, found as tasks find it; -1: none has, or it is an alias of several. Quick also for
// names that the data lack, so that lists of thousands can be looked up.
std::int64_t findGene(const Session &session, const QString &name);

QString geneName(const data::Dataset &dataset, std::int64_t gene);  // a symbol where there is one
QString geneKey(const Session &session, std::int64_t gene);

}  // namespace lexicell::ui
