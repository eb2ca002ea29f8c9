// Reads obsm, varm, obsp and varp: elements that have a row for each cell or gene.
//
// Nothing that lies beside X, obs and var may keep them from opening: an element that cannot be read, or does not fit, is left
// out with a warning that names it.
//
// Data frames come with row names of their own. Where these are the axis' names in another order, the rows are put into the
// axis' order. Where they name other things (R's 1, 2, 3 …), the rows are taken as they stand, with a warning. Where they name
// the axis' cells at other places without naming all of them, no order is right: the frame is left out. Afterwards a frame's
// index is the axis'.
#pragma once

#include "core/base/job_context.h"
#include "core/io/h5ad_elements.h"

#include <string>

namespace lexicell::io {

struct Axis {
    const data::StringArray &names;
    std::string things;   // for messages: "cells", "genes"
    bool square = false;  // obsp, varp: as many columns as rows
};

// `group`: obsm, varm … itself, a group or a compound dataset of anndata 0.6. Throws Failure only for damage.
data::Dict readAligned(const Hdf5Node &group, const Axis &axis, ElementReader &elements, JobContext &context);

}  // namespace lexicell::io
