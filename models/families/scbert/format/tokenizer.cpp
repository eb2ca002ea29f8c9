#include "models/families/scbert/format/tokenizer.h"

#include "core/base/guarded.h"
#include "core/data/value_summary.h"
#include "core/preprocess/normalize.h"
#include "models/contracts/gene_changes.h"
#include "models/input/cell_values.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lexicell::models::scbert {

namespace {

constexpr const char *cellSlot = "<cls>";
constexpr double sumTolerance = 1e-3;  // of 10,000: rounding of log values to float32 changes sums by less than 1e-5

bool isNormalSum(double sum) { return std::abs(sum / preprocess::countsPerCell - 1.0) < sumTolerance; }

// One row of a block: its non-zero values, and those among the model's genes.
struct Cell {
    std::vector<float> all;
    std::vector<std::int64_t> genes;
    std::vector<float> values;  // of `genes`
};

Scale scaleOf(const Cell &cell)
{
    data::ValueSummary seen;
    double undoneLn = 0.0;
    for (const float value : cell.all) {
        seen.add(static_cast<double>(value));
        undoneLn += std::expm1(static_cast<double>(value));
    }
    if (!seen.looksLogged()) return Scale::Counts;
    if (isNormalSum(undoneLn)) return Scale::Ln;
    double undoneLog2 = 0.0;
    for (const float value : cell.values) undoneLog2 += std::exp2(static_cast<double>(value)) - 1.0;
    return isNormalSum(undoneLog2) ? Scale::Log2 : Scale::Ln;
}

// CP10k as upstream computes it, which preprocess::logCp10k() does not reproduce to the bit: over the model's genes alone,
// rounded to float32 before the logarithm, to the base 2.
//
// Converts in place to the model's unit, log2(1 + count per 10,000 of the listed genes).
void normalize(std::vector<float> &values, Scale scale)
{
    if (scale == Scale::Log2) return;
    const auto count = [&](float value) {
        return scale == Scale::Ln ? std::expm1(static_cast<double>(value)) : static_cast<double>(value);
    };
    double total = 0.0;
    for (const float value : values) total += count(value);
    for (float &value : values) value = log2Normalized(static_cast<float>(count(value) * preprocess::countsPerCell / total));
}

class ScbertTokenizer : public Tokenizer, public GeneChanges {
  public:
    ScbertTokenizer(std::vector<std::string> genes, std::int64_t tokens, Result<void> ready)
        : m_vocabulary(std::move(genes)), m_genes(static_cast<std::int64_t>(m_vocabulary.size())), m_tokens(tokens),
          m_ready(std::move(ready))
    {
        m_vocabulary.emplace_back(cellSlot);
    }

    const std::vector<std::string> &vocabulary() const override { return m_vocabulary; }

    std::int64_t length(std::int64_t matchedGenes, const TokenOptions &) const override
    {
        return matchedGenes == 0 ? 0 : m_genes + 1;
    }

    Result<void> ready() const override { return m_ready; }

    std::int64_t fewestGenes() const override { return scbert::fewestGenes; }

    // The mask is the last token.
    std::optional<HiddenToken> hiddenToken() const override { return HiddenToken{static_cast<float>(m_tokens - 1)}; }

    Result<TokenBatch> tokenize(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds,
                                const std::vector<std::string> &names, const TokenOptions &) const override
    {
        LEXICELL_CHECK(m_ready);
        return guarded("read a batch of cells",
                       [&]() -> Result<TokenBatch> {
                           const std::vector<std::int64_t> columns = columnsInUse(geneIds);
                           TokenBatch batch = emptyBatch(block.rows);
                           for (std::int64_t row = 0; row < block.rows; ++row) {
                               LEXICELL_TRY(cell, readCell(block, row, columns, names[static_cast<std::size_t>(row)]));
                               fill(batch, row, cell);
                           }
                           return batch;
                       },
                       {"Use smaller batches.", {{"batch-size"}}});
    }

    std::vector<ChangeKind> kinds() const override { return {ChangeKind::Zero, ChangeKind::Mask, ChangeKind::OverExpress}; }
    DoseRange doses() const override { return {1.0, static_cast<double>(m_tokens - 2), true}; }

    Result<std::unique_ptr<IntactCell>> intactCell(const data::CsrBlock &block, std::int64_t row,
                                                   const std::vector<std::int64_t> &geneIds, const std::string &name,
                                                   const TokenOptions &) const override
    {
        LEXICELL_CHECK(m_ready);
        LEXICELL_TRY(cell, readCell(block, row, columnsInUse(geneIds), name));
        TokenBatch tokens = emptyBatch(cell.genes.empty() ? 0 : 1);
        if (tokens.cells > 0) fill(tokens, 0, cell);
        return std::unique_ptr<IntactCell>(std::make_unique<IntactTokens>(std::move(tokens), std::move(cell.genes), m_tokens));
    }

