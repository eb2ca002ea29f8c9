// Attributes of a loom file that are records, as pySCENIC writes them for SCope: one named field per layout, clustering or
// regulon. https://github.com/aertslab/SCope, "Loom file format"
#pragma once

#include "core/data/element.h"

#include <string>
#include <utility>
#include <vector>

namespace lexicell::io {

// Collects the records of one axis, then stores them:
//   Embedding {_X, _Y}                      a matrix "X_Embedding"
//   Embeddings_X, Embeddings_Y {id: …}      a matrix for each id, "X_" and its name in the metadata, or "X_Embedding_" and the id
//   Clusterings {id: …}                     a categorical column for each id, under its name in the metadata or "Clustering_" and
//                                           the id; with the clusters' descriptions where there are any
//   any other (RegulonsAUC, Regulons, …)    a data frame under the attribute's name
class LoomRecords {
  public:
    void add(const std::string &attribute, data::RecordArray records);
    // `metaData`: SCope's JSON, or empty. `matrices`: obsm or varm.
    void place(const std::string &metaData, data::Table &table, data::Dict &matrices);

  private:
    const data::RecordArray *find(const std::string &attribute) const;
    void drop(const std::string &attribute);
    void placeEmbeddings(const std::string &metaData, data::Dict &matrices);
    void placeClusterings(const std::string &metaData, data::Table &table);
    void placeFrames(const data::Table &table, data::Dict &matrices);

    std::vector<std::pair<std::string, data::RecordArray>> m_records;
};

}  // namespace lexicell::io
