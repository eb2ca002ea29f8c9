#include "models/tasks/annotate/annotation_methods.h"

#include "core/analysis/logistic_regression.h"
#include "core/analysis/single_r.h"
#include "core/base/random.h"
#include "core/data/csr_block.h"
#include "models/baselines/variable_gene_pca.h"
#include "models/tasks/annotate/class_centroids.h"
#include "models/tasks/annotate/reference_vote.h"
#include "models/tasks/knock_out/warn_once.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lexicell::models::tasks {

namespace {

// Inverse strengths of the penalties, as in the analysis fixtures.
constexpr double strengthL2 = 0.01;
constexpr double strengthL1 = 0.1;
constexpr std::int64_t cellsOfSingleR = 200;  // of each label, chosen at random where there are more

// Reference cells whose classes are numbered without gaps: a class without cells cannot be fitted.
struct Fitted {
    std::vector<std::int32_t> codes;    // [cells]
    std::vector<std::int32_t> classes;  // number of each, ascending

    explicit Fitted(const std::vector<std::int32_t> &given)
    {
        classes = given;
        std::sort(classes.begin(), classes.end());
        classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
        codes.reserve(given.size());
        for (const std::int32_t code : given)
            codes.push_back(static_cast<std::int32_t>(std::lower_bound(classes.begin(), classes.end(), code) - classes.begin()));
    }
    std::int64_t count() const { return static_cast<std::int64_t>(classes.size()); }
};

// From probabilities of the fitted classes [cells x fitted] to those of all classes.
MethodLabels graded(const char *name, bool baseline, const std::vector<float> &fitted, const Fitted &of, std::int64_t classes)
{
    MethodLabels labels{name, baseline, {}, {}, {}};
    const std::size_t width = of.classes.size(), cells = fitted.size() / width;
    labels.probabilities.assign(cells * static_cast<std::size_t>(classes), 0.0F);
    for (std::size_t cell = 0; cell < cells; ++cell)
        for (std::size_t k = 0; k < width; ++k)
            labels.probabilities[cell * static_cast<std::size_t>(classes) + static_cast<std::size_t>(of.classes[k])] =
                fitted[cell * width + k];
    for (const LabeledCell &cell : labelCells(labels.probabilities, classes, 0.0)) {
        labels.best.push_back(static_cast<std::int32_t>(cell.best));
        labels.confidence.push_back(static_cast<double>(cell.confidence));
    }
    return labels;
}

// All entries are stored, so that sums need no other code than those of genes.
data::CsrBlock asCsr(const data::MatrixView &rows)
{
    data::CsrBlock block;
    block.rows = rows.rows;
    block.columns = rows.columns;
    const auto width = static_cast<std::size_t>(rows.columns);
    block.values.assign(rows.values, rows.values + rows.rows * rows.columns);
    block.indices.reserve(block.values.size());
    block.indptr.reserve(static_cast<std::size_t>(rows.rows) + 1);
    for (std::int64_t row = 0; row < rows.rows; ++row) {
        for (std::size_t i = 0; i < width; ++i) block.indices.push_back(static_cast<std::int32_t>(i));
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    return block;
}

Result<std::vector<float>> logistic(const data::CsrBlock &query, const data::CsrBlock &reference, const Fitted &fitted,
                                    analysis::Penalty penalty, JobContext &context)
{
    const analysis::ColumnScaling scaling(reference);
    const analysis::LogisticOptions options{penalty, penalty == analysis::Penalty::L1 ? strengthL1 : strengthL2};
    LEXICELL_TRY(model, analysis::logisticRegression(scaling.scaled(reference), fitted.codes, fitted.count(), options, context));
    if (!model.converged)
        warnOnce(context, warnings::reduced, "A logistic regression had not come to rest after its largest number of steps.");
    return model.probabilities(scaling.scaled(query), context.threads);
}

// Shares of the nearest reference cells. Of equal shares the first class wins.
Result<std::vector<float>> neighborVotes(const data::MatrixView &query, const data::MatrixView &reference, const Fitted &fitted,
                                         std::int64_t neighbors, JobContext &context)
{
    const std::int64_t k = std::min(neighbors, reference.rows);
    LEXICELL_TRY(nearest, nearestReferences(query, reference, k, context));
    const std::size_t width = fitted.classes.size();
    std::vector<float> shares(static_cast<std::size_t>(query.rows) * width);
    std::vector<std::int64_t> counts(width);
    for (std::size_t cell = 0; cell < static_cast<std::size_t>(query.rows); ++cell) {
        std::fill(counts.begin(), counts.end(), 0);
        for (std::size_t i = 0; i < static_cast<std::size_t>(k); ++i)
            ++counts[static_cast<std::size_t>(
                fitted.codes[static_cast<std::size_t>(nearest.rows[cell * static_cast<std::size_t>(k) + i])])];
        for (std::size_t c = 0; c < width; ++c)
            shares[cell * width + c] = static_cast<float>(static_cast<double>(counts[c]) / static_cast<double>(k));
    }
    return shares;
}

// Probabilities of spherical normal distributions of equal size around the centroids, with the spread that all classes share.
std::vector<float> nearestMeans(const data::MatrixView &query, const data::MatrixView &reference, const Fitted &fitted)
{
    const std::size_t classes = fitted.classes.size();
    const ClassCentroids centroids(reference, fitted.codes, classes);
    const double spread = std::max(centroids.spread(), 1e-12);  // the sum of the variances of all columns
    const auto width = static_cast<double>(reference.columns);
    std::vector<float> logits;
    logits.reserve(static_cast<std::size_t>(query.rows) * classes);
    for (std::int64_t cell = 0; cell < query.rows; ++cell)
        for (const double cosine : centroids.cosines(query.row(cell)))
            logits.push_back(static_cast<float>(-0.5 * width * (2.0 - 2.0 * cosine) / spread));
    return softmaxRows(logits, static_cast<std::int64_t>(classes));
}

// Zeros for cells without a vector.
void forgetEmptyCells(std::vector<float> &probabilities, const data::MatrixView &query, std::size_t width)
{
    for (std::int64_t cell = 0; cell < query.rows; ++cell) {
        if (hasVector(query, cell)) continue;
        const auto begin = probabilities.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(cell) * width);
        std::fill(begin, begin + static_cast<std::ptrdiff_t>(width), 0.0F);
    }
}

class Methods {
  public:
    Methods(const CellFeatures &query, const CellFeatures &reference, const std::vector<std::int32_t> &codes,
            const MethodOptions &options, JobContext &context)
        : m_query(query), m_reference(reference), m_codes(codes), m_fitted(codes), m_options(options), m_context(context)
    {
    }

