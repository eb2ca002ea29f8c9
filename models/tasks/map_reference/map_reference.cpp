#include "models/tasks/map_reference/map_reference.h"

#include "core/analysis/neighbors.h"
#include "core/analysis/quantile.h"
#include "core/base/guarded.h"
#include "core/base/option_json.h"
#include "core/data/csr_block.h"
#include "core/io/dataset_hash.h"
#include "models/baselines/variable_gene_pca.h"
#include "models/tasks/annotate/annotation_methods.h"
#include "models/tasks/annotate/labeled_reference.h"
#include "models/tasks/annotate/reference_vote.h"
#include "models/tasks/annotate/shared_genes.h"
#include "models/tasks/map_reference/reference_index.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double notKnown = std::numeric_limits<double>::quiet_NaN();

Error badOption(const std::string &message, const char *option) { return {errors::badOption, message, {}, {{option}}}; }

// Each cell would be its own nearest cell.
Result<void> checkOtherFile(const data::Dataset &dataset, const MapReferenceOptions &options)
{
    std::error_code failed;
    if (dataset.file.empty() || !std::filesystem::equivalent(dataset.file, options.reference, failed) || failed) return {};
    return badOption("The data set is the reference itself: each cell would be its own nearest cell. Name another reference.",
                     "reference");
}

IndexSearch searchOf(const MapReferenceOptions &options, const LabeledReference &reference)
{
    const bool large = static_cast<std::int64_t>(reference.codes.size()) > analysis::exactNeighborsUpTo;
    return options.search == "hnsw" || (options.search == "auto" && large) ? IndexSearch::Hnsw : IndexSearch::Exact;
}

const char *nameOf(IndexSearch search) { return search == IndexSearch::Hnsw ? "hnsw" : "exact"; }

// All that the vectors of the reference and their labels depend on.
IndexIdentity identityOf(const LoadedModel &model, const MapReferenceOptions &options, const std::string &hash,
                         IndexSearch search)
{
    IndexIdentity identity{hash, model.card.sha256, {{"label", options.label}, {"search", nameOf(search)}}};
    for (auto [name, value] : optionsToText(static_cast<const EmbedOptions &>(options))) {
        if (name == "batch-size" || name == "key") continue;
        if (name == "precision" && !model.compute.precision.empty()) value = model.compute.precision;
        identity.options.emplace_back(name, value);
    }
    identity.options.emplace_back("seed", std::to_string(options.seed));
    return identity;
}

Result<ReferenceIndex> makeIndex(const LabeledReference &reference, const LoadedModel &model, const MapReferenceOptions &options,
                                 IndexSearch search, JobContext &context)
{
    std::optional<EmbedResult> vectors;
    {
        const JobPart part(context, 0.0, 0.9);
        LEXICELL_TRY(embedded, embed(reference.dataset, model, options, context));
        vectors = std::move(embedded);
    }
    const JobPart part(context, 0.9, 1.0);
    return ReferenceIndex::build(reference, vectors->embedding.values, vectors->embedding.dimensions, search, context);
}

// The index of the file, or a new one, which is then kept in the file.
Result<ReferenceIndex> indexOf(const LabeledReference &reference, const LoadedModel &model, const MapReferenceOptions &options,
                               ReferenceMapping &mapping, JobContext &context)
{
    const IndexSearch search = searchOf(options, reference);
    const IndexIdentity identity = identityOf(model, options, mapping.referenceHash, search);
    mapping.search = nameOf(search);
    std::error_code failed;
    if (!options.index.empty() && std::filesystem::exists(options.index, failed)) {
        auto read = ReferenceIndex::read(options.index, identity, reference);
        if (read.ok()) mapping.index = "read";
        if (read.ok()) return read;
        if (!options.replaceIndex || !isReferenceIndex(options.index)) return read.error();
        context.warn(warnings::replaced, options.index + " was a damaged index, or that of another run, and is built again.");
    }
    LEXICELL_TRY(made, makeIndex(reference, model, options, search, context));
    if (options.index.empty()) return std::move(made);
    LEXICELL_CHECK(made.write(options.index, identity, reference.classes));
    mapping.index = "made";
    return std::move(made);
}

// The labels that the nearest cells vote for. `labels`: of the reference cells that were searched.
MethodLabels voted(const char *name, bool baseline, const NearestReferences &nearest, const std::vector<std::string> &labels,
                   const std::vector<std::string> &classes)
{
    MethodLabels result{name, baseline, {}, {}, {}};
    for (const Vote &own : vote(nearest, labels, VoteTie::Distance)) {
        const auto place = std::lower_bound(classes.begin(), classes.end(), own.label) - classes.begin();
        result.best.push_back(static_cast<std::int32_t>(place));
        result.confidence.push_back(own.fraction);
    }
    return result;
}

