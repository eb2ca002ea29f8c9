#include "models/tasks/map_reference/reference_index.h"

#include "core/analysis/neighbors.h"
#include "core/base/guarded.h"
#include "core/base/json_text.h"
#include "core/base/parallel.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/tasks/annotate/annotation_methods.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <type_traits>

namespace lexicell::models::tasks {

namespace {

using checkpoint::Metadata;
using checkpoint::Tensor;
using checkpoint::TensorMap;
using checkpoint::TensorType;
using Json = nlohmann::json;

constexpr const char *formatName = "lexicell-reference-index";
constexpr const char *formatVersion = "1";

template <class T> constexpr TensorType typeOf()
{
    if constexpr (std::is_same_v<T, double>) return TensorType::Float64;
    else if constexpr (std::is_same_v<T, float>) return TensorType::Float32;
    else if constexpr (std::is_same_v<T, std::int64_t>) return TensorType::Int64;
    else return TensorType::Int32;
}

template <class T> void add(TensorMap &tensors, const char *name, std::vector<std::int64_t> shape, std::vector<T> values)
{
    const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    tensors.add(name, {typeOf<T>(), std::move(shape), owner, reinterpret_cast<const std::byte *>(owner->data())});
}

// The values of a tensor of this type and shape; null: there is none. A length of -1 is any.
template <class T> const T *valuesOf(const TensorMap &tensors, const char *name, const std::vector<std::int64_t> &shape)
{
    const Tensor *const tensor = tensors.find(name);
    if (!tensor || tensor->type != typeOf<T>() || tensor->shape.size() != shape.size()) return nullptr;
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] >= 0 && tensor->shape[i] != shape[i]) return nullptr;
    return reinterpret_cast<const T *>(tensor->data);
}

const std::string &valueOf(const Metadata &metadata, const std::string &key)
{
    static const std::string none;
    const auto found = metadata.find(key);
    return found == metadata.end() ? none : found->second;
}

std::string textOf(const Json &json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string optionsText(const IndexIdentity &identity)
{
    Json json = Json::object();
    for (const auto &[name, value] : identity.options) json[name] = value;
    return textOf(json);
}

Error corrupt(const std::string &what) { return {errors::corruptData, "The index " + what + "."}; }

// What is wrong with the file comes last, because it is of less use than what to do.
Error unusable(Error error, const std::filesystem::path &file)
{
    if (error.is(errors::notFound) || error.is(errors::cannotRead) || error.is(errors::outOfMemory)) return error;
    error.detail = error.message;
    if (!isReferenceIndex(file)) {
        error.message = file.string() + " is no index of a reference, or its beginning is damaged, so it is not replaced. Choose "
                                        "another file for the index.";
        error.choices = {{"index"}};
        return error;
    }
    error.message = error.is(errors::unsupportedFormat) ? file.string() + " was written by another version of Lexicell."
                                                        : file.string() + " is a damaged index of a reference.";
    error.message += " Allow replacing it, or choose another file for the index.";
    error.choices = {{"force"}, {"index"}};
    return error;
}

Error stale(const std::filesystem::path &file, const std::string &what)
{
    return {errors::staleIndex,
            file.string() + " is the index of " + what + ". Allow replacing it, or choose another file for the index.",
            {},
            {{"force"}, {"index"}}};
}

Result<void> checkIdentity(const Metadata &metadata, const IndexIdentity &identity, const std::filesystem::path &file)
{
    if (valueOf(metadata, "reference") != identity.reference)
        return stale(file, "another reference, or this one has changed since");
    if (valueOf(metadata, "model") != identity.model)
        return stale(file, "another model (SHA-256 " + valueOf(metadata, "model").substr(0, 12) + "…)");
    const Json saved = parseJson(valueOf(metadata, "options")).value_or(Json());
    for (const auto &[name, value] : identity.options) {
        const auto found = saved.is_object() ? saved.find(name) : saved.end();
        const bool known = saved.is_object() && found != saved.end() && found->is_string();
        const std::string before = known ? found->get<std::string>() : std::string();
        if (!known || before != value)
            return stale(file, "a run with " + name + " \"" + before + "\", and this run has \"" + value + "\"");
    }
    if (saved.size() != identity.options.size()) return stale(file, "a run of another kind");
    return {};
}

Result<Metadata> readMetadata(const files::Blob &bytes, const std::filesystem::path &file)
{
    LEXICELL_TRY(metadata, checkpoint::readSafetensorsMetadata(bytes, file));
    if (valueOf(metadata, "format") != formatName)
        return Error{errors::notACheckpoint, file.string() + " holds no index of a reference."};
    return metadata;
}

Result<TensorMap> readTensors(const std::filesystem::path &file, const IndexIdentity &identity, const LabeledReference &reference)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    LEXICELL_TRY(metadata, readMetadata(bytes, file));
    if (valueOf(metadata, "version") != formatVersion) return Error{errors::unsupportedFormat, "The version is unknown."};
    LEXICELL_TRY(tensors, checkpoint::readSafetensors(bytes, file));
    if (checkpoint::contentDigest(metadata, tensors) != valueOf(metadata, "sha256"))
        return corrupt("has bytes that do not match their hash");
    LEXICELL_CHECK(checkIdentity(metadata, identity, file));
    if (valueOf(metadata, "labels") != textOf(reference.classes)) return corrupt("has other labels than its reference");
    return std::move(tensors);
}

