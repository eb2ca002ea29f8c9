// A file or folder in the making: it lies beside its final name under one that nobody else has, until it is renamed. Every one
// that is not finished is recorded here, so that a program that must end at once can remove what it made itself, and nothing
// else: the record holds the exact name and what the system says of the thing behind it (device and inode).
#pragma once

#include <filesystem>
#include <optional>

namespace lexicell {

class UnfinishedOutput {
  public:
    // Makes `.NAME.XXXXXX` in the folder of `target`, for the eyes of this user alone; nothing on failure, `failure` is then
    // the errno. A file is opened for writing.
    static std::optional<UnfinishedOutput> file(const std::filesystem::path &target, int &failure);
    static std::optional<UnfinishedOutput> folder(const std::filesystem::path &target, int &failure);
    // The same with the folder to make it in, for where nothing can be made beside `target`.
    static std::optional<UnfinishedOutput> folderIn(const std::filesystem::path &place, const std::filesystem::path &target,
                                                    int &failure);

    UnfinishedOutput(UnfinishedOutput &&other) noexcept;
    UnfinishedOutput &operator=(UnfinishedOutput &&) = delete;
    ~UnfinishedOutput();  // removes it, with all that lies in it

    const std::filesystem::path &path() const { return m_path; }  // empty: published or moved from
    int descriptor() const { return m_descriptor; }               // of a file; -1: none
    int releaseDescriptor();                                      // whoever calls this closes it

    // Renames to `target`, of which anything replaceable there is gone then. 0 or the errno.
    int publish(const std::filesystem::path &target);
    // Puts it in the place of `target` and what was there under path(), in one step, where the system can (renameat2 of
    // Linux). What lies at path() then is not ours and is never removed here; a second call takes the exchange back.
    // 0 or the errno: EINVAL or ENOSYS where the system cannot.
    int exchange(const std::filesystem::path &target);

  private:
    UnfinishedOutput(std::filesystem::path path, int descriptor) : m_path(std::move(path)), m_descriptor(descriptor) {}

    std::filesystem::path m_path;
    int m_descriptor = -1;
    bool m_exchanged = false;
};

// What a new file or folder would get from this process (0666 or 0777 without the umask); one that is replaced keeps its own.
unsigned modeOfOutput(const std::filesystem::path &target, bool folder);

// For a program that is about to end: removes everything that is unfinished. Nothing is published or begun afterwards: whoever
// tries waits for the end.
void removeUnfinishedOutputs();

}  // namespace lexicell
