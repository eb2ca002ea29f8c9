#include "models/checkpoint/torch/state_dict.h"

#include "models/checkpoint/file_error.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::models::checkpoint {

namespace {

constexpr std::string_view rebuildTensor = "torch._utils _rebuild_tensor";
constexpr std::string_view rebuildTensor2 = "torch._utils _rebuild_tensor_v2";
constexpr std::string_view rebuildParameter = "torch._utils _rebuild_parameter";

constexpr int deepest = 6;  // deepest nesting found: {"state": {"model": {"state_dict": …}}}

template <class List> bool contains(const List &list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::string lower(std::string text)
{
    for (char &c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::vector<std::string> wordsOf(const std::string &key)
{
    std::vector<std::string> words(1);
    for (const char c : lower(key)) {
        if (c == '_' || c == '.' || c == '-' || c == ' ' || c == '/') words.emplace_back();
        else words.back() += c;
    }
    return words;
}

// Entries that belong to the training loop.
bool isTrainingState(const std::string &key)
{
    constexpr std::array<std::string_view, 12> words{"optim",      "optimizer", "optimizers", "opt",   "scheduler", "schedulers",
                                                     "gradscaler", "callbacks", "amp",        "loops", "rng",       "sampler"};
    const auto parts = wordsOf(key);
    return lower(key) == "scaler" ||
           std::any_of(parts.begin(), parts.end(), [&](const auto &part) { return contains(words, part); });
}

bool isModel(const std::string &key)
{
    constexpr std::array<std::string_view, 10> keys{"model",   "model_state", "model_weights", "net",     "network",
                                                    "weights", "module",      "params",        "student", "model_dict"};
    return contains(keys, lower(key));
}

struct Candidate {
    const PickleNode *dict = nullptr;
    std::string path;  // keys, separated by slashes; empty: the file itself
    std::size_t tensors = 0;
    int rank = 0;  // the lowest wins
};

class Search {
  public:
    explicit Search(const Pickle &pickle) : m_pickle(pickle), m_seen(pickle.nodes.size(), false) {}

    std::vector<Candidate> run()
    {
        visit(m_pickle.root, {}, {}, false, 0);
        return std::move(m_found);
    }

  private:
    // Visits each value once, however many places refer to it, so that a hostile file cannot make this slow.
    void visit(PickleId id, const std::string &path, const std::string &key, bool average, int depth)
    {
        if (depth > deepest || m_seen[id]) return;
        m_seen[id] = true;
        const PickleNode &node = m_pickle.node(id);
        if (node.kind == PickleKind::List || node.kind == PickleKind::Tuple) {
            for (std::size_t i = 0; i < node.items.size(); ++i)
                visit(node.items[i], path + "/" + std::to_string(i), {}, average, depth + 1);
            return;
        }
        if (node.kind != PickleKind::Dict) return;
        std::size_t tensors = 0;
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
            const PickleNode &name = m_pickle.node(node.items[i]);
            const PickleNode &value = m_pickle.node(node.items[i + 1]);
            if (name.kind != PickleKind::Text) continue;
            if (isTensor(m_pickle, value)) ++tensors;
            else if (!isTrainingState(name.text))
                visit(node.items[i + 1], path.empty() ? name.text : path + "/" + name.text, name.text,
                      average || isAverage(name.text), depth + 1);
        }
        if (tensors > 0) m_found.push_back({&node, path, tensors, rankOf(path, key, average)});
    }

    static int rankOf(const std::string &path, const std::string &key, bool average)
    {
        if (average) return 4;
        if (path == "model_state_dict") return 0;
        if (path == "state_dict") return 1;
        return key == "state_dict" || key == "model_state_dict" || isModel(key) ? 2 : 3;
    }

    const Pickle &m_pickle;
    std::vector<bool> m_seen;
    std::vector<Candidate> m_found;
};

}  // namespace

bool isAverage(const std::string &key)
{
    constexpr std::array<std::string_view, 10> words{"ema",     "swa",      "shadow",   "averaged", "average",
                                                     "teacher", "emamodel", "modelema", "avg",      "moving"};
    const auto parts = wordsOf(key);
    return std::any_of(parts.begin(), parts.end(), [&](const auto &part) { return contains(words, part); });
}

bool isTensor(const Pickle &pickle, const PickleNode &node)
{
    if (node.kind != PickleKind::Call || node.items.empty()) return false;
    if (node.text == rebuildParameter) {
        const auto &arguments = pickle.node(node.items[0]).items;
        return !arguments.empty() && pickle.node(arguments[0]).text.starts_with(rebuildTensor);
    }
    return node.text == rebuildTensor || node.text == rebuildTensor2;
}

Result<const PickleNode *> findStateDict(const Pickle &pickle, const std::filesystem::path &file)
{
    auto found = Search(pickle).run();
    if (found.empty())
        return badFile(errors::noStateDict, file, "holds no model_state_dict, state_dict or other dict of tensors",
                       "Choose a checkpoint that was written with torch.save(model.state_dict(), …).");
    std::stable_sort(found.begin(), found.end(), [](const Candidate &a, const Candidate &b) {
        return a.rank != b.rank ? a.rank < b.rank : a.tensors > b.tensors;
    });
    if (found.size() > 1 && found[0].rank == found[1].rank && found[0].tensors == found[1].tensors)
        return badFile(errors::ambiguousModel, file,
                       "holds several models (" + found[0].path + ", " + found[1].path + "), and the right one is unknown",
                       "Save only the right one, with torch.save(model.state_dict(), …).");
    return found.front().dict;
}

}  // namespace lexicell::models::checkpoint
