#include "models/tasks/annotate/annotate.h"

#include "core/base/guarded.h"
#include "models/tasks/annotate/annotation_methods.h"
#include "models/tasks/annotate/labeled_reference.h"
#include "models/tasks/annotate/own_classes.h"
#include "models/tasks/annotate/shared_genes.h"
#include "models/tasks/embed/embed.h"

#include <algorithm>
#include <utility>

namespace lexicell::models::tasks {

namespace {

EmbedOptions readingOptions(const AnnotateOptions &options)
{
    EmbedOptions reading;
    reading.batchSize = options.batchSize;
    reading.precision = options.precision;
    reading.geneMatching = options.geneMatching;
    reading.geneColumn = options.geneColumn;
    reading.layer = options.layer;
    reading.seed = options.seed;
    return reading;
}

void addScores(Annotation &annotation, const std::vector<MethodLabels> &methods, const TrueLabels &truth,
               const AnnotateOptions &options)
{
    annotation.scoredCells = truth.knownCells();
    annotation.newCells = static_cast<std::int64_t>(truth.cells.size()) - annotation.scoredCells;
    for (const MethodLabels &labels : methods) {
        annotation.scores.push_back(
            scoresOf(labels, truth, annotation.classes, options.rounds, static_cast<std::uint64_t>(options.seed)));
        if (labels.graded()) annotation.tradeOffs.push_back(tradeOffOf(labels, truth, annotation.classes));
    }
}

std::string chosenMethod(const AnnotateOptions &options, bool withModel)
{
    if (options.method != "auto") return options.method;
    return withModel ? "model-logistic" : "logistic-l2";
}

// The chosen method first. annotate() has checked that it is there.
void putFirst(std::vector<MethodLabels> &methods, const AnnotateOptions &options, bool withModel)
{
    const std::string name = chosenMethod(options, withModel);
    const auto found =
        std::find_if(methods.begin(), methods.end(), [&](const MethodLabels &labels) { return labels.name == name; });
    if (found != methods.end()) std::rotate(methods.begin(), found, found + 1);
}

Result<void> addVectors(CellFeatures &features, const data::Dataset &dataset, const LoadedModel &model,
                        const AnnotateOptions &options, JobContext &context)
{
    LEXICELL_TRY(embedded, embed(dataset, model, readingOptions(options), context));
    features.vectors = std::move(embedded.embedding.values);
    features.width = embedded.embedding.dimensions;
    return {};
}

// Positions of the reference cells that are learned from.
std::vector<std::int64_t> learnedCells(const LabeledReference &reference)
{
    std::vector<std::int64_t> cells;
    cells.reserve(reference.codes.size());
    for (std::size_t cell = 0; cell < reference.codes.size(); ++cell)
        if (reference.codes[cell] != leftOutCode) cells.push_back(static_cast<std::int64_t>(cell));
    return cells;
}

std::vector<std::int32_t> codesOf(const LabeledReference &reference, const std::vector<std::int64_t> &cells)
{
    std::vector<std::int32_t> codes;
    codes.reserve(cells.size());
    for (const std::int64_t cell : cells) codes.push_back(reference.codes[static_cast<std::size_t>(cell)]);
    return codes;
}

// Labels of the cells of the data set, learned from the whole reference but for the label that is left out.
Result<std::vector<MethodLabels>> labelsFrom(const CellFeatures &query, const CellFeatures &known,
                                             const LabeledReference &reference, const MethodOptions &methods, JobContext &context)
{
    const auto learned = learnedCells(reference);
    if (learned.size() == reference.codes.size()) return labelsOfMethods(query, known, reference.codes, methods, context);
    return labelsOfMethods(query, chosenCells(known, learned), codesOf(reference, learned), methods, context);
}

// Scores from a part of the reference that the methods do not see.
Result<void> scoreHeldOut(Annotation &annotation, const CellFeatures &cells, const LabeledReference &reference,
                          const MethodOptions &methods, const AnnotateOptions &options, JobContext &context)
{
    const HeldOut held = holdOut(reference, options.heldOut, options.seed, context);
    const auto codes = codesOf(reference, held.train);
    std::vector<bool> seen(reference.classes.size());
    for (const std::int32_t code : codes) seen[static_cast<std::size_t>(code)] = true;
    if (std::count(seen.begin(), seen.end(), true) < 2) {
        context.warn(warnings::leftOut, "There are no scores: what is left of the reference has fewer than two labels.");
        return {};
    }
    TrueLabels truth;
    for (std::size_t i = 0; i < held.test.size(); ++i) {
        const std::int32_t code = reference.codes[static_cast<std::size_t>(held.test[i])];
        const bool leftOut = code == leftOutCode;
        truth.cells.push_back(static_cast<std::int64_t>(i));
        truth.labels.push_back(leftOut ? options.leaveOut : reference.classes[static_cast<std::size_t>(code)]);
        truth.known.push_back(!leftOut && seen[static_cast<std::size_t>(code)]);
    }
    LEXICELL_TRY(labels, labelsOfMethods(chosenCells(cells, held.test), chosenCells(cells, held.train), codes, methods, context));
    putFirst(labels, options, !cells.vectors.empty());
    annotation.source = held.batches ? "held-out batches" : "held-out cells";
    addScores(annotation, labels, truth, options);
    return {};
}

Result<Annotation> fromReference(const data::Dataset &dataset, const LoadedModel *model, const AnnotateOptions &options,
                                 JobContext &context)
{
    context.report(0.0, "reading the reference");
    LEXICELL_TRY(reference, readReference({options.reference, options.label, options.batch, options.leaveOut}, context));
    Annotation annotation;
    annotation.classes = reference.classes;
    annotation.referenceCells = static_cast<std::int64_t>(learnedCells(reference).size());
    LEXICELL_TRY(truth, trueLabels(dataset, options.label, options.truth, annotation.classes));
    CellFeatures query, known;
    {
        const input::MatchOptions matching{options.geneMatching, options.geneColumn, options.layer};
        LEXICELL_TRY(shared, sharedGenes(dataset, reference.dataset, matching, context));
        annotation.genesByKind = std::move(shared.byKind);
        query.values = std::move(shared.query);
        known.values = std::move(shared.reference);
    }
    annotation.genes = query.values.columns;
    if (model) {
        {
            const JobPart part(context, 0.05, 0.4);
            LEXICELL_CHECK(addVectors(known, reference.dataset, *model, options, context));
        }
        const JobPart part(context, 0.4, 0.7);
        LEXICELL_CHECK(addVectors(query, dataset, *model, options, context));
    }
    const MethodOptions methods{static_cast<std::int64_t>(annotation.classes.size()), options.neighbors, options.singleR,
                                static_cast<std::uint64_t>(options.seed)};
    const double begin = model ? 0.7 : 0.1, half = (1.0 + begin) / 2.0;
    {
        const JobPart part(context, begin, half);
        LEXICELL_TRY(labels, labelsFrom(query, known, reference, methods, context));
        annotation.methods = std::move(labels);
    }
    putFirst(annotation.methods, options, model != nullptr);
    const JobPart part(context, half, 1.0);
    if (truth.knownCells() == 0) {
        LEXICELL_CHECK(scoreHeldOut(annotation, known, reference, methods, options, context));
        return annotation;
    }
    annotation.source = "truth";
    addScores(annotation, annotation.methods, truth, options);
    return annotation;
}

// Every cell the commonest true label: all that can stand beside a model's own classes without a reference.
MethodLabels majorityOf(const TrueLabels &truth, const std::vector<std::string> &classes, std::size_t cells)
{
    std::vector<std::int64_t> counts(classes.size());
    for (const std::string &label : truth.labels) {
        const auto found = std::find(classes.begin(), classes.end(), label);
        if (found != classes.end()) ++counts[static_cast<std::size_t>(found - classes.begin())];
    }
    const auto most = static_cast<std::int32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    return {"majority", true, {}, std::vector<std::int32_t>(cells, most), std::vector<double>(cells, 1.0)};
}

Result<Annotation> fromOwnClasses(const data::Dataset &dataset, const LoadedModel &model, const AnnotateOptions &options,
                                  JobContext &context)
{
    LEXICELL_TRY(own, ownClasses(dataset, model, readingOptions(options), context));
    Annotation annotation;
    annotation.classes = std::move(own.classes);
    LEXICELL_TRY(truth, trueLabels(dataset, options.label, options.truth, annotation.classes));
    annotation.methods.push_back(std::move(own.labels));
    if (truth.knownCells() == 0) {
        context.warn(
            warnings::noBaseline,
            "No number says how good these labels are, and nothing stands beside them. Name a reference with labels, or a "
            "column with true labels.",
            {{"reference"}, {"truth"}});
        return annotation;
    }
    annotation.methods.push_back(majorityOf(truth, annotation.classes, annotation.methods.front().best.size()));
    annotation.source = "truth";
    addScores(annotation, annotation.methods, truth, options);
    return annotation;
}

}  // namespace

Result<void> checkAnnotateOptions(const AnnotateOptions &options)
{
    if (!options.reference.empty() && options.label.empty())
        return Error{errors::badOption, "Name the obs column of the reference that holds the labels.", {}, {{"label"}}};
    if (!(options.threshold >= 0.0 && options.threshold <= 1.0))
        return Error{errors::badOption, "The threshold must be between 0 and 1.", {}, {{"threshold"}}};
    if (options.neighbors < 1) return Error{errors::badOption, "At least 1 neighbor must vote.", {}, {{"n-neighbors"}}};
    if (!(options.heldOut > 0.0 && options.heldOut < 1.0))
        return Error{errors::badOption, "The share that is held out must be between 0 and 1.", {}, {{"held-out"}}};
    if (options.rounds < 0) return Error{errors::badOption, "rounds must be at least 0 (no intervals).", {}, {{"rounds"}}};
    if (options.batchSize < 1) return Error{errors::badOption, "A batch has at least 1 cell.", {}, {{"batch-size"}}};
    return {};
}

Result<Annotation> annotate(const data::Dataset &dataset, const LoadedModel *model, const AnnotateOptions &options,
                            JobContext &context)
{
    LEXICELL_CHECK(checkAnnotateOptions(options));
    if (options.reference.empty() && !model)
        return Error{errors::badOption,
                     "Name a reference with labels, or load a model that was trained to tell cell types apart.",
                     {},
                     {{"reference"}, {"model"}}};
    if (!model && options.method.starts_with("model-"))
        return Error{errors::badOption,
                     "The method " + options.method + " needs a model. Load one, or choose another method.",
                     {},
                     {{"method"}, {"model"}}};
    return guarded(
        "label the cells",
        [&] {
            return options.reference.empty() ? fromOwnClasses(dataset, *model, options, context)
                                             : fromReference(dataset, model, options, context);
        },
        "Use fewer cells, or close other programs.");
}

}  // namespace lexicell::models::tasks
