// An unfinished file or folder: it has a unique name beside its final name until it is renamed. Every unfinished output
// is recorded here, so that a program that must end at once removes its own outputs and nothing
// else: the record holds the exact name and the identity of the file (device and inode).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace lexicell::files {

class UnfinishedOutput {
  public:
    // Makes `.NAME.XXXXXX` in the folder of `target`, readable by this user only. On failure the result is empty and `failure` is
    // the errno. A file is opened for writing. It is locked (flock) while this program runs, see leftovers.h.
    static std::optional<UnfinishedOutput> file(const std::filesystem::path &target, int &failure);
    static std::optional<UnfinishedOutput> folder(const std::filesystem::path &target, int &failure);
    // The same in another folder, for a `target` whose own folder is not writable.
    static std::optional<UnfinishedOutput> folderIn(const std::filesystem::path &place, const std::filesystem::path &target,
                                                    int &failure);

    UnfinishedOutput(UnfinishedOutput &&other) noexcept;
    UnfinishedOutput &operator=(UnfinishedOutput &&) = delete;
    ~UnfinishedOutput();  // removes it with its content

    const std::filesystem::path &path() const { return m_path; }  // empty: published or moved from
    int descriptor() const { return m_descriptor; }               // of a file; -1: none
    int releaseDescriptor();                                      // the caller closes the descriptor

    // Renames to `target`; anything replaceable there is deleted. Returns 0 or the errno.
    int publish(const std::filesystem::path &target);
    // Exchanges it with the target in one step, where the system can (renameat2 of
    // Linux). Afterwards path() holds the old target, which is never removed here. A second call undoes the exchange.
    // 0 or the errno: EINVAL or ENOSYS where the system cannot.
    int exchange(const std::filesystem::path &target);

  private:
    UnfinishedOutput(std::filesystem::path path, int descriptor);

    std::filesystem::path m_path;
    int m_descriptor = -1;  // of a file
    int m_lock = -1;        // of the same file or folder, open as long as this lives
    bool m_exchanged = false;
};

// ".NAME.", which the name of every unfinished output of `target` begins with.
std::string unfinishedPrefix(const std::filesystem::path &target);

// The mode that this process gives a new file or folder (0666 or 0777 without the umask). A replaced one keeps its own mode.
unsigned modeOfOutput(const std::filesystem::path &target, bool folder);

// For a program that is about to end: removes everything that is unfinished. Afterwards nothing can be published or begun: a
// thread that tries blocks until the end.
void removeUnfinishedOutputs();

}  // namespace lexicell::files
