#include "models/families/exceiver/format/tokenizer.h"

#include "core/base/guarded.h"
#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "models/contracts/gene_changes.h"
#include "models/families/exceiver/format/scaling.h"
#include "models/input/cell_values.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::models::exceiver {

namespace {

using checkpoint::Scaler;

struct Sidecars {
    std::string model;  // for messages
    std::vector<std::string> genes;
    bool named = false;  // the genes' names are known
    bool refit = false;
    Scaler scaler;
};

class ExceiverTokenizer : public Tokenizer, public GeneChanges {
  public:
    explicit ExceiverTokenizer(Sidecars sidecars) : m_sidecars(std::move(sidecars))
    {
        const Scaler &scaler = m_sidecars.scaler;
        for (std::size_t gene = 0; gene < scaler.mean.size(); ++gene)
            m_absent.push_back(geneValue(0.0, scaler.mean[gene], scaler.scale[gene]));
    }

    const std::vector<std::string> &vocabulary() const override { return m_sidecars.genes; }

    // Tokens that are the same in every cell cost next to nothing (encoder.h), so a cell's length counts only its own genes.
    std::int64_t length(std::int64_t matchedGenes, const TokenOptions &) const override { return matchedGenes; }

    Result<void> ready() const override
    {
        if (!m_sidecars.named)
            return Error{errors::noVocabulary,
                         "There is no gene list for " + m_sidecars.model +
                             ", and the checkpoint itself names no genes, so real cells cannot be embedded. "
                             "Give the gene-features.pkl or the list of symbols that the model was trained with.",
                         {},
                         {{"gene-list"}}};
        return {};
    }

    Result<std::shared_ptr<const Tokenizer>> fitted(const data::ExpressionMatrix &matrix,
                                                    const std::vector<std::int64_t> &geneIds, JobContext &context) const override
    {
        LEXICELL_CHECK(ready());
        if (!m_sidecars.scaler.empty()) return std::shared_ptr<const Tokenizer>();
        if (!m_sidecars.refit) return missingScaler();
        Sidecars sidecars = m_sidecars;
        LEXICELL_TRY(scaler, fitScaler(matrix, geneIds, genes(), context));
        sidecars.scaler = std::move(scaler);
        return std::shared_ptr<const Tokenizer>(std::make_shared<const ExceiverTokenizer>(std::move(sidecars)));
    }

    // The mask row follows the genes.
    std::optional<HiddenToken> hiddenToken() const override { return HiddenToken{1.0F, genes()}; }

    Result<TokenBatch> tokenize(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds,
                                const std::vector<std::string> &names, const TokenOptions &) const override
    {
        LEXICELL_CHECK(ready());
        if (m_absent.empty()) return missingScaler();
        LEXICELL_CHECK(checkCounts(block, geneIds, names));
        return guarded("read a batch of cells", [&]() -> Result<TokenBatch> { return tokens(block, geneIds); },
                       {"Use smaller batches.", {{"batch-size"}}});
    }

    std::vector<ChangeKind> kinds() const override
    {
        return {ChangeKind::Zero, ChangeKind::Mask, ChangeKind::Renormalize, ChangeKind::OverExpress};
    }
    // A scaled value: any number up to the cap of scaling.h. Values below the mean are negative.
    DoseRange doses() const override { return {-largestZ, largestZ, false}; }

    Result<std::unique_ptr<IntactCell>> intactCell(const data::CsrBlock &block, std::int64_t row,
                                                   const std::vector<std::int64_t> &geneIds, const std::string &name,
                                                   const TokenOptions &options) const override
    {
        data::CsrBlock counts = data::selectRows(block, {row});
        LEXICELL_TRY(tokens, tokenize(counts, geneIds, {name}, options));
        if (tokens.padding.empty() || tokens.padding.front() != 0) tokens = {};
        return std::unique_ptr<IntactCell>(std::make_unique<Cell>(*this, std::move(counts), geneIds, std::move(tokens)));
    }

  private:
    class Cell final : public IntactCell {
      public:
        Cell(const ExceiverTokenizer &tokenizer, data::CsrBlock counts, const std::vector<std::int64_t> &geneIds,
             TokenBatch tokens)
            : m_tokenizer(tokenizer), m_counts(std::move(counts)), m_geneIds(geneIds), m_tokens(std::move(tokens))
        {
        }
        const TokenBatch &tokens() const override { return m_tokens; }
        Result<ChangedCell> change(const std::vector<std::int64_t> &genes, const GeneChange &change) const override
        {
            ChangedCell result;
            for (const std::int64_t gene : genes)
                if (m_tokens.cells == 0 ||
                    (change.kind != ChangeKind::OverExpress && m_tokens.undetected[static_cast<std::size_t>(gene)]))
                    return result;
            result.changed = change.kind == ChangeKind::Renormalize ? renormalized(genes) : withNewValues(genes, change);
            result.takesPart = result.changed.padding.front() == 0;
            if (!result.takesPart) return ChangedCell{};
            if (result.changed.genes == m_tokens.genes && result.changed.values == m_tokens.values &&
                result.changed.undetected == m_tokens.undetected)
                result.changed = {};
            return result;
        }

