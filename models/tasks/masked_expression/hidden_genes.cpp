#include "models/tasks/masked_expression/hidden_genes.h"

#include "models/contracts/gene_changes.h"

#include <array>
#include <string_view>

namespace lexicell::models::tasks {

namespace {

constexpr std::array<const char *, 3> decoderNames{"prompt", "token", "cell"};

template <class T> void pick(std::vector<T> &to, const std::vector<T> &from, std::size_t place)
{
    if (!from.empty()) to.push_back(from[place]);
}

void pickToken(TokenBatch &to, const TokenBatch &from, std::size_t place)
{
    pick(to.genes, from.genes, place);
    pick(to.values, from.values, place);
    pick(to.modalities, from.modalities, place);
    to.padding.push_back(0);
    to.tokens += 1;
}

Error cannot(const LoadedModel &model, const std::string &why)
{
    return {errors::unsupportedModel, "The model " + model.card.name + " " + why + " Choose another checkpoint."};
}

Error notTrained(const LoadedModel &model) { return cannot(model, "is not trained to predict the value of a hidden gene."); }

// Whether the checkpoint answers with this decoder; another error than that it lacks the part is passed on.
Result<bool> answers(const HiddenGenes &genes, const Question &sample, JobContext &context)
{
    const auto tried = genes.predict({sample}, context);
    if (!tried.ok() && !tried.error().is(errors::unsupportedModel)) return tried.error();
    return tried.ok() && tried.value().front().size() == sample.hidden.size();
}

}  // namespace

const char *toString(HiddenDecoder decoder) { return decoderNames[static_cast<std::size_t>(decoder)]; }

KnownAndAsked split(const Question &question)
{
    KnownAndAsked parts;
    parts.known.cells = parts.asked.cells = 1;
    parts.known.batches = question.row.batches;
    std::size_t next = 0;
    for (std::size_t place = 0; place < question.row.genes.size(); ++place) {
        const bool hidden = next < question.hidden.size() && question.hidden[next] == place;
        pickToken(hidden ? parts.asked : parts.known, question.row, place);
        if (hidden) ++next;
    }
    parts.asked.values.assign(parts.asked.genes.size(), 0.0F);
    return parts;
}

TokenBatch masked(const Question &question, const HiddenToken &token)
{
    TokenBatch row = question.row;
    for (const std::size_t place : question.hidden) {
        row.values[place] = token.value;
        if (token.gene) row.genes[place] = *token.gene;
        if (!row.undetected.empty()) row.undetected[place] = 0;  // as in training: what is hidden has a count
    }
    return row;
}

Result<void> checkPredictsHidden(const LoadedModel &model)
{
    if (!model.expression) return cannot(model, "has no decoder of expression.");
    if (std::string_view(model.expression->unit()) == "gene class")
        return cannot(model, "predicts which gene a token is, not its expression.");
    if (!model.tokenizer->hiddenToken() || !geneChanges(*model.tokenizer)) return notTrained(model);
    return {};
}

HiddenGenes::HiddenGenes(const LoadedModel &model, HiddenToken token, HiddenDecoder decoder, int threads)
    : m_model(model), m_token(token), m_decoder(decoder), m_threads(threads)
{
}

Result<HiddenGenes> HiddenGenes::open(const LoadedModel &model, const Tokenizer &tokenizer, const std::string &choice,
                                      const Question &sample, int threads, JobContext &context)
{
    LEXICELL_CHECK(checkPredictsHidden(model));
    const std::optional<HiddenToken> token = tokenizer.hiddenToken();
    if (!token) return notTrained(model);
    for (const HiddenDecoder decoder : {HiddenDecoder::Prompt, HiddenDecoder::Token, HiddenDecoder::Cell}) {
        if (choice != "default" && choice != toString(decoder)) continue;
        if (decoder == HiddenDecoder::Prompt && !model.generator) continue;
        HiddenGenes genes(model, *token, decoder, threads);
        LEXICELL_TRY(can, answers(genes, sample, context));
        if (can) return genes;
    }
    if (choice == "default") return cannot(model, "has no decoder of the value of a hidden gene.");
    return Error{errors::badOption,
                 "The checkpoint " + model.card.name + " has no decoder of the kind " + choice +
                     ". Choose another decoder, or the default.",
                 {},
                 {{"decoder"}}};
}

Result<std::vector<std::vector<float>>> HiddenGenes::predict(const std::vector<Question> &questions, JobContext &context) const
{
    if (m_decoder == HiddenDecoder::Prompt) return prompted(questions, context);
    std::vector<TokenBatch> rows;
    rows.reserve(questions.size());
    for (const Question &question : questions) rows.push_back(masked(question, m_token));
    const RowDecoder decoder(m_model, m_decoder == HiddenDecoder::Cell, m_threads);
    LEXICELL_TRY(decoded, decoder.decode(rows, context));
    std::vector<std::vector<float>> answers(questions.size());
    for (std::size_t i = 0; i < questions.size(); ++i)
        for (const std::size_t place : questions[i].hidden)
            if (place < decoded[i].size()) answers[i].push_back(decoded[i][place]);
    return answers;
}

Result<std::vector<std::vector<float>>> HiddenGenes::prompted(const std::vector<Question> &questions, JobContext &context) const
{
    std::vector<std::vector<float>> answers(questions.size());
    const RowWorkers workers(m_model, false, m_threads);
    LEXICELL_CHECK(workers.forEach(questions.size(), "predict hidden genes", [&](std::size_t i) -> Result<void> {
        if (context.cancelled()) return cancelled();
        const KnownAndAsked parts = split(questions[i]);
        LEXICELL_TRY(values, m_model.generator->generateFromGenes(parts.known, parts.asked, {}, context));
        answers[i] = std::move(values);
        return {};
    }));
    return answers;
}

}  // namespace lexicell::models::tasks
