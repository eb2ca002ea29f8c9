#include "models/families/hidden_minibatches.h"

#include "core/base/random.h"
#include "core/data/csr_block.h"
#include "core/files/sha256.h"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace lexicell::models {

namespace {

constexpr std::uint64_t tokenStream = 0x6D61736Bull;
constexpr std::int64_t cellsPerPass = 64;  // tokens of a dense family are large

template <class T> std::string hashOf(const std::vector<T> &values)
{
    return files::sha256(std::string_view(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)));
}

}  // namespace

HiddenMinibatches::HiddenMinibatches(PretrainingRows rows, std::shared_ptr<const Tokenizer> tokenizer, HidingRule rule,
                                     training::CellWindows windows, TokenOptions tokens)
    : m_rows(std::move(rows)), m_tokenizer(std::move(tokenizer)), m_rule(std::move(rule)), m_windows(std::move(windows)),
      m_tokens(std::move(tokens))
{
}

Result<TokenBatch> HiddenMinibatches::tokensOf(const std::vector<std::int64_t> &cells, int epoch) const
{
    const auto placeOf = [&](std::int64_t cell) { return std::lower_bound(m_held.cells.begin(), m_held.cells.end(), cell); };
    const auto held = [&](std::int64_t cell) {
        const auto place = placeOf(cell);
        return place != m_held.cells.end() && *place == cell;
    };
    if (!std::all_of(cells.begin(), cells.end(), held)) {
        m_held = {};  // before the next window takes its memory
        LEXICELL_TRY(rows, m_rows.all(m_windows.windowOf(cells.front(), epoch)));
        m_held = std::move(rows);
    }
    std::vector<std::int64_t> places;
    std::vector<std::string> names;
    for (const std::int64_t cell : cells) {
        places.push_back(placeOf(cell) - m_held.cells.begin());
        names.push_back(m_held.names[static_cast<std::size_t>(places.back())]);
    }
    return m_tokenizer->tokenize(data::selectRows(m_held.block, places), m_rows.geneIds(), names, m_tokens);
}

Result<training::Examples> HiddenMinibatches::examples(const std::vector<std::int64_t> &cells, int epoch) const
{
    LEXICELL_TRY(tokens, tokensOf(cells, epoch));
    training::Examples examples;
    examples.tokens = std::move(tokens);
    if (m_rule.mask) examples.target = examples.tokens.values;
    examples.scored.assign(examples.tokens.genes.size(), 0);
    for (std::size_t row = 0; row < cells.size(); ++row) hide(examples, row, cells[row], epoch);
    return examples;
}

void HiddenMinibatches::hide(training::Examples &examples, std::size_t row, std::int64_t cell, int epoch) const
{
    TokenBatch &batch = examples.tokens;
    const auto width = static_cast<std::size_t>(batch.tokens);
    std::vector<std::size_t> places;
    for (std::size_t at = row * width; at < (row + 1) * width; ++at)
        if (batch.padding[at] == 0 && m_rule.hidable(batch, at)) places.push_back(at);
    const auto most = static_cast<std::int64_t>(places.size());
    const auto count = static_cast<std::size_t>(std::clamp<std::int64_t>(m_rule.count(most, batch.tokens), 0, most));
    Random random(static_cast<std::uint64_t>(m_tokens.seed),
                  Random::mix(Random::mix(tokenStream + static_cast<std::uint64_t>(epoch)) + static_cast<std::uint64_t>(cell)));
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(places[i], places[i + random.below(places.size() - i)]);
        examples.scored[places[i]] = 1;
        if (m_rule.mask && random.uniform() >= m_rule.shown) batch.values[places[i]] = *m_rule.mask;
    }
}

Result<std::vector<training::Examples>> HiddenMinibatches::views(const std::vector<std::int64_t> &cells, int epoch) const
{
    LEXICELL_TRY(view, examples(cells, epoch));
    std::vector<training::Examples> views;
    views.push_back(std::move(view));
    return views;
}

double HiddenMinibatches::weight(const training::Examples &examples) const
{
    return static_cast<double>(std::count(examples.scored.begin(), examples.scored.end(), std::uint8_t{1}));
}

Result<std::string> HiddenMinibatches::learn(const Token &visit, JobContext &context) const
{
    std::vector<std::uint8_t> trains(static_cast<std::size_t>(m_rows.cells()), 0);
    for (const std::int64_t cell : m_windows.training()) trains[static_cast<std::size_t>(cell)] = 1;
    std::vector<std::int64_t> cells(trains.size());
    std::iota(cells.begin(), cells.end(), 0);
    std::string hashes = hashOf(m_windows.training()) + hashOf(m_windows.validation());
    const auto read = [&](const NamedRows &rows) -> Result<void> {
        hashes += hashOf(rows.block.indptr) + hashOf(rows.block.indices) + hashOf(rows.block.values);
        hashes = files::sha256(hashes);
        for (std::int64_t begin = 0; begin < rows.block.rows; begin += cellsPerPass) {
            if (context.cancelled()) return cancelled();
            std::vector<std::int64_t> places;
            std::vector<std::string> names;
            for (std::int64_t row = begin; row < std::min(begin + cellsPerPass, rows.block.rows); ++row) {
                if (trains[static_cast<std::size_t>(rows.cells[static_cast<std::size_t>(row)])] == 0) continue;
                places.push_back(row);
                names.push_back(rows.names[static_cast<std::size_t>(row)]);
            }
            if (places.empty()) continue;
            LEXICELL_TRY(tokens, m_tokenizer->tokenize(data::selectRows(rows.block, places), m_rows.geneIds(), names, m_tokens));
            for (std::size_t at = 0; at < tokens.genes.size(); ++at)
                if (tokens.padding[at] == 0 && m_rule.hidable(tokens, at)) visit(tokens, at);
        }
        return {};
    };
    LEXICELL_CHECK(m_rows.read(cells, read));
    for (const std::string &gene : m_tokenizer->vocabulary()) hashes += gene + '\n';
    return files::sha256(hashes);
}

Result<double> HiddenMinibatches::validationMean(const Loss &loss) const
{
    double sum = 0.0, count = 0.0;
    for (const auto &cells : validationBatches()) {
        LEXICELL_TRY(examples, held(cells));
        for (std::size_t at = 0; at < examples.scored.size(); ++at) {
            if (examples.scored[at] == 0) continue;
            sum += loss(examples, at);
            count += 1.0;
        }
    }
    return sum / std::max(1.0, count);
}

}  // namespace lexicell::models
