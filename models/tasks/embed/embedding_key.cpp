#include "models/tasks/embed/embedding_key.h"

#include "core/steps/step_output.h"

namespace lexicell::models::tasks {

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

}  // namespace lexicell::models::tasks