// The nearest of the candidates by exact distances, equal ones by row, as nearestReferences() ranks them. False: too few.
class Ranking {
  public:
    Ranking(const data::MatrixView &points, NearestReferences &nearest) : m_points(points), m_nearest(nearest) {}
    bool rank(std::int64_t query, const float *row, const std::vector<std::int32_t> &candidates)
    {
        const auto count = static_cast<std::size_t>(m_nearest.neighbors);
        if (candidates.size() < count) return false;
        m_ranked.clear();
        for (const std::int32_t point : candidates)
            m_ranked.emplace_back(squaredDistance(row, m_points.row(point), m_points.columns), point);
        std::partial_sort(m_ranked.begin(), m_ranked.begin() + m_nearest.neighbors, m_ranked.end());
        const std::size_t at = static_cast<std::size_t>(query) * count;
        for (std::size_t i = 0; i < count; ++i) {
            m_nearest.squaredDistances[at + i] = m_ranked[i].first;
            m_nearest.rows[at + i] = m_ranked[i].second;
        }
        return true;
    }

  private:
    const data::MatrixView &m_points;
    NearestReferences &m_nearest;
    std::vector<std::pair<double, std::int64_t>> m_ranked;
};

// Candidates by the graph; cells for which it leads to too few are searched exactly.
Result<NearestReferences> graphSearch(const analysis::HnswGraph &graph, const data::MatrixView &points,
                                      const data::MatrixView &query, std::int64_t neighbors, JobContext &context)
{
    const std::int64_t candidates = std::max(analysis::hnswSearchCandidates, 4 * neighbors);
    NearestReferences nearest{neighbors, {}, {}};
    nearest.rows.resize(static_cast<std::size_t>(query.rows * neighbors));
    nearest.squaredDistances.resize(nearest.rows.size());
    std::vector<char> missed(static_cast<std::size_t>(query.rows), 0);
    parallelFor(query.rows, context.threads, [&](std::int64_t begin, std::int64_t end) {
        analysis::HnswSearcher searcher(graph, points);
        Ranking ranking(points, nearest);
        for (std::int64_t cell = begin; cell < end && !context.cancelled(); ++cell) {
            const float *const row = query.row(cell);
            missed[static_cast<std::size_t>(cell)] = ranking.rank(cell, row, searcher.near(row, candidates)) ? 0 : 1;
        }
    });
    for (std::int64_t cell = 0; cell < query.rows && !context.cancelled(); ++cell) {
        if (missed[static_cast<std::size_t>(cell)] == 0) continue;
        LEXICELL_TRY(own, nearestReferences(query.part(cell, 1), points, neighbors, context));
        const auto at = static_cast<std::ptrdiff_t>(cell * neighbors);
        std::copy(own.rows.begin(), own.rows.end(), nearest.rows.begin() + at);
        std::copy(own.squaredDistances.begin(), own.squaredDistances.end(), nearest.squaredDistances.begin() + at);
    }
    if (context.cancelled()) return cancelled();
    return nearest;
}

