#include "models/families/scgpt/format/tokenizer.h"

#include "core/base/guarded.h"
#include "core/base/random.h"
#include "models/families/scgpt/format/binning.h"
#include "models/families/scgpt/format/token_changes.h"
#include "models/input/cell_values.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace lexicell::models::scgpt {

namespace {

constexpr const char *cellToken = "<cls>";
// The choice of genes must not change with the rule for ties, so there are two streams per cell.
constexpr std::uint64_t samplingStream = 0x5363475053616D70ull;

using CellTokens = GeneBins;

// `count` of 0 … size-1, each subset equally likely, in ascending order: the first `count` places of a Fisher-Yates shuffle.
std::vector<std::size_t> sample(std::size_t size, std::size_t count, Random &random)
{
    std::vector<std::size_t> places(size);
    for (std::size_t i = 0; i < size; ++i) places[i] = i;
    for (std::size_t i = 0; i < count; ++i) std::swap(places[i], places[i + random.below(size - i)]);
    places.resize(count);
    std::sort(places.begin(), places.end());
    return places;
}

class ScgptTokenizer : public Tokenizer, public GeneChanges {
  public:
    ScgptTokenizer(std::vector<std::string> vocabulary, const Config &config, std::vector<std::int32_t> modalities,
                   const std::vector<std::int64_t> &fedGenes)
        : m_vocabulary(std::move(vocabulary)), m_modalities(std::move(modalities)), m_bins(static_cast<int>(config.bins)),
          m_padValue(static_cast<float>(config.padValue)), m_maskValue(static_cast<float>(config.maskValue)),
          m_padId(idOf(config.padToken)), m_cellId(idOf(cellToken)), m_cellValue(fedGenes.empty() ? m_padValue : 0.0F),
          m_fedGenes(static_cast<std::int64_t>(fedGenes.size())), m_zeros(!fedGenes.empty() && m_modalities.empty())
    {
        if (fedGenes.empty()) return;
        m_fed.assign(m_vocabulary.size(), false);
        for (const std::int64_t gene : fedGenes) m_fed[static_cast<std::size_t>(gene)] = true;
    }

    const std::vector<std::string> &vocabulary() const override { return m_vocabulary; }

    std::int64_t length(std::int64_t matchedGenes, const TokenOptions &options) const override
    {
        if (matchedGenes == 0) return 0;
        return m_zeros ? m_fedGenes + 1 : std::min<std::int64_t>(matchedGenes + 1, options.maxLength);
    }

    std::optional<Truncation> truncation(const TokenOptions &options) const override
    {
        if (m_zeros) return std::nullopt;
        const std::string which = options.sampling == "random" ? "A random choice" : "The first";
        return Truncation{options.maxLength - 1, which + " of them was used. A larger max-length keeps all."};
    }

    std::optional<HiddenToken> hiddenToken() const override { return HiddenToken{m_maskValue}; }

    Result<TokenBatch> tokenize(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds,
                                const std::vector<std::string> &names, const TokenOptions &options) const override
    {
        if (options.maxLength < 2)
            return Error{errors::badOption, "max-length must be at least 2: the cell token and one gene.", {}};
        return guarded("read a batch of cells",
                       [&]() -> Result<TokenBatch> {
                           std::vector<CellTokens> cells;
                           for (std::int64_t row = 0; row < block.rows; ++row) {
                               const std::string &name = names[static_cast<std::size_t>(row)];
                               LEXICELL_TRY(tokens, binned(block, row, geneIds, name, options));
                               truncate(tokens, name, options);
                               if (!tokens.genes.empty() || !m_fed.empty()) addCellToken(tokens);
                               cells.push_back(std::move(tokens));
                           }
                           return pad(cells);
                       },
                       {"Use smaller batches.", {{"batch-size"}}});
    }

    std::vector<ChangeKind> kinds() const override { return {ChangeKind::Delete, ChangeKind::Zero, ChangeKind::OverExpress}; }
    DoseRange doses() const override { return {1.0, static_cast<double>(m_bins - 1), true}; }

    Result<std::unique_ptr<IntactCell>> intactCell(const data::CsrBlock &block, std::int64_t row,
                                                   const std::vector<std::int64_t> &geneIds, const std::string &name,
                                                   const TokenOptions &options) const override
    {
        LEXICELL_TRY(all, binned(block, row, geneIds, name, options));
        const auto room = m_zeros ? all.genes.size() : static_cast<std::size_t>(options.maxLength - 1);
        DrawnCell cell{all, all, room};
        truncate(cell.drawn, name, options);
        return std::unique_ptr<IntactCell>(std::make_unique<Cell>(*this, std::move(cell)));
    }

