// Changes to a gene in the input of a model: the in-silico knock-outs and over-expressions of docs/knock-outs.md §1.
//
// A tokenizer whose family can be changed implements GeneChanges beside Tokenizer. Everything else of a cell stays as it was:
// bins, ties, the sample of a long cell and the size factor come from the intact cell, which is drawn once. A tested gene that
// was not drawn takes the place of the last drawn one, in the intact and in the changed cell alike.
#pragma once

#include "core/base/result.h"
#include "core/data/expression_matrix.h"
#include "models/contracts/tokens.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::models {

enum class ChangeKind { Delete, Zero, Mask, Renormalize, OverExpress };

// The words of the command line and of result files, in the order of the enum.
inline constexpr std::array<const char *, 5> changeNames{"delete", "zero", "mask", "renormalise", "over-express"};

inline const char *toString(ChangeKind kind) { return changeNames[static_cast<std::size_t>(kind)]; }

inline std::optional<ChangeKind> changeNamed(std::string_view name)
{
    for (std::size_t i = 0; i < changeNames.size(); ++i)
        if (name == changeNames[i]) return static_cast<ChangeKind>(i);
    return std::nullopt;
}

struct GeneChange {
    ChangeKind kind = ChangeKind::Delete;
    std::optional<double> dose = {};  // OverExpress: the new value, in the family's unit; empty: the highest
};

// The values that over-expression can set: whole numbers from `lowest` to `highest`, or any number if `whole` is false.
struct DoseRange {
    double lowest = 1.0, highest = 1.0;
    bool whole = true;
};

struct ChangedCell {
    bool takesPart = false;     // false: the cell lacks the gene, or nothing would be left of it; the rest is empty
    std::int64_t replaced = 0;  // tokens that gave way to the tested genes, in both cells
    TokenBatch intact;          // one row; without a cell: the plain intact cell
    TokenBatch changed;         // one row; without a cell: the change leaves the input as it was
};

class IntactCell {
  public:
    virtual ~IntactCell() = default;
    // One row without padding, equal to Tokenizer::tokenize() of this cell. Without tokens if the cell has no known gene.
    virtual const TokenBatch &tokens() const = 0;
    // `genes`: different vocabulary ids, changed together.
    virtual Result<ChangedCell> change(const std::vector<std::int64_t> &genes, const GeneChange &change) const = 0;
};

class GeneChanges {
  public:
    virtual ~GeneChanges() = default;
    virtual std::vector<ChangeKind> kinds() const = 0;  // the default first
    virtual DoseRange doses() const = 0;
    // Row `row` of the block. Arguments and error classes as Tokenizer::tokenize(). The cell must not outlive its tokenizer and
    // `geneIds`.
    virtual Result<std::unique_ptr<IntactCell>> intactCell(const data::CsrBlock &block, std::int64_t row,
                                                           const std::vector<std::int64_t> &geneIds, const std::string &name,
                                                           const TokenOptions &options) const = 0;
};

// Null: genes of this family cannot be changed.
inline const GeneChanges *geneChanges(const Tokenizer &tokenizer) { return dynamic_cast<const GeneChanges *>(&tokenizer); }

}  // namespace lexicell::models
