#include "core/io/h5ad/h5ad_elements.h"

#include "core/data/number_text.h"
#include "core/io/hdf5/file_matrix.h"
#include "core/io/hdf5/hdf5_values.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace lexicell::io {

using data::Array;
using data::Categorical;
using data::Dict;
using data::ElementPtr;
using data::makeElement;
using data::NullableArray;
using data::StringArray;

namespace {

// A deeper or larger tree is not a data set but an attack (hard links can multiply endlessly).
constexpr std::size_t deepest = 128;
constexpr std::int64_t mostElements = 2'000'000;

std::vector<bool> flagsOf(const Hdf5Node &node)
{
    const auto values = readNumbers(node);
    std::vector<bool> flags(static_cast<std::size_t>(values.size()));
    for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = values.intAt(static_cast<std::int64_t>(i)) != 0;
    return flags;
}

// R's missing integer, which files written by R keep among the codes.
constexpr double missingInR = -2147483648.0;

// Category numbers, -1 where missing. Whole numbers of any type are accepted, because R and HDF5 tools also store floats.
std::vector<std::int32_t> codesOf(const Hdf5Node &node, std::size_t categories)
{
    if (!typeOf(node).numeric())
        throw unsupported(errors::unsupportedType,
                          node.where() + " holds " + typeOf(node).name +
                              " where category numbers are expected; write the file again from its source.");
    if (extentOf(node).shape.size() != 1)
        throw node.bad(errors::shapeMismatch, "is not a list of category numbers; write the file again from its source");
    const auto values = readNumbers(node);
    std::vector<std::int32_t> codes(static_cast<std::size_t>(values.size()));
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const double code = values.at(static_cast<std::int64_t>(i));
        const bool missing = code == -1.0 || code == missingInR || std::isnan(code);
        if (!missing && !(code >= 0.0 && code < static_cast<double>(categories) && std::floor(code) == code))
            throw node.bad(errors::badCategory, "holds the category number " +
                                                    data::numberText(values, static_cast<std::int64_t>(i)) + ", but there are " +
                                                    std::to_string(categories) +
                                                    " categories; write the file again from its source");
        codes[i] = missing ? -1 : static_cast<std::int32_t>(code);
    }
    return codes;
}

// pandas allows no NaN category; cells of that category are missing.
void dropNaN(Categorical &categorical)
{
    const auto *numbers = categorical.categories->as<Array>();
    if (!numbers) return;
    std::vector<std::int64_t> kept;
    std::vector<std::int32_t> codeOf(static_cast<std::size_t>(numbers->size()), -1);
    for (std::int64_t i = 0; i < numbers->size(); ++i) {
        if (std::isnan(numbers->at(i))) continue;
        codeOf[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(kept.size());
        kept.push_back(i);
    }
    if (std::ssize(kept) == numbers->size()) return;
    for (auto &code : categorical.codes)
        if (code >= 0) code = codeOf[static_cast<std::size_t>(code)];
    categorical.categories = makeElement(numbers->rows(kept));
}

void checkUnique(const Categorical &categorical, const Hdf5Node &node)
{
    std::unordered_set<std::string> seen;
    for (const auto &name : categorical.categoryNames())
        if (!seen.insert(name).second)
            throw node.bad(errors::badCategory, "lists the category \"" + name + "\" twice; merge them and write the file again");
}

}  // namespace

bool isReadableElsewhere(const std::string &encoding)
{
    static const std::unordered_set<std::string> known = {"",      "array",     "numeric-scalar", "string", "string-array",
                                                          "bytes", "rec-array", "awkward-array"};
    return known.contains(encoding);
}

void checkAnnData(const Hdf5Node &root)
{
    if (!root.has("obs") && !root.has("var") && !root.has("X"))
        throw badFile(errors::notAnndata,
                      root.file().string() +
                          " is an HDF5 file without obs, var and X, so it is not AnnData; choose another file.");
    for (const auto *name : {"obs", "var"})
        if (!root.has(name))
            throw badFile(errors::missingElement, (root.path().empty() ? "" : root.path() + "/") + name + " is missing in " +
                                                      root.file().string() + ": the " +
                                                      (std::string(name) == "obs" ? "cells" : "genes") +
                                                      " have no names; write the file again from its source.");
}