std::vector<std::string> namesOf(const std::vector<std::int32_t> &codes, const std::vector<std::string> &classes)
{
    std::vector<std::string> names;
    names.reserve(codes.size());
    for (const std::int32_t code : codes) names.push_back(classes[static_cast<std::size_t>(code)]);
    return names;
}

// The class of cells that have no label; a reference may have it itself.
std::int32_t unknownCode(const std::vector<std::string> &classes)
{
    return static_cast<std::int32_t>(std::find(classes.begin(), classes.end(), unknownLabel) - classes.begin());
}

void addNeighbors(ReferenceMapping &mapping, const NearestReferences &nearest, const ReferenceIndex &index,
                  const LabeledReference &reference)
{
    const data::MatrixView query = data::rowsOf(mapping.embedded.embedding.values, mapping.embedded.embedding.dimensions);
    std::vector<std::int32_t> codes;
    codes.reserve(index.places().size());
    for (const std::int64_t place : index.places()) codes.push_back(reference.codes[static_cast<std::size_t>(place)]);
    MethodLabels labels = voted("model-knn", false, nearest, namesOf(codes, mapping.classes), mapping.classes);
    const auto k = static_cast<std::size_t>(nearest.neighbors);
    mapping.rows.reserve(nearest.rows.size());
    for (const std::int64_t cell : nearest.rows)
        mapping.rows.push_back(reference.rows[static_cast<std::size_t>(index.places()[static_cast<std::size_t>(cell)])]);
    for (std::size_t cell = 0; cell < static_cast<std::size_t>(query.rows); ++cell) {
        const bool has = hasVector(query, static_cast<std::int64_t>(cell));
        mapping.distances.push_back(has ? std::sqrt(nearest.squaredDistances[cell * k]) : notKnown);
        mapping.outside.push_back(!has || mapping.distances.back() > mapping.limit);
        if (has) continue;
        labels.best[cell] = unknownCode(mapping.classes);
        labels.confidence[cell] = 0.0;
        std::fill_n(mapping.rows.begin() + static_cast<std::ptrdiff_t>(cell * k), k, -1);
    }
    mapping.methods.push_back(std::move(labels));
}

// The mean place of the neighbors on the reference's map.
Result<void> addLayout(ReferenceMapping &mapping, const LabeledReference &reference, const MapReferenceOptions &options)
{
    if (options.layout.empty()) return {};
    auto map = reference.dataset.embedding(options.layout);
    const bool drawn = map.ok() && (map->dim(1) == 2 || map->dim(1) == 3);
    if (!drawn && options.layout == usualLayout) return {};
    if (!drawn)
        return Error{errors::missingEmbedding,
                     "The reference has no map of two or three columns in obsm " + options.layout + ". Name another key.",
                     {},
                     {{"layout"}}};
    mapping.layoutColumns = map->dim(1);
    const auto k = static_cast<std::size_t>(mapping.neighbors), columns = static_cast<std::size_t>(mapping.layoutColumns);
    const float *const places = map->as<float>();
    mapping.layout.reserve(mapping.distances.size() * columns);
    for (std::size_t cell = 0; cell < mapping.distances.size(); ++cell)
        for (std::size_t column = 0; column < columns; ++column) {
            double sum = 0.0;
            for (std::size_t i = 0; i < k; ++i) {
                const std::int64_t row = mapping.rows[cell * k + i];
                const auto place = std::lower_bound(reference.rows.begin(), reference.rows.end(), row) - reference.rows.begin();
                sum += row < 0 ? notKnown : static_cast<double>(places[static_cast<std::size_t>(place) * columns + column]);
            }
            mapping.layout.push_back(static_cast<float>(sum / static_cast<double>(k)));
        }
    return {};
}

// What needs no model, on the genes that both name.
Result<void> addBaselines(ReferenceMapping &mapping, const SharedGenes &genes, const LabeledReference &reference,
                          const MapReferenceOptions &options, JobContext &context)
{
    context.report(0.0, "variable genes");
    LEXICELL_TRY(pca, baselines::VariableGenePca::fit(genes.reference, static_cast<std::uint64_t>(options.seed), context));
    const auto scores = pca.project(genes.query, context.threads);
    LEXICELL_TRY(nearest, nearestReferences(data::rowsOf(scores, pca.components()),
                                            {pca.scores().values.data(), pca.scores().cells, pca.components()}, mapping.neighbors,
                                            context));
    mapping.methods.push_back(voted("knn-pca", true, nearest, namesOf(reference.codes, mapping.classes), mapping.classes));
    const JobPart part(context, 0.5, 1.0);
    LEXICELL_TRY(logistic,
                 logisticLabels(data::selectColumns(genes.query, pca.genes()), data::selectColumns(genes.reference, pca.genes()),
                                reference.codes, static_cast<std::int64_t>(mapping.classes.size()), context));
    mapping.methods.push_back(std::move(logistic));
    return {};
}

