// Options of fine-tuning, and how they change a family's recipe.
#pragma once

#include "core/base/options.h"
#include "core/base/result.h"
#include "models/input/cell_options.h"
#include "models/tasks/perturb/perturbation_options.h"
#include "models/training/recipe.h"

#include <cstdint>
#include <string>

namespace lexicell::models::tasks {

// 0 and "auto": as the family's recipe says.
struct FineTuneOptions : input::MatchOptions, PerturbationTuningOptions {
    std::string task = "annotation";
    std::string label = "cell_type";
    std::string batch;
    std::string split = "auto";
    double validation = 0.1;
    std::string rareLabels = "refuse";
    int epochs = 0;
    int batchSize = 0;
    double learningRate = 0.0;
    int patience = -1;
    std::string chosenBy = "auto";
    std::string classWeights = "none";
    double smoothing = 0.0;
    std::string freeze = "auto";
    std::string adapters = "auto";
    int rank = 8;
    std::string reuseFrozen = "auto";
    std::string precision = "fp32";
    std::string save = "checkpoint";
    std::string losses = "gep,gep_zero,gepc,gepc_zero,ecs,dab";
    std::string batchNorm = "per-batch";
    int variableGenes = 1200;
    int peaks = 2000;
    std::string inherit = "network";
    int maxLength = 3001;
    std::string ties = "random";
    int randomStarts = 0;
    bool resume = false;
    std::int64_t seed = 0;
};
template <class V> void describe(FineTuneOptions &o, V &&visit)
{
    visit(
        Option{
            "task",
            "What the model learns. annotation: cell types from the labels of an obs column; integration: cell vectors in which "
            "the batches of an obs column mix (scGPT); multiomic: one vector of genes together with proteins or peaks (scGPT); "
            "perturbation: expression after genes are perturbed, from control cells (scGPT).",
            "",
            {"annotation", "integration", "multiomic", "perturbation", "expression"}},
        o.task);
    visit(
        Option{
            "label",
            "obs column with the labels to learn; cells without one are left out. For integration and multiomic, labels are only "
            "compared with and never learned.",
            "",
            {}},
        o.label);
    visit(
        Option{
            "batch",
            "obs column of donors or batches, to split by or to check for a leak; for integration and multiomic the batches to "
            "bring together.",
            "",
            {}},
        o.batch);
    visit(Option{"split",
                 "How cells are held out. stratified: a share of every label or condition; batch: whole donors or batches; auto: "
                 "batch if such a column is named, else stratified; for perturbation else whole perturbed genes.",
                 "",
                 {"auto", "stratified", "batch"}},
          o.split);
    visit(Option{"validation", "Share of cells held out.", "", {}}, o.validation);
    visit(Option{"rare-labels",
                 "What happens with labels of a single cell, which cannot be both learned and checked.",
                 "",
                 {"refuse", "leave-out"}},
          o.rareLabels);
    visit(
        Option{"epochs",
               "Passes over the cells at most; 0: the family's own (scGPT 10, for perturbation and integration 15, for multiomic "
               "25, scBERT 100, Exceiver 300, scEMB-style 10).",
               "epochs",
               {}},
        o.epochs);
    visit(Option{"batch-size",
                 "Cells per step; 0: the family's own (32, for perturbation and integration 64, for multiomic 16; 180, 64, 32).",
                 "cells",
                 {}},
          o.batchSize);
    visit(Option{"lr",
                 "Adam's step size; too large diverges; 0: the family's own (0.0001; Exceiver 0.0003; multiomic 0.001).",
                 "",
                 {}},
          o.learningRate);
    visit(
        Option{"patience",
               "Epochs without a better validation before the run ends; 0: it never ends early; -1: the family's own (scBERT 11, "
               "Exceiver 10, the others 0).",
               "epochs",
               {}},
        o.patience);
    visit(Option{"chosen-by",
                 "What chooses the epoch that is kept; auto: the family's own (accuracy for scBERT, pearson for perturbation, "
                 "else the "
                 "loss).",
                 "",
                 {"auto", "loss", "accuracy", "macro_f1", "pearson", "pearson_delta"}},
          o.chosenBy);
    visit(
        Option{
            "class-weights", "balanced: a label counts the more in training, the fewer cells it has.", "", {"none", "balanced"}},
        o.classWeights);
    visit(Option{"smoothing",
                 "Share of each label that is spread over all labels in training; larger gives less certain classes.",
                 "",
                 {}},
          o.smoothing);
    visit(
        Option{
            "freeze",
            "What stays as it is: auto (the family's own), none, embeddings, body (all but the heads), or layers such as 0-5 or "
            "embeddings,0-5.",
            "",
            {}},
        o.freeze);
    visit(
        Option{
            "adapters",
            "lora: the body stays, and low-rank adapters on queries and values of the first half of the layers learn beside the "
            "heads; auto: for models of more than 20 million parameters.",
            "",
            {"auto", "none", "lora"}},
        o.adapters);
    visit(Option{"rank", "Rank of the adapters; larger learns more and takes more memory.", "", {}}, o.rank);
    visit(
        Option{
            "reuse-frozen",
            "Whether the output of frozen lowest layers is computed once for a cell and kept in memory (annotation). auto: where "
            "these layers have no dropout, so that nothing changes; always: scGPT too, whose frozen layers then get no dropout, "
            "unlike upstream's; never.",
            "",
            {"auto", "always", "never"}},
        o.reuseFrozen);
    visit(Option{"precision",
                 "Number type of the products in training; fp32 is the reference. bf16 and fp16 need a CUDA device, where auto "
                 "takes bf16.",
                 "",
                 {"fp32", "auto", "bf16", "fp16"}},
          o.precision);
    visit(Option{"save",
                 "checkpoint: the whole model, adapters merged into it; adapter: only the adapters and the class head.",
                 "",
                 {"checkpoint", "adapter"}},
          o.save);
    visit(
        Option{"losses",
               "Integration: what is learned, from gep (hidden expression), gepc (the same from the cell vector), gep_zero and "
               "gepc_zero (whether a gene has a count), ecs (like cells closer) and dab (a discriminator must not recognize "
               "the batch), separated by commas. Multiomic learns those of gep, gepc and dab that are named; dab needs batches.",
               "",
               {}},
        o.losses);
    visit(Option{"batch-norm",
                 "Integration: per-batch: every batch is normalized by its own statistics, so cells of other batches cannot be "
                 "embedded; shared: as the checkpoint has it.",
                 "",
                 {"per-batch", "shared"}},
          o.batchNorm);
    visit(
        Option{"variable-genes",
               "Integration: most variable genes over the batches, which every cell is fed, zeros included; multiomic: the same "
               "without zeros; 0: all. Larger takes more memory and time, which grow with the square.",
               "genes",
               {}},
        o.variableGenes);
    visit(Option{"peaks",
                 "Multiomic: peaks that are fed, those open in most cells; 0: all. Larger takes more memory and time.",
                 "peaks",
                 {}},
          o.peaks);
    visit(
        Option{"inherit",
               "Multiomic: what the checkpoint gives. network: every tensor that fits; genes: the vectors of its genes alone, as "
               "upstream; nothing: the network starts anew.",
               "",
               {"network", "genes", "nothing"}},
        o.inherit);
    visit(Option{"max-length", "Longest input of scGPT, the cell token included; longer cells are sampled.", "tokens", {}},
          o.maxLength);
    visit(Option{"ties", "Rule for the bins of equal values.", "", {"random", "half", "left"}}, o.ties);
    describe(static_cast<input::MatchOptions &>(o), visit);
    describe(static_cast<PerturbationTuningOptions &>(o), visit);
    visit(
        Option{"random-starts",
               "Seeds for which the same network is also fine-tuned from random weights, and again from the checkpoint, to show "
               "what pretraining is worth: a further row of the table, and 95 % intervals over the seeds. Use 5 or more; 0: "
               "none. For annotation.",
               "seeds",
               {}},
        o.randomStarts);
    visit(
        Option{"resume",
               "Continues the run to this folder that was interrupted, with the same options and data; the result is that of an "
               "undisturbed run.",
               "",
               {}},
        o.resume);
}

// Whether the values are in their ranges, and the task is one that can be learned yet. Error classes: bad_option, unsupported.
Result<void> check(const FineTuneOptions &options);

// The family's recipe with what the options change.
training::Recipe changed(training::Recipe recipe, const FineTuneOptions &options);

}  // namespace lexicell::models::tasks
