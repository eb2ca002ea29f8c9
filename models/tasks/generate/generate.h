// Cells that a model generates from a prompt (capability C19): from genes with known values, from the vector of a cell, or from
// both.
//
// Gene prompt: genes that a person names with their values, or a share of the genes of a cell of a data set, whose other genes
// are then held out. Cell prompt: the mean vector of some cells of a data set. The genes join in rounds (iterative_generation.h).
// All values are in the unit of the model's input, scGPT's bins, and are not turned back into counts. The families are trained on
// genes with a value alone, so a generated value says how much of a gene there is if there is some; a generated cell has no zeros
// to be counted.
//
// Held-out values of the prompt cells are compared with the generated ones, beside the mean of the gene and of the type in the
// other cells of the data set.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/tasks/generate/iterative_generation.h"
#include "models/tasks/masked_expression/expression_errors.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GenerateOptions : input::CellOptions {
    std::string data;
    std::string prompt = "default";
    std::vector<std::string> genes;
    std::string cells;
    std::string groupby, from;
    std::vector<std::string> targets;
    int nCells = 100;
    int nGenes = 1200;
    double knownShare = 0.5;
    int averaged = 10;
    int passes = 4;
    int rounds = 500;
};
template <class V> void describe(GenerateOptions &o, V &&visit)
{
    visit(Option{"data", "File with the cells that prompts are made of; empty: the named genes alone are the prompt.", "", {}},
          o.data);
    visit(Option{"prompt",
                 "What is known of those cells: the mean of their vectors (cell), a share of their genes (genes), or both; "
                 "default: cell.",
                 "",
                 {"default", "cell", "genes", "both"}},
          o.prompt);
    visit(Option{"genes", "Genes with their values in the unit of the model's input, such as CD3D=40,LYZ=1.", "", {}}, o.genes);
    visit(Option{"cells", "Condition on obs that chooses the cells of the prompt; empty: all.", "", {}}, o.cells);
    visit(Option{"groupby",
                 "obs column with types: for one of them as the prompt, and for the mean of the type as a baseline.",
                 "",
                 {}},
          o.groupby);
    visit(Option{"from", "Group whose cells are the prompt; empty: all cells.", "", {}}, o.from);
    visit(Option{"targets", "Genes to generate, or a file with them; empty: those that most cells of the prompt have.", "", {}},
          o.targets);
    visit(Option{"n-cells", "Cells to generate.", "cells", {}}, o.nCells);
    visit(Option{"n-genes", "Genes to generate, where none are named; larger is slower.", "genes", {}}, o.nGenes);
    visit(Option{"known-share", "Share of a cell's genes that are known in a prompt of genes; the others are held out.", "", {}},
          o.knownShare);
    visit(
        Option{"averaged",
               "Cells, drawn at random, whose vectors are averaged for one generated cell; larger makes the generated cells more "
               "alike; 0: all.",
               "cells",
               {}},
        o.averaged);
    visit(Option{"passes", "Rounds in which the genes become known, the largest values first; 1: all at once.", "", {}},
          o.passes);
    visit(Option{"rounds", "Draws of generated cells for the intervals of the errors; 0: no intervals.", "", {}}, o.rounds);
    describe(static_cast<input::CellOptions &>(o), visit);
}

struct GeneratedCells {
    std::vector<std::string> genes;                 // names of the columns
    std::vector<float> values;                      // [cells x genes]; 0: neither generated nor known
    std::vector<bool> given;                        // [cells x genes] known from the prompt
    std::vector<std::vector<std::string>> sources;  // [cells] names of the cells behind the prompt; empty: named genes alone
    std::string prompt;                             // cell, genes, both or named genes
    bool pretrained = false;                        // the checkpoint's own generative pass; false: masked genes
    std::string unit;
    ComparedValues compared;              // held-out values; without any, `errors` is empty
    std::vector<ExpressionError> errors;  // the model first

    std::int64_t cells() const { return static_cast<std::int64_t>(sources.size()); }
};

// What needs neither data nor model. Error class: bad_option.
Result<void> checkGenerate(const GenerateOptions &options);

// `dataset`: what options.data names; null: named genes alone. Warnings: reduced (all generated cells would be equal: one is
// made), unknown_genes, those of prepareCells(). Error classes: those of checkGenerate(), unsupported_model (no generator, or one
// that needs batches or kinds of features), unknown_gene, missing_column, bad_query, too_few_cells, those of prepareCells() and
// CellGenerator.
Result<GeneratedCells> generateCells(const data::Dataset *dataset, const LoadedModel &model, const GenerateOptions &options,
                                     JobContext &context);

// The values of the unknown genes of a prompt, limited to what the model's input can be: [cells x tokens of unknown]. The
// checkpoint's own generative pass if it has one, else masked genes; `pretrained` says which.
Result<std::vector<float>> generatedValues(const LoadedModel &model, const Prompt &prompt, int passes, bool &pretrained,
                                           JobContext &context);

}  // namespace lexicell::models::tasks
