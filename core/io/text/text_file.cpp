#include "core/io/text/text_file.h"

#include <cstring>
#include <zlib.h>

namespace lexicell::io {

namespace {

constexpr std::size_t kBlock = 1u << 20;
// A row of a table with a million cells has some 10 MB. A longer "line" is not text and must not fill the memory.
constexpr std::size_t kLongestLine = 64u << 20;

}  // namespace

TextFile::TextFile(std::filesystem::path path, JobContext &context, std::string stage)
    : m_path(std::move(path)), m_context(context), m_stage(std::move(stage)), m_buffer(kBlock)
{
    std::error_code error;
    m_size = std::filesystem::file_size(m_path, error);
    m_stream = error ? nullptr : gzopen(m_path.c_str(), "rb");
    if (!m_stream)
        throw Failure({errors::notFound, "Cannot open " + m_path.string() + ". Check that it exists and can be read.", {}});
    gzbuffer(m_stream, 1u << 18);
}

TextFile::~TextFile() { gzclose(m_stream); }

bool TextFile::isCompressed() const { return gzdirect(m_stream) == 0; }

bool TextFile::refill()
{
    if (m_context.cancelled()) throw Failure(cancelled());
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end + kBlock / 2 > m_buffer.size()) {
        if (m_buffer.size() >= kLongestLine) throw bad(errors::parseError, "this line has no end; the file is not a text table.");
        m_buffer.resize(2 * m_buffer.size());
    }
    const int got = gzread(m_stream, m_buffer.data() + m_end, static_cast<unsigned>(m_buffer.size() - m_end));
    int code = Z_OK;
    gzerror(m_stream, &code);
    if (code == Z_BUF_ERROR)
        throw badFileAsWhole(errors::truncated,
                             "the compressed file is incomplete; its copy or download was interrupted. Get it again.");
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END))
        throw badFileAsWhole(errors::corruptData, "the compressed data are damaged. Get the file again.");
    if (m_size > 0 && !m_stage.empty())
        m_context.report(std::min(1.0, static_cast<double>(gzoffset(m_stream)) / static_cast<double>(m_size)), m_stage);
    m_end += static_cast<std::size_t>(got);
    return got > 0;
}

bool TextFile::nextLine(std::string_view &line)
{
    std::size_t searched = m_begin;
    while (true) {
        const char *const found = searched < m_end
                                      ? static_cast<const char *>(std::memchr(m_buffer.data() + searched, '\n', m_end - searched))
                                      : nullptr;
        if (found) {
            line = {m_buffer.data() + m_begin, static_cast<std::size_t>(found - m_buffer.data()) - m_begin};
            m_begin += line.size() + 1;
            break;
        }
        if (m_atEnd) {
            if (m_begin == m_end) return false;
            line = {m_buffer.data() + m_begin, m_end - m_begin};
            m_begin = m_end;
            break;
        }
        const std::size_t pending = m_end - m_begin;
        m_atEnd = !refill();
        searched = pending;  // refill has moved the pending bytes to the front
    }
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (++m_lineNumber == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    return true;
}

Failure TextFile::bad(const ErrorClass &errorClass, const std::string &what) const
{
    return badFile(errorClass, m_path.string() + ", line " + std::to_string(m_lineNumber) + ": " + what);
}

Failure TextFile::badFileAsWhole(const ErrorClass &errorClass, const std::string &what) const
{
    return badFile(errorClass, m_path.string() + ": " + what);
}

std::string firstBytes(const std::filesystem::path &path, std::size_t count)
{
    std::string bytes(count, '\0');
    gzFile stream = gzopen(path.c_str(), "rb");
    if (!stream) return {};
    const int got = gzread(stream, bytes.data(), static_cast<unsigned>(count));
    gzclose(stream);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

}  // namespace lexicell::io