void ElementReader::warnBadText(const Hdf5Node &node, bool replaced)
{
    if (replaced)
        m_context.warn(warnings::badText, node.where() + " holds text that is not UTF-8; the bad bytes are shown as U+FFFD.");
}

void ElementReader::enter(const Hdf5Node &node)
{
    if (++m_elements > mostElements)
        throw node.bad(errors::corruptData, "holds more than two million elements; it is not a data set");
    const auto address = node.address();
    if (std::find(m_path.begin(), m_path.end(), address) != m_path.end())
        throw node.bad(errors::linkCycle, "is a link to a group that contains it; write the file again without it");
    if (m_path.size() >= deepest) throw node.bad(errors::corruptData, "is more than 128 groups deep; it is not a data set");
    m_path.push_back(address);
}

ElementPtr ElementReader::opaque(const Hdf5Node &node, const std::string &encoding, const std::string &why)
{
    const bool kept = isReadableElsewhere(encoding) && (node.isDataset() || encoding == "awkward-array");
    m_context.warn(warnings::badEncoding,
                   node.where() + " " + why +
                       (kept ? "; it is kept but cannot be shown."
                             : "; it cannot be shown, and it is left out of saved files, because anndata cannot read it."));
    return makeElement(data::Opaque{node.file().string(), node.path(), encoding});
}

ElementPtr ElementReader::read(const Hdf5Node &node)
{
    const Hdf5Scope scope;
    const auto encoding = node.textAttribute("encoding-type").value_or("");
    if (node.isDataset()) {
        ++m_elements;
        return readDataset(node, encoding);
    }
    if (!node.isGroup()) return opaque(node, encoding, "is neither a group nor a dataset");
    enter(node);
    struct Leave {
        std::vector<std::uint64_t> &path;
        ~Leave() { path.pop_back(); }
    } leave{m_path};
    return readGroup(node, encoding);
}

ElementPtr ElementReader::readGroup(const Hdf5Node &node, const std::string &encoding)
{
    if (encoding == "dict" || (encoding.empty() && !FileMatrix::isSparse(node))) return makeElement(readDict(node, m_care));
    if (FileMatrix::isSparse(node)) return FileMatrix::open(node, {})->loadAll(nullptr);
    if (encoding == "dataframe") return makeElement(readTable(node));
    if (encoding == "categorical") return readCategorical(node);
    if (encoding == "nullable-integer" || encoding == "nullable-boolean") return readNullable(node);
    if (encoding == "nullable-string-array") return readNullableText(node);
    return opaque(node, encoding, "has the encoding \"" + encoding + "\", which this version does not support");
}

ElementPtr ElementReader::readDataset(const Hdf5Node &node, const std::string &encoding)
{
    static const std::unordered_set<std::string> known = {"",      "array", "numeric-scalar", "string", "string-array",
                                                          "bytes", "null",  "rec-array"};
    if (!known.contains(encoding))
        return opaque(node, encoding, "has the encoding \"" + encoding + "\", which this version does not support");
    const auto extent = extentOf(node);
    if (extent.null) return makeElement(data::Null{});
    const auto type = typeOf(node);
    if (type.numeric()) return makeElement(readNumbers(node));
    bool replaced = false;
    if (type.kind == Hdf5Type::Kind::Text) {
        auto text = readText(node, replaced);
        warnBadText(node, replaced);
        // anndata before 0.7 wrote single strings as arrays of one fixed-length string
        if (encoding.empty() && type.fixedText && text.shape == std::vector<std::int64_t>{1}) text.shape.clear();
        return makeElement(std::move(text));
    }
    if (type.kind == Hdf5Type::Kind::Record) {
        auto records = readRecords(node, replaced);
        warnBadText(node, replaced);
        return makeElement(std::move(records));
    }
    return opaque(node, encoding, "holds " + type.name);
}

