#include "models/tasks/embed/embedding_key.h"

#include "core/data/result_key.h"
#include "core/steps/step_output.h"

namespace lexicell::models::tasks {

namespace {

std::string obsm(const std::string &key) { return "obsm[\"" + key + "\"]"; }

// A key that is free in the file.
std::string freeKey(const TaskInput &input, const std::string &wanted, JobContext &context)
{
    const ModelCard &card = input.model->card;
    const std::string usual = wanted.empty() ? card.embeddingKey : wanted;
    const std::string key = freeEmbeddingKey(*input.brought, *input.dataset, card, wanted);
    if (key != usual)
        context.warn(warnings::keyTaken,
                     obsm(usual) + " is kept. The vectors of " + card.name + " are stored as " + obsm(key) + ".");
    return key;
}

// The usual key, unless it holds the vectors of another model and the user did not allow replacing them.
std::string usualKey(const TaskInput &input, const std::string &wanted, JobContext &context)
{
    const ModelCard &card = input.model->card;
    const std::string usual = wanted.empty() ? card.embeddingKey : wanted;
    if (!input.dataset->obsm.find(usual)) return usual;
    const std::string place = toText(data::ResultKey{data::Slot::Obsm, usual});
    const std::string other = modelOf(*input.dataset, usual);
    if (other.empty() || other == card.sha256) {
        context.warn(warnings::replaced, obsm(usual) + " was there and is replaced.", {}, place);
        return usual;
    }
    const std::string whose = obsm(usual) + " holds the vectors of another model (SHA-256 " + other.substr(0, 12) + "…)";
    if (!wanted.empty() || input.replace) {
        context.warn(warnings::replaced, whose + "; it is replaced.", {}, place);
        return usual;
    }
    const std::string named = namedEmbeddingKey(card);
    std::string key = named;
    for (int number = 2; holdsOtherVectors(*input.dataset, key, card); ++number) key = named + "_" + std::to_string(number);
    context.warn(warnings::keyTaken,
                 whose + "; those of " + card.name + " are stored as " + obsm(key) + ". Choose a key, or allow replacing it.",
                 {{"key"}, {"force"}});
    return key;
}

}  // namespace

std::string namedEmbeddingKey(const ModelCard &card)
{
    std::string name;
    for (const char c : card.name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter) name += c;
        else if (!name.empty() && name.back() != '_') name += '_';
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    return name.empty() ? card.embeddingKey + "_2" : card.embeddingKey + "_" + name;
}

std::string modelOf(const data::Dataset &dataset, const std::string &key)
{
    return recordedInput(steps::recordOf(dataset), toText(data::ResultKey{data::Slot::Obsm, key}), "model");
}

bool holdsOtherVectors(const data::Dataset &dataset, const std::string &key, const ModelCard &card)
{
    if (!dataset.obsm.find(key)) return false;
    const std::string model = modelOf(dataset, key);
    return model.empty() || model != card.sha256;
}

std::string freeEmbeddingKey(const data::Dataset &original, const data::Dataset &current, const ModelCard &card,
                             const std::string &wanted)
{
    const auto isFree = [&](const std::string &key) {
        return !original.obsm.find(key) && !holdsOtherVectors(current, key, card);
    };
    const std::string usual = wanted.empty() ? card.embeddingKey : wanted;
    if (isFree(usual)) return usual;
    const std::string start = wanted.empty() ? namedEmbeddingKey(card) : wanted;
    std::string key = start;
    for (int number = 2; !isFree(key); ++number) key = start + "_" + std::to_string(number);
    return key;
}

std::string keyOfResult(const TaskInput &input, const std::string &wanted, JobContext &context)
{
    return input.brought ? freeKey(input, wanted, context) : usualKey(input, wanted, context);
}

}  // namespace lexicell::models::tasks
