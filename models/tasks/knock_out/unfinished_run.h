// What a long run has computed so far, in a file beside its output: a run that was cancelled or killed goes on from it and gives
// the same bits as an undisturbed one.
//
// A run has parts (the single changes, the pairs, those of a second model), always in the same order. The file is safetensors,
// written atomically: numbers as 1-D tensors `PART/NAME` (float64, int64), the parts' identities and a SHA-256 over all of it in
// the metadata. Numbers and text only: nothing in the file can be executed.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

// What a part of a run must have in common with the one that it continues, in words that a message can show.
struct PartIdentity {
    std::vector<std::pair<std::string, std::string>> options;  // {"mode", "delete"}
    std::string data;                                          // SHA-256 of cells, genes and the intact cells' vectors
};

struct PartState {
    std::map<std::string, std::vector<double>> numbers;
    std::map<std::string, std::vector<std::int64_t>> counts;
};

class UnfinishedRun {
  public:
    // Writes to `file` every `interval`, less often where writing takes long.
    explicit UnfinishedRun(std::filesystem::path file, std::chrono::milliseconds interval = std::chrono::seconds(30));

    // Goes on from what an interrupted run left. Error classes: not_found; truncated, parse_error, corrupt_data (damaged);
    // not_a_checkpoint (another file); unsupported_format (another version wrote it).
    Result<void> resume(const std::filesystem::path &from);

    // The next part begins: its state so far, empty at its start. Error classes: bad_option (a run with other options; the
    // message names the first one), dataset_changed (other cells or genes).
    Result<PartState> begin(const PartIdentity &identity);
    bool due() const;  // it is time for keep()
    // Writes all parts. Error classes: not_writable, disk_full.
    Result<void> keep(PartState state);
    // The part is complete; its state is kept for later writes.
    void end(PartState state);

  private:
    struct Part {
        PartIdentity identity;
        PartState state;
    };

    std::filesystem::path m_file, m_from;
    std::chrono::steady_clock::duration m_interval;
    std::chrono::steady_clock::time_point m_next;
    std::vector<Part> m_parts;    // of this run
    std::vector<Part> m_earlier;  // of the interrupted one
};

}  // namespace lexicell::models::tasks