  private:
    // Every gene is a token, so only values change. A gene with a count takes part whatever its token, also 0.
    class IntactTokens final : public IntactCell {
      public:
        IntactTokens(TokenBatch tokens, std::vector<std::int64_t> counted, std::int64_t tokenRows)
            : m_tokens(std::move(tokens)), m_counted(std::move(counted)), m_tokenRows(tokenRows)
        {
        }
        const TokenBatch &tokens() const override { return m_tokens; }
        Result<ChangedCell> change(const std::vector<std::int64_t> &genes, const GeneChange &change) const override
        {
            ChangedCell result;
            if (m_tokens.cells == 0) return result;
            const bool raises = change.kind == ChangeKind::OverExpress;
            for (const std::int64_t gene : genes)
                if (!raises && std::find(m_counted.begin(), m_counted.end(), gene) == m_counted.end()) return result;
            result.takesPart = true;
            result.changed = m_tokens;
            const double highest = static_cast<double>(m_tokenRows - 2);
            const double token = raises                            ? change.dose.value_or(highest)
                                 : change.kind == ChangeKind::Mask ? static_cast<double>(m_tokenRows - 1)
                                                                   : 0.0;
            for (const std::int64_t gene : genes)
                result.changed.values[static_cast<std::size_t>(gene)] = static_cast<float>(token);
            if (result.changed.values == m_tokens.values) result.changed = {};
            return result;
        }

      private:
        TokenBatch m_tokens;
        std::vector<std::int64_t> m_counted;  // genes with a count
        std::int64_t m_tokenRows;
    };

    // Gene of each column, -1: none. Of several columns for one gene the first is used, even if it holds 0 (upstream's rule).
    std::vector<std::int64_t> columnsInUse(const std::vector<std::int64_t> &geneIds) const
    {
        std::vector<std::int64_t> columns = geneIds;
        std::vector<bool> taken(static_cast<std::size_t>(m_genes), false);
        for (std::int64_t &gene : columns) {
            if (gene < 0) continue;
            if (gene >= m_genes || taken[static_cast<std::size_t>(gene)]) gene = -1;
            else taken[static_cast<std::size_t>(gene)] = true;
        }
        return columns;
    }

    TokenBatch emptyBatch(std::int64_t cells) const
    {
        TokenBatch batch;
        batch.cells = cells;
        batch.tokens = m_genes + 1;
        const auto size = static_cast<std::size_t>(cells * batch.tokens);
        batch.genes.resize(size);
        for (std::size_t i = 0; i < size; ++i) batch.genes[i] = static_cast<std::int64_t>(i) % batch.tokens;
        batch.values.assign(size, 0.0F);
        batch.padding.assign(size, 0);
        return batch;
    }

    Result<Cell> readCell(const data::CsrBlock &block, std::int64_t row, const std::vector<std::int64_t> &columns,
                          const std::string &name) const
    {
        Cell cell;
        const auto begin = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(row)]);
        const auto end = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(row) + 1]);
        for (std::size_t i = begin; i < end; ++i) {
            const float value = block.values[i];
            if (!std::isfinite(value)) return input::notFinite(name);
            if (value < 0.0F)
                return input::negative(name,
                                       "scBERT needs counts or log-normalized values, not scaled ones: choose another layer.");
            if (value == 0.0F) continue;
            cell.all.push_back(value);
            const std::int64_t gene = columns[static_cast<std::size_t>(block.indices[i])];
            if (gene < 0) continue;
            cell.genes.push_back(gene);
            cell.values.push_back(value);
        }
        return cell;
    }

    void fill(TokenBatch &batch, std::int64_t row, Cell &cell) const
    {
        const std::int64_t first = row * batch.tokens;
        if (cell.genes.empty()) {
            std::fill_n(batch.padding.begin() + first, batch.tokens, std::uint8_t{1});
            return;
        }
        normalize(cell.values, scaleOf(cell));
        for (std::size_t i = 0; i < cell.genes.size(); ++i)
            batch.values[static_cast<std::size_t>(first + cell.genes[i])] = static_cast<float>(tokenOf(cell.values[i], m_tokens));
    }

    std::vector<std::string> m_vocabulary;  // the genes and the appended slot
    std::int64_t m_genes;
    std::int64_t m_tokens;
    Result<void> m_ready;
};

}  // namespace

float log2Normalized(float countPerTenThousand)
{
    // Rounded once from double, so that 1, 3, 7 … give exactly 1, 2, 3 … whatever the accuracy of the system's log1pf.
    return static_cast<float>(std::log1p(static_cast<double>(countPerTenThousand))) / static_cast<float>(std::numbers::ln2);
}

std::int64_t tokenOf(float log2Value, std::int64_t tokens)
{
    return static_cast<std::int64_t>(std::min(log2Value, static_cast<float>(tokens - 2)));
}

std::shared_ptr<const Tokenizer> makeTokenizer(std::vector<std::string> genes, std::int64_t tokens, Result<void> ready)
{
    return std::make_shared<const ScbertTokenizer>(std::move(genes), tokens, std::move(ready));
}

}  // namespace lexicell::models::scbert
