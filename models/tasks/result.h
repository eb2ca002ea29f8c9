// The result of a task. Every result has one of these types, and every type has one view, one file format and one place in a
// project: a new task brings no window, no writer and no storage of its own.
#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace lexicell::models::tasks {

// Elements added to a data set or replaced in it, under AnnData's keys; or cells and genes removed from it.
struct DatasetChange {
    data::Dataset dataset;
};

// A data set that is no change of the one that was read.
struct NewDataset {
    data::Dataset dataset;
    int gzipLevel = 0;  // of its file; 0: uncompressed, 9: smallest
};

// A named column of numbers or texts. NaN: unknown.
struct Column {
    std::string name;
    std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>> values;
    std::string unit = {};  // "cells", "genes", …; empty: none

    std::size_t size() const
    {
        return std::visit([](const auto &all) { return all.size(); }, values);
    }
};

struct Table {
    std::vector<Column> columns;  // all of one length

    std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

// Things (genes, groups of cells) and the edges between them.
struct Graph {
    std::string nodeKind;                // "gene": the kind of a node; also names its columns in files (gene_a, gene_b)
    std::vector<std::string> nodes;      // names
    std::vector<std::int64_t> from, to;  // [edges] positions in `nodes`
    std::vector<double> weight;          // [edges], heaviest first
    std::string weightName;              // "cosine", "correlation"
    bool directed = false;
    std::vector<Column> edgeColumns;  // [edges] further data of each edge
    std::vector<Column> nodeColumns;  // [nodes] data of each node: its module
};

// Items in order of evidence, each with its effect, its uncertainty, and the baseline's effect.
struct Ranking {
    std::string itemKind;            // "gene"
    std::vector<std::string> items;  // best first
    std::string effectName;
    std::vector<double> effect;            // [items]
    std::vector<double> standardError;     // [items]; empty: unknown
    std::vector<double> adjustedP;         // [items]; empty: no test
    std::string baselineName;              // empty: no baseline
    std::vector<double> baseline;          // [items]
    double nullLow = 0.0, nullHigh = 0.0;  // the middle 95 % of the null; equal: no null
    std::vector<Column> columns;           // [items] further data of each item
    Table complete = {};                   // the CSV file, where it has other rows than the items; without columns: the above
};

struct Heatmap {
    std::vector<std::string> rows, columns;
    std::vector<double> values;  // [rows x columns], NaN: unknown
    std::string valueName;
    bool diverging = false;  // colors symmetric about 0
};

struct Curve {
    std::string name;
    std::vector<double> x, y;
    bool baseline = false;  // drawn thinner and dashed
};
struct Curves {
    std::string xName, yName;
    std::vector<Curve> curves;
    // [curves] what the values of each are, where not all have one unit: "loss", "score". Each name has an axis of its own.
    // Empty: all are yName.
    std::vector<std::string> axes = {};
    // A place on x that something was kept from, and its name: the step that ends "epoch 3". NaN: none.
    double kept = std::numeric_limits<double>::quiet_NaN();
    std::string keptName = {};

    const std::string &axisOf(std::size_t curve) const { return axes.empty() ? yName : axes[curve]; }
};

// A further file of a run, with its text. Every file of a run appears together with the result (result_files.h).
struct TextFile {
    std::filesystem::path path;
    std::string text;
};

struct CheckpointFolder {
    std::filesystem::path folder;
};

using TaskResult = std::variant<DatasetChange, NewDataset, Table, Graph, Ranking, Heatmap, Curves, CheckpointFolder>;

}  // namespace lexicell::models::tasks
