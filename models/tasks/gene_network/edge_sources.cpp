#include "models/tasks/gene_network/edge_sources.h"

#include "core/base/random.h"
#include "models/input/token_batches.h"
#include "models/tasks/gene_network/coexpression.h"

#include <algorithm>
#include <unordered_map>

namespace lexicell::models::tasks {

namespace {

Error needsModel(const std::string &source)
{
    return {errors::badOption, "A network from the source " + source + " needs a model.", {}, {{"source"}}};
}

Result<GeneVectorTable> byExpression(const char *correlation, const SourceInput &input, JobContext &context)
{
    LEXICELL_TRY(matrix, input.cells.matrix(input.options.layer));
    return baselines::coexpression(matrix, input.universe.columns, {correlation, input.options.maxCells, input.options.seed},
                                   context);
}

// Sums of the vectors of each gene over the cells.
class ContextSums {
  public:
    ContextSums(const GeneUniverse &universe, std::int64_t width)
        : m_width(width), m_sum(universe.ids.size() * static_cast<std::size_t>(width))
    {
        for (std::size_t row = 0; row < universe.ids.size(); ++row)
            m_rows.emplace(universe.ids[row], static_cast<std::int64_t>(row));
    }

    void add(const TokenBatch &batch, const std::vector<float> &vectors)
    {
        for (std::size_t token = 0; token < batch.genes.size(); ++token) {
            if (batch.padding[token]) continue;
            const auto row = m_rows.find(batch.genes[token]);
            if (row == m_rows.end()) continue;
            double *sum = m_sum.data() + row->second * m_width;
            const float *vector = vectors.data() + static_cast<std::int64_t>(token) * m_width;
            for (std::int64_t i = 0; i < m_width; ++i) sum[i] += static_cast<double>(vector[i]);
        }
    }

    // The direction of the mean is that of the sum.
    std::vector<float> rows() const { return {m_sum.begin(), m_sum.end()}; }

  private:
    std::int64_t m_width;
    std::vector<double> m_sum;  // [genes x width]
    std::unordered_map<std::int64_t, std::int64_t> m_rows;
};

Result<GeneVectorTable> byContext(const SourceInput &input, JobContext &context)
{
    const LoadedModel &model = *input.model;
    if (!model.tokens)
        return Error{errors::unsupported,
                     "The checkpoint " + model.card.name +
                         " has no vectors of genes in the context of a cell. Choose one with the ability \"tokens\".",
                     {}};
    const GeneNetworkOptions &options = input.options;
    GeneNetworkOptions every = options;
    every.groupby.clear();  // the cells are those of the group already
    LEXICELL_TRY(chosen, cellsOfGroups(input.cells, every, options.maxCells, context));
    input::CellOptions reading;
    static_cast<input::MatchOptions &>(reading) = options;
    reading.seed = options.seed;
    LEXICELL_TRY(cells, input::prepareCells(chosen.dataset, model.card, model.tokenizer, reading, context));
    ContextSums sums(input.universe, model.tokens->width());
    LEXICELL_CHECK(input::forEachBatch(
        cells, model, "Reading genes in their cells",
        [&](const input::CellBatch &batch) -> Result<void> {
            LEXICELL_TRY(vectors, model.tokens->encodeTokens(batch.tokens, context));
            sums.add(batch.tokens, vectors);
            return {};
        },
        context));
    return GeneVectorTable(sums.rows(), model.tokens->width(), context.threads);
}

// The position of a group among the categories. Error class: bad_option.
Result<std::int32_t> groupNamed(const data::Categorical &labels, const std::string &column, const std::string &group)
{
    const std::vector<std::string> names = labels.categoryNames();
    const auto found = std::find(names.begin(), names.end(), group);
    if (found != names.end()) return static_cast<std::int32_t>(found - names.begin());
    std::string known;
    for (std::size_t i = 0; i < names.size() && i < 8; ++i) known += (i ? ", " : "") + names[i];
    return Error{errors::badOption, "The column " + column + " has no group " + group + ". It has: " + known +
                                        (names.size() > 8 ? ", …" : "") + "."};
}

}  // namespace

std::string sourceName(const std::string &source, const GeneNetworkOptions &options)
{
    return source == "coexpression" ? options.correlation : source;
}

Result<GeneVectorTable> sourceTable(const std::string &source, const SourceInput &input, JobContext &context)
{
    const std::string name = sourceName(source, input.options);
    if (name == "spearman") return byExpression("spearman", input, context);
    if (name == "pearson") return byExpression("pearson", input, context);
    if (name != "embedding" && name != "context")
        return Error{errors::badOption,
                     "There is no source " + name + ". Use embedding, context, spearman or pearson.",
                     {},
                     {{"sources"}}};
    if (!input.model) return needsModel(name);
    return name == "embedding" ? geneVectorTable(*input.model, input.universe.ids, context) : byContext(input, context);
}

Result<ChosenCells> cellsOfGroups(const data::Dataset &dataset, const GeneNetworkOptions &options, int most, JobContext &context)
{
    std::vector<std::pair<std::int64_t, std::int32_t>> kept;
    const auto keep = [&](const std::vector<std::int64_t> &cells, std::int32_t group) {
        for (const std::int64_t cell : sampleOf(cells, most, options.seed)) kept.emplace_back(cell, group);
    };
    if (options.groupby.empty() || options.from.empty()) {
        std::vector<std::int64_t> all(static_cast<std::size_t>(dataset.cells()));
        for (std::size_t cell = 0; cell < all.size(); ++cell) all[cell] = static_cast<std::int64_t>(cell);
        keep(all, 0);
    } else {
        LEXICELL_TRY(labels, dataset.labels(options.groupby));
        std::int32_t group = 0;
        for (const std::string &name : {options.from, options.toward}) {
            if (name.empty()) continue;
            LEXICELL_TRY(code, groupNamed(labels, options.groupby, name));
            std::vector<std::int64_t> cells;
            for (std::size_t cell = 0; cell < labels.codes.size(); ++cell)
                if (labels.codes[cell] == code) cells.push_back(static_cast<std::int64_t>(cell));
            keep(cells, group++);
        }
    }
    std::sort(kept.begin(), kept.end());
    std::vector<std::int64_t> cells;
    ChosenCells chosen;
    for (const auto &[cell, group] : kept) {
        cells.push_back(cell);
        chosen.groups.push_back(group);
    }
    if (static_cast<std::int64_t>(cells.size()) == dataset.cells()) {
        chosen.dataset = dataset;
        return chosen;
    }
    LEXICELL_TRY(subset, data::subset(dataset, &cells, nullptr, &context));
    chosen.dataset = std::move(subset);
    return chosen;
}

}  // namespace lexicell::models::tasks
