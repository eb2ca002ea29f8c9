#include "core/files/pending_files.h"

#include <system_error>
#include <utility>

namespace lexicell::files {

namespace fs = std::filesystem;

Result<void> PendingFiles::add(const fs::path &path, std::string_view text)
{
    LEXICELL_TRY(file, AtomicFile::create(path));
    file.write(text);
    LEXICELL_CHECK(file.finish());
    std::error_code error;
    m_files.push_back({std::move(file), fs::exists(path, error) ? fs::path() : path});
    return {};
}

Result<void> PendingFiles::commit()
{
    std::vector<Pending> files = std::move(m_files);
    m_files.clear();
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto committed = files[i].file.commit();
        if (committed.ok()) continue;
        std::error_code ignored;
        for (std::size_t earlier = 0; earlier < i; ++earlier)
            if (!files[earlier].added.empty()) fs::remove(files[earlier].added, ignored);
        return committed;
    }
    return {};
}

}  // namespace lexicell::files
