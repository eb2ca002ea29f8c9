// The cells of a labeled reference as a model sees them, built once and kept: vectors, labels, how near its own cells lie to one
// another, and for a large reference a search graph. No LibTorch.
//
// The file is safetensors (checkpoint/safetensors), written atomically and mapped when read, so that vectors come from the disk
// when they are searched. Tensors, of n cells:
//   nearest  float64 [n]               Euclidean distance to the nearest other cell of the reference
//   rows     int64 [n]                 row in the reference file, ascending
//   vectors  float32 [n x width]       of the model; cells without a vector are left out
//   codes    int32 [n]                 position in the list of labels
//   levels   int32 [n], ground int32 [n x 32], upper int32 [sum of levels x 16]: the search graph (core/analysis/hnsw_graph.h);
//            only with the search "hnsw", and `upper` only if it has rows
// Metadata: format, version, reference and model (SHA-256), options (all that the vectors depend on), labels (JSON list), and
// `sha256` over all of it. Numbers and text only: nothing in the file can be executed.
#pragma once

#include "core/analysis/hnsw_graph.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/matrix_view.h"
#include "models/checkpoint/tensor_map.h"
#include "models/tasks/annotate/labeled_reference.h"
#include "models/tasks/annotate/reference_vote.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

// An index serves one reference file, one model and one choice of these options; for another it is stale.
struct IndexIdentity {
    std::string reference, model;                              // SHA-256
    std::vector<std::pair<std::string, std::string>> options;  // {"label", "cell_type"}, {"search", "exact"}, …
};

enum class IndexSearch { Exact, Hnsw };

class ReferenceIndex {
  public:
    // `vectors`: of the cells of the reference [cells x width], all zeros: none. Error classes: too_small (fewer than two cells
    // have a vector), non_finite, out_of_memory, cancelled.
    static Result<ReferenceIndex> build(const LabeledReference &reference, const std::vector<float> &vectors, std::int64_t width,
                                        IndexSearch search, JobContext &context);

    // Error classes: not_found, cannot_read; not_a_checkpoint, empty_file (no index); unsupported_format (another version);
    // truncated, parse_error, corrupt_data and those of safetensors.h for a damaged one; stale_index.
    static Result<ReferenceIndex> read(const std::filesystem::path &file, const IndexIdentity &identity,
                                       const LabeledReference &reference);
    // Error classes: not_writable, disk_full, out_of_memory. The former file stays on an error.
    Result<void> write(const std::filesystem::path &file, const IndexIdentity &identity,
                       const std::vector<std::string> &labels) const;

    std::int64_t cells() const { return m_vectors.rows; }
    const data::MatrixView &vectors() const { return m_vectors; }
    bool hasGraph() const { return m_graph.points() > 0; }
    // [cells] position among the cells of the reference, ascending
    const std::vector<std::int64_t> &places() const { return m_places; }
    const double *nearest() const { return m_nearest; }  // [cells]

    // Positions among the cells of the index, ranked by exact distances. With a graph the search is approximate, and exact where
    // the graph leads to too few cells. Error classes: those of nearestReferences().
    Result<NearestReferences> search(const data::MatrixView &query, std::int64_t neighbors, JobContext &context) const;

  private:
    // Views of the tensors, once they are found sound. Error class: corrupt_data.
    static Result<ReferenceIndex> of(checkpoint::TensorMap tensors, const LabeledReference &reference);

    checkpoint::TensorMap m_tensors;
    data::MatrixView m_vectors;
    const double *m_nearest = nullptr;
    std::vector<std::int64_t> m_places;
    analysis::HnswGraph m_graph;
};

// Whether the file is an index, sound or not. Only then may it be replaced.
bool isReferenceIndex(const std::filesystem::path &file);

}  // namespace lexicell::models::tasks