    Result<std::vector<MethodLabels>> run()
    {
        if (!m_reference.vectors.empty()) LEXICELL_CHECK(onVectors());
        LEXICELL_CHECK(onGenes());
        addMajority();
        return std::move(m_labels);
    }

  private:
    void add(const char *name, bool baseline, const std::vector<float> &probabilities, const Fitted &of)
    {
        m_labels.push_back(graded(name, baseline, probabilities, of, m_options.classes));
    }

    Result<void> onVectors()
    {
        const data::MatrixView query = data::rowsOf(m_query.vectors, m_query.width);
        // Nothing is learned from cells without a vector.
        const data::MatrixView all = data::rowsOf(m_reference.vectors, m_reference.width);
        std::vector<float> rows;
        std::vector<std::int32_t> codes;
        rows.reserve(m_reference.vectors.size());
        codes.reserve(m_codes.size());
        for (std::int64_t cell = 0; cell < all.rows; ++cell) {
            if (!hasVector(all, cell)) continue;
            rows.insert(rows.end(), all.row(cell), all.row(cell) + all.columns);
            codes.push_back(m_codes[static_cast<std::size_t>(cell)]);
        }
        const Fitted fitted(codes);
        if (fitted.count() < 2)
            return Error{errors::tooSmall,
                         "The model has vectors for fewer than two labels of the reference. Choose another model or reference.",
                         {},
                         {{"model"}, {"reference"}}};
        const data::MatrixView reference = data::rowsOf(rows, m_reference.width);
        const std::size_t width = fitted.classes.size();
        {
            const JobPart part(m_context, 0.0, 0.2);
            LEXICELL_TRY(found, logistic(asCsr(query), asCsr(reference), fitted, analysis::Penalty::L2, m_context));
            forgetEmptyCells(found, query, width);
            add("model-logistic", false, found, fitted);
        }
        m_context.report(0.2, "nearest reference cells");
        LEXICELL_TRY(votes, neighborVotes(query, reference, fitted, m_options.neighbors, m_context));
        forgetEmptyCells(votes, query, width);
        add("model-knn", false, votes, fitted);
        auto means = nearestMeans(query, reference, fitted);
        forgetEmptyCells(means, query, width);
        add("model-prototype", false, means, fitted);
        return {};
    }

    Result<void> onGenes()
    {
        m_context.report(0.3, "variable genes");
        LEXICELL_TRY(pca, baselines::VariableGenePca::fit(m_reference.values, m_options.seed, m_context));
        const data::CsrBlock query = data::selectColumns(m_query.values, pca.genes());
        const data::CsrBlock reference = data::selectColumns(m_reference.values, pca.genes());
        for (const bool l1 : {false, true}) {
            const JobPart part(m_context, l1 ? 0.45 : 0.35, l1 ? 0.65 : 0.45);
            LEXICELL_TRY(found,
                         logistic(query, reference, m_fitted, l1 ? analysis::Penalty::L1 : analysis::Penalty::L2, m_context));
            add(l1 ? "logistic-l1" : "logistic-l2", true, found, m_fitted);
        }
        m_context.report(0.65, "nearest reference cells");
        const auto scores = pca.project(m_query.values, m_context.threads);
        LEXICELL_TRY(votes, neighborVotes(data::rowsOf(scores, pca.components()),
                                          {pca.scores().values.data(), pca.scores().cells, pca.components()}, m_fitted,
                                          m_options.neighbors, m_context));
        add("knn-pca", true, votes, m_fitted);
        return m_options.singleR ? addSingleR() : Result<void>();
    }

