// A copy of a matrix by column, for files that store it by row: one column of such a file costs a pass over all of it, one
// column of the copy some reads of a few kilobytes. 8 bytes a non-zero value, in a temporary file without a name (folder
// $TMPDIR, else /var/tmp), which the system removes with this object, also after a crash.
//
// The rows come in blocks. Each block is transposed in memory and appended, so memory holds one block and the places of its
// columns, and an interrupted copy can be continued. append() is for one thread; then column() is for any.
#pragma once

#include "core/data/expression_matrix.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace lexicell::io {

class ColumnCopy {
  public:
    // Null: there is no place for `entries` values that leaves 2 GiB free.
    static std::unique_ptr<ColumnCopy> make(std::int64_t columns, std::int64_t entries);
    ColumnCopy(const ColumnCopy &) = delete;
    ColumnCopy &operator=(const ColumnCopy &) = delete;
    ~ColumnCopy();

    std::int64_t rows() const { return m_rows; }  // copied so far
    // The rows that follow. False: they could not be written, and the copy is of no use.
    bool append(const data::CsrBlock &block);
    // Dense float32 [rows]. Throws Failure: cannot_read.
    std::vector<float> column(std::int64_t column) const;

  private:
    struct Entry {
        std::int32_t row;  // within its block
        float value;
    };
    struct Block {
        std::int64_t firstRow;
        std::int64_t offset;                // in the file, bytes
        std::vector<std::uint32_t> starts;  // [columns + 1] entries
    };

    ColumnCopy(int descriptor, std::int64_t columns) : m_descriptor(descriptor), m_columns(columns) {}
    bool hasRoomFor(std::int64_t entries) const;

    int m_descriptor;
    std::int64_t m_columns;
    std::int64_t m_rows = 0;
    std::int64_t m_bytes = 0;
    std::vector<Block> m_blocks;
};

}  // namespace lexicell::io
