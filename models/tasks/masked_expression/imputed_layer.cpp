#include "models/tasks/masked_expression/imputed_layer.h"

#include "core/base/guarded.h"
#include "core/steps/free_keys.h"
#include "core/steps/step_output.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/masked_expression/asked_cells.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t askedAtOnce = 512;  // of a prompt decoder, in which asked genes do not see each other

bool hasNegativeNumbers(const LoadedModel &model) { return std::string_view(model.expression->unit()) == "z + 1"; }

struct AskedGene {
    std::int32_t column;
    std::int64_t id;
};

class Run {
  public:
    Run(const input::PreparedCells &cells, const LoadedModel &model, const HiddenGenes &genes, const ImputeOptions &options,
        JobContext &context)
        : m_cells(cells), m_model(model), m_genes(genes), m_options(options), m_context(context), m_columns(columnsById(cells))
    {
    }

    Result<ImputedLayer> all(const std::vector<std::int64_t> &which)
    {
        LEXICELL_CHECK(chooseGenes(which));
        startLayer();
        LEXICELL_CHECK(forEachIntactCell(m_cells, which, [&](std::size_t place, const IntactCell &cell) -> Result<void> {
            if (m_context.cancelled()) return cancelled();
            const Result<void> added = add(which[place], withLabel(cell.tokens(), m_cells, which[place]));
            if (!added.ok()) return added;
            m_context.report(static_cast<double>(place + 1) / static_cast<double>(which.size()),
                             "Predicting genes without a count: " + std::to_string(place + 1) + " of " +
                                 std::to_string(which.size()) + " cells");
            return {};
        }));
        endRows(m_cells.cells());
        return std::move(m_layer);
    }

  private:
    // Those that most of the cells have; ties in the order of the data set.
    Result<void> chooseGenes(const std::vector<std::int64_t> &which)
    {
        std::vector<std::int64_t> seen(m_cells.coverage.geneIds.size(), 0);
        LEXICELL_CHECK(forEachIntactCell(m_cells, which, [&](std::size_t, const IntactCell &cell) -> Result<void> {
            for (const DetectedGene &gene : detectedGenes(cell.tokens(), m_columns))
                ++seen[static_cast<std::size_t>(gene.column)];
            return m_context.cancelled() ? Result<void>(cancelled()) : Result<void>();
        }));
        for (const auto &[id, column] : m_columns) m_asked.push_back({column, id});
        std::sort(m_asked.begin(), m_asked.end(), [&](const AskedGene &a, const AskedGene &b) {
            const auto left = seen[static_cast<std::size_t>(a.column)], right = seen[static_cast<std::size_t>(b.column)];
            return left != right ? left > right : a.column < b.column;
        });
        if (m_options.genes > 0 && static_cast<std::int64_t>(m_asked.size()) > m_options.genes)
            m_asked.resize(static_cast<std::size_t>(m_options.genes));
        return {};
    }

    void startLayer()
    {
        m_layer.values.rows = m_cells.cells();
        m_layer.values.columns = m_cells.matrix.genes();
        m_layer.values.indptr.assign(1, 0);
        m_layer.cells.assign(static_cast<std::size_t>(m_cells.cells()), false);
        m_layer.genes.assign(static_cast<std::size_t>(m_cells.matrix.genes()), false);
        for (const AskedGene &gene : m_asked) m_layer.genes[static_cast<std::size_t>(gene.column)] = true;
    }

    // Rows up to `cell` have what is in them now.
    void endRows(std::int64_t cell)
    {
        m_layer.values.indptr.resize(static_cast<std::size_t>(cell) + 1,
                                     static_cast<std::int64_t>(m_layer.values.indices.size()));
    }

    std::size_t atOnce(std::size_t detected) const
    {
        if (m_genes.decoder() == HiddenDecoder::Prompt) return askedAtOnce;
        return std::max<std::size_t>(1, static_cast<std::size_t>(m_options.share * static_cast<double>(detected)));
    }

    // The cell with these genes hidden, those that are no tokens of it behind the others.
    Result<Question> question(const TokenBatch &row, const std::unordered_map<std::int64_t, std::size_t> &places,
                              std::vector<AskedGene> &asked) const
    {
        Question question{row, {}};
        std::vector<std::pair<std::size_t, AskedGene>> order;
        for (const AskedGene &gene : asked) {
            if (const auto found = places.find(gene.id); found != places.end()) {
                order.emplace_back(found->second, gene);
                continue;
            }
            if (!row.modalities.empty())
                return Error{errors::unsupportedModel,
                             "The model " + m_model.card.name +
                                 " reads several kinds of features, and genes without a count have none. Choose a model of genes "
                                 "alone."};
            order.emplace_back(question.row.genes.size(), gene);
            question.row.genes.push_back(gene.id);
            question.row.values.push_back(0.0F);
            if (!question.row.padding.empty()) question.row.padding.push_back(0);
            question.row.tokens += 1;
        }
        std::sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        asked.clear();
        for (const auto &[place, gene] : order) {
            question.hidden.push_back(place);
            asked.push_back(gene);
        }
        return question;
    }