    // As many cells of each label as SingleR can be compared with: it holds each in dense ranks and takes each on its own.
    std::vector<std::int64_t> cellsForSingleR() const
    {
        std::vector<std::vector<std::int64_t>> ofClass(m_fitted.classes.size());
        for (std::size_t cell = 0; cell < m_fitted.codes.size(); ++cell)
            ofClass[static_cast<std::size_t>(m_fitted.codes[cell])].push_back(static_cast<std::int64_t>(cell));
        std::vector<std::int64_t> cells;
        for (const auto &own : ofClass)
            for (const std::int64_t cell : sampleOf(own, cellsOfSingleR, static_cast<std::int64_t>(m_options.seed)))
                cells.push_back(cell);
        std::sort(cells.begin(), cells.end());
        return cells;
    }

    Result<void> addSingleR()
    {
        const JobPart part(m_context, 0.7, 1.0);
        const auto cells = cellsForSingleR();
        std::vector<std::int32_t> codes;
        codes.reserve(cells.size());
        for (const std::int64_t cell : cells) codes.push_back(m_fitted.codes[static_cast<std::size_t>(cell)]);
        const auto found =
            analysis::singleR(m_query.values, data::selectRows(m_reference.values, cells), codes, m_fitted.count(), m_context);
        if (!found.ok()) {
            if (!found.error().is(errors::tooFewGenes)) return found.error();
            warnOnce(m_context, warnings::leftOut, "SingleR is left out. " + found.error().message);
            return {};
        }
        MethodLabels labels{"singler", true, {}, {}, found->delta};
        labels.best.reserve(found->best.size());
        for (const std::int32_t best : found->best) labels.best.push_back(m_fitted.classes[static_cast<std::size_t>(best)]);
        m_labels.push_back(std::move(labels));
        return {};
    }

    // Every cell the commonest class; its share is the confidence.
    void addMajority()
    {
        std::vector<std::int64_t> counts(m_fitted.classes.size());
        for (const std::int32_t code : m_fitted.codes) ++counts[static_cast<std::size_t>(code)];
        std::vector<float> shares;
        shares.reserve(counts.size());
        for (const std::int64_t count : counts)
            shares.push_back(static_cast<float>(static_cast<double>(count) / static_cast<double>(m_fitted.codes.size())));
        std::vector<float> all;
        all.reserve(shares.size() * static_cast<std::size_t>(m_query.cells()));
        for (std::int64_t cell = 0; cell < m_query.cells(); ++cell) all.insert(all.end(), shares.begin(), shares.end());
        add("majority", true, all, m_fitted);
    }

    const CellFeatures &m_query, &m_reference;
    const std::vector<std::int32_t> &m_codes;
    Fitted m_fitted;
    const MethodOptions &m_options;
    JobContext &m_context;
    std::vector<MethodLabels> m_labels;
};

}  // namespace

bool hasVector(const data::MatrixView &cells, std::int64_t cell)
{
    const float *const row = cells.row(cell);
    return std::any_of(row, row + cells.columns, [](float value) { return value != 0.0F; });
}

Result<MethodLabels> logisticLabels(const data::CsrBlock &query, const data::CsrBlock &reference,
                                    const std::vector<std::int32_t> &codes, std::int64_t classes, JobContext &context)
{
    const Fitted fitted(codes);
    LEXICELL_TRY(found, logistic(query, reference, fitted, analysis::Penalty::L2, context));
    return graded("logistic-l2", true, found, fitted, classes);
}

CellFeatures chosenCells(const CellFeatures &cells, const std::vector<std::int64_t> &rows)
{
    CellFeatures chosen{data::selectRows(cells.values, rows), {}, cells.width};
    if (cells.vectors.empty()) return chosen;
    chosen.vectors.reserve(rows.size() * static_cast<std::size_t>(cells.width));
    for (const std::int64_t row : rows) {
        const auto begin = cells.vectors.begin() + static_cast<std::ptrdiff_t>(row * cells.width);
        chosen.vectors.insert(chosen.vectors.end(), begin, begin + static_cast<std::ptrdiff_t>(cells.width));
    }
    return chosen;
}

Result<std::vector<MethodLabels>> labelsOfMethods(const CellFeatures &query, const CellFeatures &reference,
                                                  const std::vector<std::int32_t> &codes, const MethodOptions &options,
                                                  JobContext &context)
{
    return Methods(query, reference, codes, options, context).run();
}

}  // namespace lexicell::models::tasks
