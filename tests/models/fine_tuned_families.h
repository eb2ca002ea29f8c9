// A small checkpoint of every family, fine-tuned by the task on labels that mean nothing.
#pragma once

#include "core/io/read_dataset.h"
#include "models/families/open_model.h"
#include "models/tasks/fine_tune/fine_tune.h"
#include "tests/support/fixtures.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::test {

struct FamilyCase {
    std::string family;
    std::filesystem::path folder;
    std::vector<std::string> files;  // that the folder of the result must hold
};

// Empty: no fixtures.
inline std::vector<FamilyCase> familyCases()
{
    struct Kind {
        const char *family;
        std::vector<std::string> prefixes, files;
    };
    const std::vector<Kind> kinds{
        {"scgpt", {"base"}, {"best_model.pt", "args.json", "vocab.json", "id2label.json"}},
        {"scbert", {"lm_"}, {"finetune_best.pth", "gene_list.txt", "label_dict", "label", "id2label.json"}},
        {"exceiver",
         {"base_", "classifier_"},
         {"model.ckpt", "hparams.yaml", "gene-features.pkl", "scaler.csv", "id2label.json"}},
        {"scemb", {"post_", "pre_"}, {"model.safetensors", "config.json", "vocab.json", "id2label.json"}},
    };
    std::vector<FamilyCase> cases;
    for (const Kind &kind : kinds)
        if (const auto root = fixtures(kind.family))
            for (const auto &folder : caseFolders(*root, "input.h5ad", kind.prefixes))
                cases.push_back({kind.family, folder, kind.files});
    return cases;
}

// The scaler of Exceiver's cases is data of the tests, so here it is fitted to the cells.
inline models::ModelSource sourceOf(const FamilyCase &item)
{
    models::ModelSource source(item.folder);
    for (const char *file : {"pretrain.pth", "model.ckpt"})  // the folder may hold other states of it
        if (std::filesystem::exists(item.folder / file)) source.path = item.folder / file;
    if (item.family == "exceiver") source.scaler = "refit";
    return source;
}

// Every other cell is of another kind: nothing to learn, but enough to train on.
inline data::Dataset cellsOf(const FamilyCase &item)
{
    JobContext context;
    auto dataset = io::readDataset(item.folder / "input.h5ad", {}, context);
    if (!dataset.ok()) qFatal("%s", dataset.error().message.c_str());
    data::StringArray kinds;
    kinds.values.reserve(static_cast<std::size_t>(dataset->cells()));
    for (std::int64_t cell = 0; cell < dataset->cells(); ++cell) kinds.values.push_back(cell % 2 != 0 ? "odd" : "even");
    kinds.shape = {dataset->cells()};
    dataset->obs.columns.set("kind", data::makeElement(std::move(kinds)));
    return std::move(*dataset);
}

inline models::tasks::FineTuneOptions familyOptions()
{
    models::tasks::FineTuneOptions options;
    options.label = "kind";
    options.epochs = 2;
    options.batchSize = 8;
    options.validation = 0.25;
    options.ties = "half";
    options.geneMatching = "exact";
    return options;
}

}  // namespace lexicell::test
