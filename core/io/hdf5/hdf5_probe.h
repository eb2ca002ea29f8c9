// Tests whether HDF5 can read a file without crashing. HDF5 1.10 does not validate its input: a damaged file can crash the whole
// program and lose unsaved work. So a separate process, lexicell-probe, first reads every file from outside
// (hdf5_walk.h), with limits of memory and time. If that process crashes, the file is refused as damaged.
//
// One probe per process and state of a file (inode, size, time of change). Files that this process wrote need none.
#pragma once

#include "core/base/job_context.h"

#include <filesystem>

namespace lexicell::io {

// Throws Failure corrupt_data when the file crashed the probe. Without a probe (probeMissing) every file passes.
void probeHdf5(const std::filesystem::path &file);

// Records that this process has just written the file.
void trustHdf5(const std::filesystem::path &file);

// True when lexicell-probe was needed but is neither beside this program nor in ../bin, or cannot be run.
bool probeMissing();
// Damaged files can then crash the program, so readers warn: warning class missing_program.
void warnIfProbeMissing(JobContext &context);

}  // namespace lexicell::io
