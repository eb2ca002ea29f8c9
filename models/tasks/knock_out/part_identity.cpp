#include "models/tasks/knock_out/part_identity.h"

#include "core/data/number_text.h"
#include "core/files/sha256.h"
#include "models/input/cell_survey.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

template <class T> void addBytes(std::string &bytes, const std::vector<T> &values, std::size_t begin, std::size_t count)
{
    bytes.append(reinterpret_cast<const char *>(values.data() + begin), count * sizeof(T));
}

template <class T> std::string hashOf(const std::vector<T> &values)
{
    std::string bytes;
    addBytes(bytes, values, 0, values.size());
    return files::sha256(bytes);
}

// Names and counts of the cells, window by window.
Result<std::string> countsOf(const input::PreparedCells &cells, const std::vector<std::int64_t> &which)
{
    std::string hashes;
    const std::int64_t step = input::windowRows(cells.matrix);
    for (std::size_t next = 0; next < which.size();) {
        const std::int64_t begin = which[next] / step * step;
        LEXICELL_TRY(window, cells.matrix.rows(begin, std::min(begin + step, cells.cells())));
        std::string bytes;
        for (; next < which.size() && which[next] < begin + step; ++next) {
            const auto row = static_cast<std::size_t>(which[next] - begin);
            const auto first = static_cast<std::size_t>(window.indptr[row]),
                       last = static_cast<std::size_t>(window.indptr[row + 1]);
            bytes += cells.names[static_cast<std::size_t>(which[next])] + '\n';
            addBytes(bytes, window.indices, first, last - first);
            addBytes(bytes, window.values, first, last - first);
        }
        hashes += files::sha256(bytes);
    }
    return hashes;
}

}  // namespace

Result<PartIdentity> identityOf(const std::string &part, const input::PreparedCells &cells, const LoadedModel &model,
                                const ChangeJob &job)
{
    PartIdentity identity;
    identity.options = {{"the model", model.card.sha256},
                        {"the device", model.compute.device},
                        {"the part", part},
                        {"mode", toString(job.change.kind)},
                        {"dose", job.change.dose ? data::numberText(*job.change.dose) : std::string()},
                        {"max-length", std::to_string(cells.tokens.maxLength)},
                        {"ties", cells.tokens.ties},
                        {"sampling", cells.tokens.sampling},
                        {"seed", std::to_string(cells.tokens.seed)}};
    LEXICELL_TRY(hashes, countsOf(cells, job.cells));
    for (const CellVector &vector : job.intact) hashes += hashOf(vector);
    for (const auto &target : job.targets) hashes += hashOf(target);
    hashes += hashOf(job.goal.toward) + hashOf(job.goal.direction) + hashOf(job.cells);
    identity.data = files::sha256(hashes);
    return identity;
}

}  // namespace lexicell::models::tasks