Dict ElementReader::readDict(const Hdf5Node &group, Care care)
{
    const Hdf5Scope scope;
    if (!group.isGroup())
        throw group.bad(errors::badEncoding, "is not a group of named elements; write the file again from its source");
    const Care before = std::exchange(m_care, care);
    Dict dict;
    for (const auto &name : group.names()) {
        const auto depth = m_path.size();
        try {
            dict.entries.emplace_back(name, read(group.child(name)));
        } catch (const Failure &failure) {
            m_path.resize(depth);
            if (care == Care::Strict || !isTolerable(failure.error())) {
                m_care = before;
                throw;
            }
            m_context.warn(failure.error(), failure.error().message + " It is left out.");
        }
    }
    m_care = before;
    return dict;
}

StringArray ElementReader::readNames(const Hdf5Node &dataset)
{
    bool replaced = false;
    auto names = readText(dataset, replaced);
    warnBadText(dataset, replaced);
    return names;
}

ElementPtr ElementReader::readCategories(const Hdf5Node &categories)
{
    auto values = read(categories);
    if (const auto *text = values->as<StringArray>();
        text && (text->nullable || text->shape.empty())) {  // pandas 3 writes nullable categories; a single one may be a scalar
        StringArray plain = *text;
        plain.nullable = false;
        plain.missing.clear();
        if (plain.shape.empty()) plain.shape = {std::ssize(plain.values)};
        values = makeElement(std::move(plain));
    }
    const auto *text = values->as<StringArray>();
    const auto *numbers = values->as<Array>();
    if ((!text || text->shape.size() != 1) && (!numbers || numbers->shape().size() != 1))
        throw categories.bad(errors::badEncoding, "is not a list of categories; write the file again from its source");
    return values;
}

ElementPtr ElementReader::categoricalOf(const Hdf5Node &codes, const Hdf5Node &categories, bool ordered, const Hdf5Node &named)
{
    Categorical categorical;
    categorical.ordered = ordered;
    categorical.categories = readCategories(categories);
    categorical.codes = codesOf(codes, categorical.categoryCount());
    dropNaN(categorical);
    checkUnique(categorical, named);
    return makeElement(std::move(categorical));
}

// A column of codes whose categories are in the group __categories, as SeuratDisk writes R's factors, without a reference.
// Codes start at 0, or at 1 where only that fits. Null when the numbers cannot be codes.
ElementPtr ElementReader::readFactor(const Hdf5Node &codes, const Hdf5Node &levels)
{
    Categorical categorical;
    categorical.categories = readCategories(levels);
    const auto count = static_cast<double>(categorical.categoryCount());
    const auto values = readNumbers(codes).toDouble();
    const auto missing = [](double value) { return value == -1.0 || value == missingInR || std::isnan(value); };
    double least = count, most = -1.0;
    for (const double value : values) {
        if (missing(value)) continue;
        if (std::floor(value) != value) return nullptr;
        least = std::min(least, value);
        most = std::max(most, value);
    }
    const double first = most == count && least >= 1.0 ? 1.0 : 0.0;
    if (most >= 0.0 && (least < 0.0 || most - first >= count)) return nullptr;
    for (const double value : values) categorical.codes.push_back(missing(value) ? -1 : static_cast<std::int32_t>(value - first));
    dropNaN(categorical);
    checkUnique(categorical, codes);
    return makeElement(std::move(categorical));
}

ElementPtr ElementReader::readCategorical(const Hdf5Node &node)
{
    const auto ordered = node.integersAttribute("ordered");
    return categoricalOf(node.child("codes"), node.child("categories"), ordered && !ordered->empty() && ordered->front() != 0,
                         node);
}

ElementPtr ElementReader::readNullable(const Hdf5Node &node)
{
    const auto values = node.child("values"), mask = node.child("mask");
    if (extentOf(values).shape != extentOf(mask).shape || extentOf(values).shape.size() != 1)
        throw node.bad(errors::shapeMismatch, "has values and a mask of different lengths; write the file again from its source");
    NullableArray nullable{readNumbers(values), flagsOf(mask)};
    return makeElement(std::move(nullable));
}

ElementPtr ElementReader::readNullableText(const Hdf5Node &node)
{
    const auto values = node.child("values"), mask = node.child("mask");
    if (extentOf(values).shape != extentOf(mask).shape)
        throw node.bad(errors::shapeMismatch, "has values and a mask of different lengths; write the file again from its source");
    auto text = readNames(values);
    text.nullable = true;
    text.missing = flagsOf(mask);
    return makeElement(std::move(text));
}

}  // namespace lexicell::io