void addScores(ReferenceMapping &mapping, const TrueLabels &truth, const MapReferenceOptions &options)
{
    mapping.scoredCells = truth.knownCells();
    mapping.newCells = static_cast<std::int64_t>(truth.cells.size()) - mapping.scoredCells;
    for (std::size_t i = 0; i < truth.cells.size(); ++i) {
        if (!mapping.outside[static_cast<std::size_t>(truth.cells[i])]) continue;
        ++(truth.known[i] ? mapping.knownOutside : mapping.newOutside);
    }
    if (mapping.scoredCells == 0) return;
    std::vector<std::string> names = mapping.classes;
    if (static_cast<std::size_t>(unknownCode(names)) == names.size()) names.emplace_back(unknownLabel);
    for (const MethodLabels &labels : mapping.methods)
        mapping.scores.push_back(scoresOf(labels, truth, names, options.rounds, static_cast<std::uint64_t>(options.seed)));
}

Result<ReferenceMapping> run(const data::Dataset &dataset, const LoadedModel &model, const MapReferenceOptions &options,
                             JobContext &context)
{
    LEXICELL_CHECK(checkOtherFile(dataset, options));
    context.report(0.0, "reading the reference");
    ReferenceMapping mapping;
    LEXICELL_TRY(reference, readReference({options.reference, options.label, {}, {}}, context));
    LEXICELL_TRY(hash, io::hashDataset(options.reference, context));
    mapping.referenceHash = std::move(hash);
    mapping.classes = reference.classes;
    LEXICELL_TRY(truth, trueLabels(dataset, options.label, options.truth, mapping.classes));
    LEXICELL_TRY(genes, sharedGenes(dataset, reference.dataset, options, context));
    mapping.genes = genes.query.columns;
    std::optional<ReferenceIndex> index;
    {
        const JobPart part(context, 0.05, 0.5);
        LEXICELL_TRY(found, indexOf(reference, model, options, mapping, context));
        index = std::move(found);
    }
    mapping.referenceCells = index->cells();
    mapping.neighbors = options.neighbors;
    if (mapping.neighbors > index->cells())
        return badOption(std::to_string(mapping.neighbors) + " neighbors were requested, but the reference has " +
                             std::to_string(index->cells()) + " cells with a vector. Choose fewer.",
                         "n-neighbors");
    mapping.limit = analysis::quantile({index->nearest(), index->nearest() + index->cells()}, options.quantile);
    {
        const JobPart part(context, 0.5, 0.8);
        LEXICELL_TRY(embedded, embed(dataset, model, options, context));
        mapping.embedded = std::move(embedded);
    }
    context.report(0.8, "nearest reference cells");
    const auto &query = mapping.embedded.embedding;
    LEXICELL_TRY(nearest, index->search(data::rowsOf(query.values, query.dimensions), mapping.neighbors, context));
    addNeighbors(mapping, nearest, *index, reference);
    LEXICELL_CHECK(addLayout(mapping, reference, options));
    const JobPart part(context, 0.85, 1.0);
    LEXICELL_CHECK(addBaselines(mapping, genes, reference, options, context));
    addScores(mapping, truth, options);
    return mapping;
}

}  // namespace

Result<void> checkMapReferenceOptions(const MapReferenceOptions &options)
{
    if (options.reference.empty()) return badOption("Name a reference: a file with labeled cells.", "reference");
    if (options.label.empty()) return badOption("Name the obs column of the reference that holds the labels.", "label");
    if (options.neighbors < 1) return badOption("At least 1 neighbor must vote.", "n-neighbors");
    if (!(options.quantile > 0.0 && options.quantile <= 1.0))
        return badOption("The quantile must be above 0 and at most 1.", "quantile");
    if (options.rounds < 0) return badOption("rounds must be at least 0 (no intervals).", "rounds");
    if (options.batchSize < 1) return badOption("A batch has at least 1 cell.", "batch-size");
    return {};
}

Result<ReferenceMapping> mapReference(const data::Dataset &dataset, const LoadedModel &model, const MapReferenceOptions &options,
                                      JobContext &context)
{
    LEXICELL_CHECK(checkMapReferenceOptions(options));
    return guarded(
        "map the cells to the reference", [&] { return run(dataset, model, options, context); },
        "Use fewer cells, or close other programs.");
}

}  // namespace lexicell::models::tasks
