#include "app/lexicell-cli/model_input.h"

namespace lexicell::cli {

void addModel(CLI::App &command, models::ModelSource &model, bool required)
{
    command
        .add_option("--model", model.path,
                    "Checkpoint: a folder with best_model.pt, args.json and vocab.json, or the file itself.")
        ->required(required)
        ->type_name("PATH");
    addSidecars(command, model);
}

void addSidecars(CLI::App &command, models::ModelSource &model)
{
    command
        .add_option("--gene-list", model.genes,
                    "scBERT and Exceiver: the model's genes in its order, one symbol a line, or an .h5ad with them in var; "
                    "without it gene_list.txt or genes.txt beside the checkpoint.")
        ->type_name("FILE");
    command
        .add_option("--scaler", model.scaler,
                    "Exceiver: mean and scale of every gene (.npz or .csv); without it scaler.npz or scaler.csv beside the "
                    "checkpoint. The word refit: one fitted to the data set, as upstream does.")
        ->type_name("FILE");
}

}  // namespace lexicell::cli
