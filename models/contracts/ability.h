// The abilities of a checkpoint by name: one table for the card, `info`, the window and the reasons why a task cannot run.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace lexicell::models {

enum class Ability { Cells, Tokens, Genes, Expression, Labels, Attention, Perturbation, Generation };

// The words in `lexicell-cli info` and in provenance, in the order of the enum; never translated.
inline constexpr std::array<const char *, 8> abilityNames{"cells",  "tokens",    "genes",        "expression",
                                                          "labels", "attention", "perturbation", "generation"};

inline constexpr const char *toString(Ability ability) { return abilityNames[static_cast<std::size_t>(ability)]; }

inline std::optional<Ability> abilityNamed(std::string_view name)
{
    for (std::size_t i = 0; i < abilityNames.size(); ++i)
        if (name == abilityNames[i]) return static_cast<Ability>(i);
    return std::nullopt;
}

}  // namespace lexicell::models
