// Reads obsm, varm, obsp and varp: elements with one row per cell or gene.
//
// Only X, obs and var are required. Any other element that cannot be read, or does not fit, is left
// out with a warning that names it.
//
// Data frames have row names of their own. If these are the axis' names in another order, the rows are put into the
// axis' order. If they are other names (R's 1, 2, 3 …), the rows are taken in file order, with a warning. If they contain
// some of the axis' names at other positions, the right order is unknown and the frame is left out. Afterwards a frame's
// index is the axis'.
#pragma once

#include "core/base/job_context.h"
#include "core/io/h5ad/h5ad_elements.h"

#include <string>

namespace lexicell::io {

struct Axis {
    const data::StringArray &names;
    std::string things;   // for messages: "cells", "genes"
    bool square = false;  // obsp, varp: as many columns as rows
};

// `group`: obsm, varm …: a group, or a compound dataset of anndata 0.6. Throws Failure only for damage.
data::Dict readAligned(const Hdf5Node &group, const Axis &axis, ElementReader &elements, JobContext &context);

}  // namespace lexicell::io