// Distance of each cell to the nearest other one.
Result<std::vector<double>> ownNearest(const data::MatrixView &points, const analysis::HnswGraph *graph, JobContext &context)
{
    std::vector<double> distances;
    distances.reserve(static_cast<std::size_t>(points.rows));
    if (!graph) {
        LEXICELL_TRY(found, analysis::nearestNeighbors(points, 2, analysis::NeighborMethod::Exact, context));
        for (std::size_t cell = 0; cell < static_cast<std::size_t>(points.rows); ++cell)
            distances.push_back(found.distances[2 * cell + 1]);
        return distances;
    }
    LEXICELL_TRY(found, graphSearch(*graph, points, points, 2, context));
    for (std::size_t cell = 0; cell < static_cast<std::size_t>(points.rows); ++cell) {
        // Of two equal cells either may come first.
        const bool selfFirst = found.rows[2 * cell] == static_cast<std::int64_t>(cell);
        distances.push_back(std::sqrt(found.squaredDistances[2 * cell + (selfFirst ? 1 : 0)]));
    }
    return distances;
}

bool allFinite(const data::MatrixView &points)
{
    return std::all_of(points.values, points.values + points.rows * points.columns,
                       [](float value) { return std::isfinite(value); });
}

}  // namespace

Result<ReferenceIndex> ReferenceIndex::build(const LabeledReference &reference, const std::vector<float> &vectors,
                                             std::int64_t width, IndexSearch search, JobContext &context)
{
    return guarded("build the index of the reference", [&]() -> Result<ReferenceIndex> {
        const data::MatrixView all = data::rowsOf(vectors, width);
        std::vector<float> kept;
        kept.reserve(vectors.size());
        std::vector<std::int64_t> rows;
        std::vector<std::int32_t> codes;
        for (std::int64_t cell = 0; cell < all.rows; ++cell) {
            if (!hasVector(all, cell)) continue;
            kept.insert(kept.end(), all.row(cell), all.row(cell) + width);
            rows.push_back(reference.rows[static_cast<std::size_t>(cell)]);
            codes.push_back(reference.codes[static_cast<std::size_t>(cell)]);
        }
        const data::MatrixView points = data::rowsOf(kept, width);
        if (points.rows < 2)
            return Error{errors::tooSmall,
                         "The model has vectors for fewer than two cells of the reference. Choose another model or reference.",
                         {},
                         {{"model"}, {"reference"}}};
        if (!allFinite(points))
            return Error{errors::nonFinite,
                         "The model gives cells of the reference vectors that are not numbers. Check the model."};
        const std::int64_t cells = points.rows;
        analysis::HnswArrays arrays;
        analysis::HnswGraph graph;
        if (search == IndexSearch::Hnsw) {
            LEXICELL_TRY(built, analysis::buildHnsw(points, context));
            arrays = std::move(built);
            const auto upperRows = static_cast<std::int64_t>(arrays.upper.size()) / analysis::hnswLinks;
            LEXICELL_TRY(whole, analysis::HnswGraph::of(arrays.levels.data(), cells, arrays.ground.data(), arrays.upper.data(),
                                                        upperRows));
            graph = std::move(whole);
        }
        LEXICELL_TRY(nearest, ownNearest(points, search == IndexSearch::Hnsw ? &graph : nullptr, context));
        TensorMap tensors;  // wide types first, so that all are aligned in the file
        add(tensors, "nearest", {cells}, std::move(nearest));
        add(tensors, "rows", {cells}, std::move(rows));
        add(tensors, "vectors", {cells, width}, std::move(kept));
        add(tensors, "codes", {cells}, std::move(codes));
        if (search == IndexSearch::Hnsw) {
            const auto upperRows = static_cast<std::int64_t>(arrays.upper.size()) / analysis::hnswLinks;
            add(tensors, "levels", {cells}, std::move(arrays.levels));
            add(tensors, "ground", {cells, analysis::hnswGroundLinks}, std::move(arrays.ground));
            if (upperRows > 0) add(tensors, "upper", {upperRows, analysis::hnswLinks}, std::move(arrays.upper));
        }
        return of(std::move(tensors), reference);
    });
}

