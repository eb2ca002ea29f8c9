#include "core/analysis/fuzzy_graph.h"
#include "core/analysis/neighbors.h"
#include "core/steps/result_keys.h"
#include "core/steps/step_input.h"
#include "core/steps/step_output.h"
#include "core/steps/steps.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace lexicell::steps {

namespace {

using analysis::distanceGraph;
using analysis::fuzzyGraph;
using analysis::nearestNeighbors;
using analysis::NeighborMethod;

Result<NeighborMethod> methodOf(const std::string &name)
{
    if (name == "auto") return NeighborMethod::Auto;
    if (name == "exact") return NeighborMethod::Exact;
    if (name == "hnsw") return NeighborMethod::Hnsw;
    return Error{errors::badOption, "There is no neighbors-method \"" + name + "\": choose auto, exact or hnsw.", {}};
}

std::string leftOutOfWhat(std::int64_t cells)
{
    return (cells == 1 ? " is" : " are") + std::string(" left out of the neighbors, the layout and the clusters.");
}

// Cells that take part. Warns of those that do not: cells that the model of a representation could not embed,
// and cells with NaN (an embedding of a part of the cells), which have no distances.
std::vector<std::int64_t> cellsWithRepresentation(const data::Dataset &dataset, const std::string &rep,
                                                  const data::Array &representation, std::int64_t columns, JobContext &context)
{
    const auto *element = rep == "X_pca" ? nullptr : dataset.obs.columns.find(embeddedColumn(dataset, rep));
    const auto *flags = element ? element->as<data::Array>() : nullptr;
    std::vector<std::int64_t> cells;
    std::int64_t notEmbedded = 0, notFinite = 0;
    for (std::int64_t cell = 0; cell < dataset.cells(); ++cell) {
        const float *const row = representation.as<float>() + cell * representation.dim(1);
        if (flags && flags->intAt(cell) == 0) ++notEmbedded;
        else if (!std::all_of(row, row + columns, [](float value) { return std::isfinite(value); })) ++notFinite;
        else cells.push_back(cell);
    }
    const auto counted = [](std::int64_t count) { return std::to_string(count) + (count == 1 ? " cell" : " cells"); };
    if (notEmbedded > 0)
        context.warn(warnings::cellsLeftOut, counted(notEmbedded) + " that the model could not embed (obs[\"" +
                                                 embeddedColumn(dataset, rep) + "\"] is False)" + leftOutOfWhat(notEmbedded));
    if (notFinite > 0)
        context.warn(warnings::cellsLeftOut, counted(notFinite) + " without numbers in obsm[\"" + rep + "\"] (NaN or infinity)" +
                                                 leftOutOfWhat(notFinite));
    return cells;
}

Error noCells(const data::Dataset &dataset, const std::string &rep, std::size_t left)
{
    return {errors::emptyData,
            "obsm[\"" + rep + "\"] of " + sourceName(dataset) + " has values for " + (left == 0 ? "no cell" : "only one cell") +
                ". The others have NaN or infinity, or were not embedded. Choose or compute another representation.",
            {}};
}

// Extends the graph over `members` to all cells: the others get empty rows.
data::SparseMatrix spreadOut(const data::SparseMatrix &graph, const std::vector<std::int64_t> &members, std::int64_t cells)
{
    if (graph.rows == cells) return graph;
    data::SparseMatrix result = graph;
    result.rows = result.columns = cells;
    for (auto &column : result.indices) column = static_cast<std::int32_t>(members[static_cast<std::size_t>(column)]);
    result.indptr.assign(static_cast<std::size_t>(cells) + 1, 0);
    for (std::size_t i = 0; i < members.size(); ++i)
        result.indptr[static_cast<std::size_t>(members[i]) + 1] = graph.indptr[i + 1] - graph.indptr[i];
    std::partial_sum(result.indptr.begin(), result.indptr.end(), result.indptr.begin());
    return result;
}

// Values of the cells that take part, from the first `columns` columns only.
std::vector<float> gather(const data::Array &representation, const std::vector<std::int64_t> &members, std::int64_t columns)
{
    std::vector<float> values;
    values.reserve(members.size() * static_cast<std::size_t>(columns));
    for (const auto cell : members) {
        const float *const row = representation.as<float>() + cell * representation.dim(1);
        values.insert(values.end(), row, row + columns);
    }
    return values;
}

// scanpy's rule for very small data: half of the cells plus one.
int allowedNeighbors(int asked, std::int64_t cells, JobContext &context)
{
    if (asked <= cells) return asked;
    const auto allowed = static_cast<int>(1 + cells / 2);
    context.warn(warnings::reduced, "n-neighbors was lowered from " + std::to_string(asked) + " to " + std::to_string(allowed) +
                                        ": there are only " + std::to_string(cells) + " cells.");
    return allowed;
}

std::int64_t allowedColumns(int asked, std::int64_t columns, const std::string &rep, JobContext &context)
{
    if (asked <= 0) return columns;
    if (asked > columns)
        context.warn(warnings::reduced, rep + " has only " + std::to_string(columns) + " columns; all are used instead of " +
                                            std::to_string(asked) + ".");
    return std::min<std::int64_t>(asked, columns);
}

void addGraph(data::Dataset &dataset, const ResultKeys &keys, data::SparseMatrix connectivities, data::SparseMatrix distances,
              std::vector<std::pair<std::string, data::ElementPtr>> parameters)
{
    dataset.obsp.set(keys.connectivities, data::makeElement(std::move(connectivities)));
    dataset.obsp.set(keys.distances, data::makeElement(std::move(distances)));
    dataset.uns.set(keys.neighbors, dictElement({{"connectivities_key", textElement(keys.connectivities)},
                                                 {"distances_key", textElement(keys.distances)},
                                                 {"params", dictElement(std::move(parameters))}}));
}

Result<data::Dataset> run(const data::Dataset &dataset, const NeighborsOptions &options, JobContext &context)
{
    LEXICELL_TRY(method, methodOf(options.method));
    if (options.nNeighbors < 2)
        return Error{
            errors::badOption, "The number of neighbors must be at least 2: it counts the cell itself.", {}, {{"n-neighbors"}}};
    const std::string rep = representationKey(options.rep);
    const auto stored = dataset.embedding(rep);
    if (!stored.ok()) {
        Error error = stored.error();
        if (options.rep.empty()) error.message += " Compute a PCA first, or choose another representation.";
        error.choices = {{"rep"}};
        return error;
    }
    const auto columns = allowedColumns(options.nPcs, stored->dim(1), rep, context);
    const auto members = cellsWithRepresentation(dataset, rep, *stored, columns, context);
    if (members.size() < 2 && dataset.cells() >= 2) return noCells(dataset, rep, members.size());
    const auto values = gather(*stored, members, columns);
    const data::MatrixView points{values.data(), static_cast<std::int64_t>(members.size()), columns};
    const int count = allowedNeighbors(options.nNeighbors, points.rows, context);
    LEXICELL_TRY(neighbors, nearestNeighbors(points, count, method, context));
    if (context.cancelled()) return cancelled();

    std::vector<std::pair<std::string, data::ElementPtr>> parameters{{"n_neighbors", integerElement(count)},
                                                                     {"method", textElement("umap")},
                                                                     {"random_state", integerElement(options.seed)},
                                                                     {"metric", textElement("euclidean")},
                                                                     {"use_rep", textElement(rep)}};
    if (options.nPcs > 0) parameters.emplace_back("n_pcs", integerElement(columns));
    data::Dataset result = dataset;
    const auto keys = resultKeys(options.rep, options.keyAdded);
    const data::ResultKey place{data::Slot::Uns, keys.neighbors};
    warnReplaced(result, place, context);
    addGraph(result, keys, spreadOut(fuzzyGraph(neighbors, context.threads), members, dataset.cells()),
             spreadOut(distanceGraph(neighbors), members, dataset.cells()), std::move(parameters));
    recordStep(result, "neighbors", place, options, options.seed, {{"representation", data::toText({data::Slot::Obsm, rep})}});
    context.report(1.0, "neighbors");
    return result;
}

}  // namespace

Result<data::Dataset> neighbors(const data::Dataset &dataset, const NeighborsOptions &options, JobContext &context)
{
    return runStep([&] { return run(dataset, options, context); });
}

}  // namespace lexicell::steps
