// Reads a text file, plain or gzip, line by line in constant memory. Line ends may be LF or CRLF; a UTF-8 byte order mark is
// skipped. Reading stops with `cancelled` when the job is cancelled.
#pragma once

#include "core/base/job_context.h"
#include "core/io/failure.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

struct gzFile_s;

namespace lexicell::io {

class TextFile {
  public:
    // Progress is reported as `stage` from 0 to 1; an empty `stage` reports none. Throws Failure: not_found.
    TextFile(std::filesystem::path path, JobContext &context, std::string stage);
    TextFile(const TextFile &) = delete;
    TextFile &operator=(const TextFile &) = delete;
    ~TextFile();

    // The next line without its end, valid until the next call; false at the end of the file.
    // Throws Failure: truncated, corrupt_data (gzip), parse_error (a line that is not text), Cancelled.
    bool nextLine(std::string_view &line);
    std::int64_t lineNumber() const { return m_lineNumber; }  // of the line returned last, from 1
    std::uintmax_t bytesOnDisk() const { return m_size; }
    bool isCompressed() const;
    const std::filesystem::path &path() const { return m_path; }

    // "…/matrix.mtx, line 7: <what>"
    Failure bad(const ErrorClass &errorClass, const std::string &what) const;
    // "…/matrix.mtx: <what>"
    Failure badFileAsWhole(const ErrorClass &errorClass, const std::string &what) const;

  private:
    bool refill();

    std::filesystem::path m_path;
    JobContext &m_context;
    std::string m_stage;
    std::uintmax_t m_size = 0;
    gzFile_s *m_stream = nullptr;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;  // of the part not returned yet
    std::size_t m_end = 0;
    bool m_atEnd = false;
    std::int64_t m_lineNumber = 0;
};

// Up to `count` first bytes of a file, unpacked if it is gzip; an unreadable part counts as the end.
std::string firstBytes(const std::filesystem::path &path, std::size_t count);

}  // namespace lexicell::io
