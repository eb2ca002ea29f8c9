// Whether HDF5 survives a file. HDF5 1.10 trusts what it reads: a damaged file can end the whole program inside the library,
// and with it all unsaved work. So a file from outside is first gone through by a small process of its own, lexicell-probe
// (hdf5_walk.h), with limits of memory and time. If that process dies, the file is refused as damaged, and nothing else dies.
//
// One probe for one state of a file (inode, size, time of change) and process; files that this process wrote need none.
#pragma once

#include "core/base/job_context.h"

#include <filesystem>

namespace lexicell::io {

// Throws Failure corrupt_data when the probe died of the file. Without a probe (probeMissing) every file passes.
void probeHdf5(const std::filesystem::path &file);

// This process has just written the file.
void trustHdf5(const std::filesystem::path &file);

// True when lexicell-probe was needed and is not beside this program (nor in ../bin), or cannot be run.
bool probeMissing();
// Then damaged files are a danger, and readers say so: warning class missing_program.
void warnIfProbeMissing(JobContext &context);

}  // namespace lexicell::io