  private:
    std::int64_t idOf(const std::string &token) const
    {
        return std::find(m_vocabulary.begin(), m_vocabulary.end(), token) - m_vocabulary.begin();
    }

    class Cell final : public IntactCell {
      public:
        Cell(const ScgptTokenizer &tokenizer, DrawnCell cell)
            : m_tokenizer(tokenizer), m_cell(std::move(cell)), m_tokens(tokenizer.rowOf(m_cell.drawn))
        {
        }
        const TokenBatch &tokens() const override { return m_tokens; }
        Result<ChangedCell> change(const std::vector<std::int64_t> &genes, const GeneChange &change) const override
        {
            ChangedBins bins = changeBins(m_cell, genes, change, m_tokenizer.m_bins - 1);
            ChangedCell result{bins.takesPart, bins.replaced, {}, {}};
            if (!bins.takesPart) return result;
            if (bins.changed != bins.intact) result.changed = m_tokenizer.rowOf(std::move(bins.changed));
            if (bins.intact != m_cell.drawn) result.intact = m_tokenizer.rowOf(std::move(bins.intact));
            return result;
        }

      private:
        const ScgptTokenizer &m_tokenizer;
        DrawnCell m_cell;
        TokenBatch m_tokens;
    };

    // The row of a cell, with <cls> in front.
    TokenBatch rowOf(CellTokens tokens) const
    {
        if (!tokens.genes.empty() || !m_fed.empty()) addCellToken(tokens);
        return pad({std::move(tokens)});
    }

    void addCellToken(CellTokens &tokens) const
    {
        tokens.genes.insert(tokens.genes.begin(), m_cellId);
        tokens.values.insert(tokens.values.begin(), m_cellValue);
    }

    bool isFed(std::int64_t gene) const { return m_fed.empty() || m_fed[static_cast<std::size_t>(gene)]; }

    // All known genes of a cell with their bins.
    Result<CellTokens> binned(const data::CsrBlock &block, std::int64_t row, const std::vector<std::int64_t> &geneIds,
                              const std::string &name, const TokenOptions &options) const
    {
        CellTokens tokens;
        bool known = false;  // has a count of a gene in the vocabulary
        for (std::int64_t i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1];
             ++i) {
            const float value = block.values[static_cast<std::size_t>(i)];
            const std::int64_t gene = geneIds[static_cast<std::size_t>(block.indices[static_cast<std::size_t>(i)])];
            if (gene < 0 || value == 0.0F) continue;
            if (!std::isfinite(value)) return input::notFinite(name);
            if (value < 0.0F)
                return input::negative(name,
                                       "scGPT needs counts or log-normalized values, not scaled ones: choose another layer.");
            known = true;
            if (!isFed(gene)) continue;
            tokens.genes.push_back(gene);
            tokens.values.push_back(value);
        }
        if (!tokens.genes.empty())
            bin(tokens, Random(static_cast<std::uint64_t>(options.seed), Random::streamOf(name)), options.ties);
        return !m_zeros || !known ? tokens : withZeros(tokens, geneIds);
    }

    // Every gene that is fed and that the data have, in column order.
    CellTokens withZeros(const CellTokens &counted, const std::vector<std::int64_t> &geneIds) const
    {
        CellTokens tokens;
        tokens.genes.reserve(static_cast<std::size_t>(m_fedGenes));
        tokens.values.reserve(static_cast<std::size_t>(m_fedGenes));
        std::size_t next = 0;
        for (const std::int64_t gene : geneIds) {
            if (gene < 0 || !isFed(gene)) continue;
            const bool has = next < counted.genes.size() && counted.genes[next] == gene;
            tokens.genes.push_back(gene);
            tokens.values.push_back(has ? counted.values[next] : 0.0F);
            next += has ? 1 : 0;
        }
        return tokens;
    }

    // Over all genes of the cell, before genes are left out. Counts of genes and of proteins have different scales.
    void bin(CellTokens &tokens, Random random, const std::string &ties) const
    {
        if (m_modalities.empty()) return binTogether(tokens.values, random, ties);
        std::map<std::int32_t, std::vector<std::size_t>> places;
        for (std::size_t i = 0; i < tokens.genes.size(); ++i)
            places[m_modalities[static_cast<std::size_t>(tokens.genes[i])]].push_back(i);
        for (const auto &[modality, members] : places) {
            std::vector<float> values;
            for (const std::size_t i : members) values.push_back(tokens.values[i]);
            binTogether(values, random, ties);
            for (std::size_t i = 0; i < members.size(); ++i) tokens.values[members[i]] = values[i];
        }
    }

