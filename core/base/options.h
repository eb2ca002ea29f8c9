// Every XOptions struct lists its fields once, in `describe`; the command line, the window's forms, scripts and the
// provenance record all read that list, so they always agree.
//
//     struct UmapOptions { double minDist = 0.5; };
//     template <class V> void describe(UmapOptions &o, V &&visit)
//     {
//         visit(Option{"min-dist", "Smallest distance of points in the layout; larger spreads clusters out."}, o.minDist);
//     }
//
// A visitor accepts bool, int, std::int64_t, double, std::string and std::vector<std::string> fields.
#pragma once

#include <string>
#include <vector>

namespace lexicell {

struct Option {
    const char *name;                   // long option without dashes
    const char *help;                   // one sentence; says what larger values do
    const char *unit = "";              // "cells", "genes", …
    std::vector<const char *> choices;  // empty: any value
};

}  // namespace lexicell
