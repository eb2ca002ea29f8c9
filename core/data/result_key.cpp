#include "core/data/result_key.h"

#include <array>

namespace lexicell::data {

namespace {

constexpr std::array<std::string_view, 8> slotNames = {"obs", "var", "obsm", "varm", "obsp", "varp", "layers", "uns"};

}  // namespace

std::string toText(const ResultKey &key) { return std::string(slotNames[static_cast<std::size_t>(key.slot)]) + '/' + key.name; }

std::optional<ResultKey> parseResultKey(std::string_view text)
{
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || slash + 1 == text.size()) return std::nullopt;
    for (std::size_t i = 0; i < slotNames.size(); ++i)
        if (text.substr(0, slash) == slotNames[i]) return ResultKey{static_cast<Slot>(i), std::string(text.substr(slash + 1))};
    return std::nullopt;
}

}  // namespace lexicell::data
