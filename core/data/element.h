// One element of an AnnData file in memory: every kind that obs, obsm, uns … can hold.
//
// Elements are immutable once shared (`ElementPtr`); a Dataset is a set of such pointers, so copies are cheap.
#pragma once

#include "core/data/array.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace lexicell::data {

struct Element;
using ElementPtr = std::shared_ptr<const Element>;

// Entries in file order. Dicts are small, so a lookup is a linear search.
struct Dict {
    std::vector<std::pair<std::string, ElementPtr>> entries;

    const Element *find(const std::string &key) const;
    ElementPtr get(const std::string &key) const;        // null when absent
    void set(const std::string &key, ElementPtr value);  // replaces or appends
    bool erase(const std::string &key);
};

// pandas Categorical. codes: -1 is missing.
struct Categorical {
    std::vector<std::int32_t> codes;            // [rows]
    std::shared_ptr<const Element> categories;  // Array (1-D) or StringArray; unique
    bool ordered = false;

    std::vector<std::string> categoryNames() const;  // numbers as Python prints them
    std::vector<std::string> texts() const;          // [rows], the name of each row's category; empty: missing
    std::size_t categoryCount() const;
};

// pandas nullable integer / boolean: `mask` true is missing.
struct NullableArray {
    Array values;  // 1-D, integer or bool
    std::vector<bool> mask;
};

// scipy csr_matrix / csc_matrix. Always valid: readers check and sort. Values keep their dtype.
struct SparseMatrix {
    enum class Layout { Csr, Csc };
    Layout layout = Layout::Csr;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    Array values;                       // [stored]
    std::vector<std::int32_t> indices;  // [stored], sorted and unique within a row (csr) or column (csc)
    std::vector<std::int64_t> indptr;   // [rows + 1] or [columns + 1]
};

// pandas DataFrame: an index and columns of equal length, in order.
struct Table {
    std::string indexName = "_index";
    StringArray index;  // names as text. When the file's index is numeric, `numericIndex` holds it
    std::shared_ptr<const Element> numericIndex;
    Dict columns;  // Array (1-D) | StringArray | Categorical | NullableArray

    std::int64_t rows() const { return static_cast<std::int64_t>(index.values.size()); }
};

// numpy record array (scanpy's rank_genes_groups): named fields of equal length.
struct RecordArray {
    std::vector<std::int64_t> shape;
    Dict fields;  // Array or StringArray
};

// An element that is not interpreted, only located. Saving copies it from its file unchanged, or only the rows (and
// columns) that a subset kept.
struct Opaque {
    using Kept = std::shared_ptr<const std::vector<std::int64_t>>;  // null: all
    std::string file;                                               // absolute path
    std::string path;                                               // within the file
    std::string encoding;
    Kept rows = nullptr;
    Kept columns = nullptr;
};

struct Null {};

struct Element {
    std::variant<Null, Array, StringArray, Categorical, NullableArray, SparseMatrix, Table, RecordArray, Dict, Opaque> value;

    template <class T> const T *as() const { return std::get_if<T>(&value); }
};

template <class T> ElementPtr makeElement(T value) { return std::make_shared<const Element>(Element{std::move(value)}); }

}  // namespace lexicell::data