    // One draw per value in gene order.
    void binTogether(std::vector<float> &values, Random &random, const std::string &ties) const
    {
        const std::vector<double> edges = binEdges(values, m_bins);
        for (float &value : values) {
            const double draw = ties == "random" ? random.uniform() : ties == "half" ? 0.5 : 0.0;
            value = static_cast<float>(chooseBin(binRange(value, edges), draw));
        }
    }

    void truncate(CellTokens &tokens, const std::string &name, const TokenOptions &options) const
    {
        if (m_zeros) return;
        const auto room = static_cast<std::size_t>(options.maxLength - 1);
        if (tokens.genes.size() <= room) return;
        Random random(static_cast<std::uint64_t>(options.seed), Random::streamOf(name) ^ samplingStream);
        if (options.sampling == "random") {
            const auto places = sample(tokens.genes.size(), room, random);
            for (std::size_t i = 0; i < room; ++i) {
                tokens.genes[i] = tokens.genes[places[i]];
                tokens.values[i] = tokens.values[places[i]];
            }
        }
        tokens.genes.resize(room);
        tokens.values.resize(room);
    }

    TokenBatch pad(const std::vector<CellTokens> &cells) const
    {
        TokenBatch batch;
        batch.cells = static_cast<std::int64_t>(cells.size());
        for (const auto &cell : cells) batch.tokens = std::max(batch.tokens, static_cast<std::int64_t>(cell.genes.size()));
        const auto width = static_cast<std::size_t>(batch.tokens);
        batch.genes.assign(cells.size() * width, m_padId);
        batch.values.assign(cells.size() * width, m_padValue);
        batch.padding.assign(cells.size() * width, 1);
        for (std::size_t row = 0; row < cells.size(); ++row) {
            const std::size_t begin = row * width;
            std::copy(cells[row].genes.begin(), cells[row].genes.end(), batch.genes.begin() + static_cast<std::ptrdiff_t>(begin));
            std::copy(cells[row].values.begin(), cells[row].values.end(),
                      batch.values.begin() + static_cast<std::ptrdiff_t>(begin));
            std::fill_n(batch.padding.begin() + static_cast<std::ptrdiff_t>(begin), cells[row].genes.size(), std::uint8_t{0});
        }
        if (m_zeros) markUndetected(batch);
        if (!m_modalities.empty())
            for (const std::int64_t gene : batch.genes) batch.modalities.push_back(m_modalities[static_cast<std::size_t>(gene)]);
        return batch;
    }

    void markUndetected(TokenBatch &batch) const
    {
        batch.undetected.resize(batch.genes.size());
        for (std::size_t i = 0; i < batch.genes.size(); ++i)
            batch.undetected[i] = batch.padding[i] == 0 && batch.genes[i] != m_cellId && batch.values[i] == 0.0F ? 1 : 0;
    }

    std::vector<std::string> m_vocabulary;
    std::vector<std::int32_t> m_modalities;  // by token id; empty: one kind
    int m_bins;
    float m_padValue, m_maskValue;
    std::int64_t m_padId;
    std::int64_t m_cellId;
    float m_cellValue;
    std::vector<bool> m_fed;  // by token id; empty: every gene with a count
    std::int64_t m_fedGenes;
    bool m_zeros;  // a cell consists of all genes that are fed; false: of those with a count
};

}  // namespace

std::vector<std::string> completeVocabulary(std::vector<std::string> tokens, const Config &config)
{
    for (const std::string &special : {config.padToken, std::string(cellToken), std::string("<eoc>")})
        if (std::find(tokens.begin(), tokens.end(), special) == tokens.end()) tokens.push_back(special);
    return tokens;
}

std::shared_ptr<const Tokenizer> makeTokenizer(std::vector<std::string> vocabulary, const Config &config,
                                               std::vector<std::int32_t> modalities, const std::vector<std::int64_t> &fedGenes)
{
    return std::make_shared<const ScgptTokenizer>(std::move(vocabulary), config, std::move(modalities), fedGenes);
}

}  // namespace lexicell::models::scgpt
