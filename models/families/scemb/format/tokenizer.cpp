#include "models/families/scemb/format/tokenizer.h"

#include "core/base/guarded.h"
#include "models/families/scemb/format/binning.h"
#include "models/families/scemb/format/token_changes.h"
#include "models/input/cell_values.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::scemb {

namespace {

struct Token {
    std::int64_t gene;
    double value;
    std::int64_t bin;
};

class ScembTokenizer : public Tokenizer, public GeneChanges {
  public:
    ScembTokenizer(std::vector<std::string> vocabulary, const Config &config)
        : m_vocabulary(std::move(vocabulary)), m_config(config)
    {
    }

    const std::vector<std::string> &vocabulary() const override { return m_vocabulary; }

    std::int64_t length(std::int64_t matchedGenes, const TokenOptions &) const override
    {
        return std::min(matchedGenes, m_config.maxGenes);
    }

    std::optional<Truncation> truncation(const TokenOptions &) const override
    {
        return Truncation{m_config.maxGenes, "The most expressed of them were used: the model has ranks for no more."};
    }

    Result<TokenBatch> tokenize(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds,
                                const std::vector<std::string> &names, const TokenOptions &) const override
    {
        return guarded("read a batch of cells",
                       [&]() -> Result<TokenBatch> {
                           std::vector<std::vector<Token>> cells;
                           for (std::int64_t row = 0; row < block.rows; ++row) {
                               LEXICELL_TRY(tokens, cell(block, row, geneIds, names[static_cast<std::size_t>(row)]));
                               cells.push_back(std::move(tokens));
                           }
                           return pad(cells);
                       },
                       {"Use smaller batches.", {{"batch-size"}}});
    }

    std::vector<ChangeKind> kinds() const override { return {ChangeKind::Mask, ChangeKind::Delete, ChangeKind::OverExpress}; }
    DoseRange doses() const override { return {1.0, static_cast<double>(m_config.bins), true}; }

    Result<std::unique_ptr<IntactCell>> intactCell(const data::CsrBlock &block, std::int64_t row,
                                                   const std::vector<std::int64_t> &geneIds, const std::string &name,
                                                   const TokenOptions &) const override
    {
        LEXICELL_TRY(tokens, cell(block, row, geneIds, name));
        std::vector<RankedToken> kept;
        for (const Token &token : tokens) kept.push_back({token.gene, token.bin});
        return std::unique_ptr<IntactCell>(std::make_unique<Cell>(m_config, std::move(kept)));
    }

  private:
    class Cell final : public IntactCell {
      public:
        Cell(const Config &config, std::vector<RankedToken> kept)
            : m_config(config), m_kept(std::move(kept)), m_tokens(rowOf(m_kept))
        {
        }
        const TokenBatch &tokens() const override { return m_tokens; }
        Result<ChangedCell> change(const std::vector<std::int64_t> &genes, const GeneChange &change) const override
        {
            const ChangedRanks ranks = changeRanks(m_kept, genes, change, m_config);
            ChangedCell result{ranks.takesPart, ranks.replaced, {}, {}};
            if (!ranks.takesPart) return result;
            if (ranks.changed != ranks.intact) result.changed = rowOf(ranks.changed);
            if (ranks.intact != m_kept) result.intact = rowOf(ranks.intact);
            return result;
        }

      private:
        const Config &m_config;
        std::vector<RankedToken> m_kept;
        TokenBatch m_tokens;
    };

    static TokenBatch rowOf(const std::vector<RankedToken> &ranked)
    {
        std::vector<Token> tokens;
        for (const RankedToken &token : ranked) tokens.push_back({token.gene, 0.0, token.bin});
        return pad({std::move(tokens)});
    }

    Result<std::vector<Token>> cell(const data::CsrBlock &block, std::int64_t row, const std::vector<std::int64_t> &geneIds,
                                    const std::string &name) const
    {
        const auto begin = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(row)]);
        const auto end = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(row) + 1]);
        double total = 0.0;
        for (std::size_t i = begin; i < end; ++i) {
            LEXICELL_CHECK(checkValue(block.values[i], name));
            total += static_cast<double>(block.values[i]);
        }
        std::vector<Token> tokens;
        std::vector<double> values;
        for (std::size_t i = begin; i < end; ++i) {
            const std::int64_t gene = geneIds[static_cast<std::size_t>(block.indices[i])];
            if (gene < 0) continue;
            const double value = logCpm(static_cast<double>(block.values[i]), total, m_config.cpmScale);
            if (!(value > 0.0)) continue;
            tokens.push_back({gene, value, 0});
            values.push_back(value);
        }
        const auto bins = binsOf(values, m_config.bins, m_config.binning);  // over all values, before genes are left out
        for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i].bin = bins[i];
        std::sort(tokens.begin(), tokens.end(),
                  [](const Token &a, const Token &b) { return a.value != b.value ? a.value > b.value : a.gene < b.gene; });
        if (tokens.size() > static_cast<std::size_t>(m_config.maxGenes))
            tokens.resize(static_cast<std::size_t>(m_config.maxGenes));
        return tokens;
    }

    static Result<void> checkValue(float value, const std::string &name)
    {
        if (!std::isfinite(value)) return input::notFinite(name);
        if (value < 0.0F) return input::negative(name, "The model needs counts: choose another layer.");
        return {};
    }

    static TokenBatch pad(const std::vector<std::vector<Token>> &cells)
    {
        TokenBatch batch;
        batch.cells = static_cast<std::int64_t>(cells.size());
        for (const auto &cell : cells) batch.tokens = std::max(batch.tokens, static_cast<std::int64_t>(cell.size()));
        const auto width = static_cast<std::size_t>(batch.tokens);
        batch.genes.assign(cells.size() * width, padId);
        batch.values.assign(cells.size() * width, static_cast<float>(padBin));
        batch.padding.assign(cells.size() * width, 1);
        for (std::size_t row = 0; row < cells.size(); ++row) {
            std::size_t at = row * width;
            for (const Token &token : cells[row]) {
                batch.genes[at] = token.gene;
                batch.values[at] = static_cast<float>(token.bin);
                batch.padding[at++] = 0;
            }
        }
        return batch;
    }

    std::vector<std::string> m_vocabulary;
    Config m_config;
};

}  // namespace

std::shared_ptr<const Tokenizer> makeTokenizer(std::vector<std::string> vocabulary, const Config &config)
{
    return std::make_shared<const ScembTokenizer>(std::move(vocabulary), config);
}

}  // namespace lexicell::models::scemb