      private:
        TokenBatch withNewValues(const std::vector<std::int64_t> &genes, const GeneChange &change) const
        {
            TokenBatch tokens = m_tokens;
            for (const std::int64_t gene : genes) {
                const auto at = static_cast<std::size_t>(gene);
                if (change.kind == ChangeKind::Mask) {
                    tokens.genes[at] = m_tokenizer.genes();  // the mask row follows the genes
                    tokens.values[at] = 1.0F;
                } else if (change.kind == ChangeKind::Zero) {
                    tokens.values[at] = tokens.absentValues[at];
                    tokens.undetected[at] = 1;
                } else {
                    tokens.values[at] = static_cast<float>(change.dose.value_or(largestZ)) + 1.0F;
                    tokens.undetected[at] = 0;
                }
            }
            return tokens;
        }

        // The counts become 0 and the cell is scaled to 10,000 again.
        TokenBatch renormalized(const std::vector<std::int64_t> &genes) const
        {
            data::CsrBlock counts = m_counts;
            for (std::size_t i = 0; i < counts.indices.size(); ++i) {
                const std::int64_t gene = m_geneIds[static_cast<std::size_t>(counts.indices[i])];
                if (std::find(genes.begin(), genes.end(), gene) != genes.end()) counts.values[i] = 0.0F;
            }
            return m_tokenizer.tokens(counts, m_geneIds);
        }

        const ExceiverTokenizer &m_tokenizer;
        data::CsrBlock m_counts;
        const std::vector<std::int64_t> &m_geneIds;
        TokenBatch m_tokens;
    };

    std::int64_t genes() const { return static_cast<std::int64_t>(m_sidecars.genes.size()); }

    Error missingScaler() const
    {
        return {errors::noScaler,
                "There is no scaler for " + m_sidecars.model +
                    " (mean and scale of every gene), which an Exceiver checkpoint does not hold. Give the one it was trained "
                    "with (an .npz or .csv file), or have one fitted to the data set as upstream does; then a cell's vector "
                    "depends on "
                    "the other cells.",
                {},
                {{"scaler", {"refit"}}}};
    }

    static Result<void> checkCounts(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds,
                                    const std::vector<std::string> &names)
    {
        for (std::int64_t row = 0; row < block.rows; ++row) {
            const std::string &name = names[static_cast<std::size_t>(row)];
            for (auto i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1]; ++i) {
                const float value = block.values[static_cast<std::size_t>(i)];
                if (geneIds[static_cast<std::size_t>(block.indices[static_cast<std::size_t>(i)])] < 0) continue;
                if (!std::isfinite(value)) return input::notFinite(name);
                if (value < 0.0F) return input::negative(name, "Exceiver needs counts: choose the layer with them.");
            }
        }
        return {};
    }

    TokenBatch tokens(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds) const
    {
        const std::size_t width = m_sidecars.genes.size();
        TokenBatch batch;
        batch.cells = block.rows;
        batch.tokens = genes();
        batch.genes.resize(static_cast<std::size_t>(block.rows) * width);
        batch.undetected.assign(batch.genes.size(), 1);
        batch.padding.assign(batch.genes.size(), 0);
        batch.absentValues = m_absent;
        batch.values.reserve(batch.genes.size());
        for (std::int64_t row = 0; row < block.rows; ++row) {
            const auto begin = static_cast<std::ptrdiff_t>(row) * static_cast<std::ptrdiff_t>(width);
            const auto end = begin + static_cast<std::ptrdiff_t>(width);
            std::iota(batch.genes.begin() + begin, batch.genes.begin() + end, 0);
            batch.values.insert(batch.values.end(), m_absent.begin(), m_absent.end());
            const GeneCounts cell = geneCounts(block, row, geneIds, genes());
            if (cell.total <= 0.0) std::fill(batch.padding.begin() + begin, batch.padding.begin() + end, std::uint8_t{1});
            for (std::size_t gene = 0; gene < width; ++gene) {
                if (cell.counts[gene] <= 0.0) continue;
                const auto at = static_cast<std::size_t>(begin) + gene;
                batch.values[at] = geneValue(preprocess::logCp10k(cell.counts[gene], cell.total), m_sidecars.scaler.mean[gene],
                                             m_sidecars.scaler.scale[gene]);
                batch.undetected[at] = 0;
            }
        }
        return batch;
    }

    Sidecars m_sidecars;
    std::vector<float> m_absent;  // value of a gene without counts; empty: no scaler yet
};

}  // namespace

std::shared_ptr<const Tokenizer> makeTokenizer(const checkpoint::Bundle &bundle, const Config &config)
{
    Sidecars sidecars;
    sidecars.model = bundle.file.string();
    sidecars.named = !bundle.geneList.empty();
    sidecars.refit = bundle.refitScaler;
    sidecars.scaler = bundle.scaler;
    sidecars.genes = bundle.geneList;
    for (std::int64_t row = 0; !sidecars.named && row < config.genes; ++row)
        sidecars.genes.push_back("row " + std::to_string(row));
    return std::make_shared<const ExceiverTokenizer>(std::move(sidecars));
}

}  // namespace lexicell::models::exceiver