    Result<void> add(std::int64_t cell, const TokenBatch &row)
    {
        const std::vector<DetectedGene> detected = detectedGenes(row, m_columns);
        std::unordered_map<std::int64_t, std::size_t> places;
        for (std::size_t place = 0; place < row.genes.size(); ++place) places.emplace(row.genes[place], place);
        std::vector<std::pair<std::int32_t, float>> values;
        std::vector<bool> has(m_layer.genes.size(), false);
        for (const DetectedGene &gene : detected) {
            values.emplace_back(gene.column, gene.value);
            has[static_cast<std::size_t>(gene.column)] = true;
        }
        std::vector<std::vector<AskedGene>> asked;
        const std::size_t most = atOnce(detected.size());
        for (const AskedGene &gene : m_asked) {
            if (has[static_cast<std::size_t>(gene.column)]) continue;
            if (asked.empty() || asked.back().size() >= most) asked.emplace_back();
            asked.back().push_back(gene);
        }
        std::vector<Question> questions;
        for (std::vector<AskedGene> &some : asked) {
            LEXICELL_TRY(next, question(row, places, some));
            questions.push_back(std::move(next));
        }
        LEXICELL_TRY(answers, m_genes.predict(questions, m_context));
        for (std::size_t i = 0; i < asked.size(); ++i)
            for (std::size_t k = 0; k < asked[i].size(); ++k) {
                const float value = answers[i][k];
                values.emplace_back(asked[i][k].column, hasNegativeNumbers(m_model) ? value : std::max(0.0F, value));
                ++m_layer.imputed;
            }
        addRow(cell, std::move(values));
        return {};
    }

    void addRow(std::int64_t cell, std::vector<std::pair<std::int32_t, float>> values)
    {
        std::sort(values.begin(), values.end());
        endRows(cell);
        for (const auto &[column, value] : values) {
            if (value == 0.0F) continue;
            m_layer.values.indices.push_back(column);
            m_layer.values.values.push_back(value);
        }
        endRows(cell + 1);
        m_layer.cells[static_cast<std::size_t>(cell)] = true;
    }

    const input::PreparedCells &m_cells;
    const LoadedModel &m_model;
    const HiddenGenes &m_genes;
    const ImputeOptions &m_options;
    JobContext &m_context;
    std::unordered_map<std::int64_t, std::int32_t> m_columns;
    std::vector<AskedGene> m_asked;
    ImputedLayer m_layer;
};

// For the layer, the column of var and the entry of uns.
std::string freeLayer(const data::Dataset *brought)
{
    const auto taken = [&](const std::string &name) {
        return brought->layers.find(name) || brought->var.columns.find(name) || brought->uns.find(name);
    };
    std::string name = imputedKey;
    for (int number = 2; brought && taken(name); ++number) name = imputedKey + ("_" + std::to_string(number));
    return name;
}

}  // namespace

Result<ImputedLayer> imputedLayer(const input::PreparedCells &cells, const LoadedModel &model, const HiddenGenes &genes,
                                  const std::vector<std::int64_t> &which, const ImputeOptions &options, JobContext &context)
{
    return guarded("predict genes without a count", [&] { return Run(cells, model, genes, options, context).all(which); },
                   {"Choose fewer genes or cells.", {{"impute-genes"}, {"cells"}}});
}

data::Dataset withImputed(const data::Dataset &dataset, const ImputedLayer &layer, const LoadedModel &model,
                          const std::string &decoder, const data::Dataset *brought, JobContext &context, std::string &key)
{
    data::Dataset result = dataset;
    key = freeLayer(brought);
    const std::string obs = brought ? steps::freeObsColumn(*brought, imputedKey) : imputedKey;
    if (!brought) steps::warnReplaced(result, {data::Slot::Obs, obs}, context);
    result.layers.set(key, data::ExpressionMatrix::ofCsr(layer.values));
    result.obs.columns.set(obs, steps::boolColumn(layer.cells));
    result.var.columns.set(key, steps::boolColumn(layer.genes));
    result.uns.set(
        key, steps::dictElement(
                 {{"generated", steps::boolElement(true)},
                  {"unit", steps::textElement(model.expression->unit())},
                  {"family", steps::textElement(model.card.family)},
                  {"model", steps::textElement(model.card.sha256)},
                  {"decoder", steps::textElement(decoder)},
                  {"content",
                   steps::textElement(
                       "Measured values of genes with a count, and a model's predictions for genes without one, in the unit "
                       "of the model's input. A prediction is the value that the gene would have if the cell had it. "
                       "Predicted genes: the var column of this name.")}}));
    return result;
}

}  // namespace lexicell::models::tasks
