// Cell names as a 10x file has them, made from numbers: the same number, the same name.
#pragma once

#include <string>
#include <vector>

namespace lexicell::test {

// Sixteen letters, different for every number.
inline std::string barcode(int number)
{
    std::string name;
    auto state = static_cast<unsigned>(number) * 2654435761U + 12345U;
    for (int i = 0; i < 16; ++i, state = state * 1664525U + 1013904223U) name += "ACGT"[state >> 30];
    return name + "-1";
}

inline std::vector<std::string> barcodes(int from, int to)
{
    std::vector<std::string> names;
    for (int i = from; i < to; ++i) names.push_back(barcode(i));
    return names;
}

}  // namespace lexicell::test