Result<ReferenceIndex> ReferenceIndex::of(TensorMap tensors, const LabeledReference &reference)
{
    ReferenceIndex index;
    index.m_tensors = std::move(tensors);
    const float *const vectors = valuesOf<float>(index.m_tensors, "vectors", {-1, -1});
    if (!vectors) return corrupt("has no vectors");
    const auto &shape = index.m_tensors.find("vectors")->shape;
    index.m_vectors = {vectors, shape[0], shape[1]};
    const std::int64_t cells = shape[0];
    if (cells < 2 || shape[1] < 1 || !allFinite(index.m_vectors)) return corrupt("has no usable vectors");
    index.m_nearest = valuesOf<double>(index.m_tensors, "nearest", {cells});
    const auto *const rows = valuesOf<std::int64_t>(index.m_tensors, "rows", {cells});
    const auto *const codes = valuesOf<std::int32_t>(index.m_tensors, "codes", {cells});
    if (!index.m_nearest || !rows || !codes) return corrupt("lacks a part");
    if (!std::all_of(index.m_nearest, index.m_nearest + cells, [](double value) { return value >= 0.0 && std::isfinite(value); }))
        return corrupt("has distances that are none");
    index.m_places.reserve(static_cast<std::size_t>(cells));
    auto from = reference.rows.begin();
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        from = std::lower_bound(from, reference.rows.end(), rows[cell]);
        if (from == reference.rows.end() || *from != rows[cell]) return corrupt("has cells that the reference lacks");
        index.m_places.push_back(from - reference.rows.begin());
        if (reference.codes[static_cast<std::size_t>(index.m_places.back())] != codes[cell])
            return corrupt("has other labels than its reference");
        ++from;
    }
    if (!index.m_tensors.find("levels")) return index;
    const auto *const levels = valuesOf<std::int32_t>(index.m_tensors, "levels", {cells});
    const auto *const ground = valuesOf<std::int32_t>(index.m_tensors, "ground", {cells, analysis::hnswGroundLinks});
    const auto *const upper = valuesOf<std::int32_t>(index.m_tensors, "upper", {-1, analysis::hnswLinks});
    if (!levels || !ground) return corrupt("lacks a part of its graph");
    LEXICELL_TRY(graph,
                 analysis::HnswGraph::of(levels, cells, ground, upper, upper ? index.m_tensors.find("upper")->shape[0] : 0));
    index.m_graph = std::move(graph);
    return index;
}

Result<ReferenceIndex> ReferenceIndex::read(const std::filesystem::path &file, const IndexIdentity &identity,
                                            const LabeledReference &reference)
{
    return guarded("read the index of the reference", [&]() -> Result<ReferenceIndex> {
        auto tensors = readTensors(file, identity, reference);
        if (!tensors.ok()) return tensors.error().is(errors::staleIndex) ? tensors.error() : unusable(tensors.error(), file);
        auto index = of(std::move(*tensors), reference);
        if (!index.ok()) return unusable(index.error(), file);
        return index;
    });
}

Result<void> ReferenceIndex::write(const std::filesystem::path &file, const IndexIdentity &identity,
                                   const std::vector<std::string> &labels) const
{
    Metadata metadata{{"format", formatName},    {"version", formatVersion},         {"reference", identity.reference},
                      {"model", identity.model}, {"options", optionsText(identity)}, {"labels", textOf(labels)}};
    metadata["sha256"] = checkpoint::contentDigest(metadata, m_tensors);
    return checkpoint::writeSafetensors(m_tensors, file, metadata);
}

Result<NearestReferences> ReferenceIndex::search(const data::MatrixView &query, std::int64_t neighbors, JobContext &context) const
{
    const bool plain = !hasGraph() || query.columns != m_vectors.columns || neighbors < 1 || neighbors > cells();
    if (plain) return nearestReferences(query, m_vectors, neighbors, context);  // refuses what cannot be searched
    return guarded(
        "search the reference", [&] { return graphSearch(m_graph, m_vectors, query, neighbors, context); },
        "Use fewer reference cells, or close other programs.");
}

bool isReferenceIndex(const std::filesystem::path &file)
{
    const auto bytes = files::MappedFile::open(file);
    return bytes.ok() && readMetadata(*bytes, file).ok();
}

}  // namespace lexicell::models::tasks
