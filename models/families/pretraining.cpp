#include "models/families/pretraining.h"

#include "models/families/exceiver/format/pretraining.h"
#include "models/families/scbert/format/pretraining.h"
#include "models/families/scemb/format/pretraining.h"
#include "models/families/scgpt/format/pretraining.h"
#include "models/input/gene_column.h"

#include <algorithm>

namespace lexicell::models {

namespace {

constexpr std::size_t namedGenes = 5;  // in a warning

std::string list(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), namedGenes); ++i) text += (i ? ", " : "") + names[i];
    return names.size() > namedGenes ? text + ", …" : text;
}

}  // namespace

Result<Pretraining> pretrainingOf(const std::string &family)
{
    for (const Pretraining &entry : {scgpt::pretraining(), scbert::pretraining(), exceiver::pretraining(), scemb::pretraining()})
        if (family == entry.family) return entry;
    return Error{errors::unsupportedFamily,
                 "Models of the family \"" + family + "\" cannot be pretrained. Choose scgpt, scbert, exceiver or scemb.",
                 {},
                 {{"family", {"scgpt", "scbert", "exceiver", "scemb"}}}};
}

Result<void> checkScgptAlone(const training::PretrainingOptions &options)
{
    const training::PretrainingOptions plain;
    const auto only = [](const char *name) {
        return Error{errors::badOption, std::string(name) + " is an option of scGPT alone. Leave it out.", {}};
    };
    if (options.absentGenes != plain.absentGenes) return only("absent-genes");
    if (options.hiddenUnseen != plain.hiddenUnseen) return only("hidden-unseen");
    if (options.contrast != plain.contrast) return only("contrast");
    if (options.cellGain != plain.cellGain) return only("cell-gain");
    return {};
}

Result<std::vector<std::vector<std::int64_t>>> columnsIn(const std::vector<std::string> &vocabulary,
                                                         const std::vector<data::Dataset> &datasets, JobContext &context)
{
    std::vector<std::vector<std::int64_t>> columns;
    for (const data::Dataset &dataset : datasets) {
        if (!dataset.x || dataset.cells() == 0 || dataset.genes() == 0)
            return Error{errors::emptyData, dataset.file.string() + " has no cells or no matrix X for pretraining.", {}};
        LEXICELL_TRY(genes, input::chooseGeneColumn(dataset, vocabulary, {}));
        LEXICELL_TRY(matched, input::matchColumn(genes, vocabulary, {}, context));
        std::vector<std::string> outside;
        columns.emplace_back();
        for (std::size_t i = 0; i < matched.report.matches.size(); ++i) {
            columns.back().push_back(matched.report.matches[i].target);
            if (columns.back().back() < 0) outside.push_back(genes.names[i]);
        }
        if (outside.empty()) continue;
        context.warn(warnings::leftOut, std::to_string(outside.size()) + " of " + std::to_string(genes.names.size()) +
                                            " genes of " + dataset.file.filename().string() +
                                            " are not in the vocabulary of the checkpoint and were left out: " + list(outside) +
                                            ".");
    }
    return columns;
}

checkpoint::Bundle newBundle(std::string config, std::string configName)
{
    checkpoint::Bundle bundle;
    bundle.container = "safetensors";  // there is no pickle that settings could be read from
    bundle.config = std::move(config);
    bundle.configName = std::move(configName);
    bundle.plainVocabulary = false;  // no file to copy
    return bundle;
}

std::int64_t numbersIn(const std::vector<checkpoint::TensorSpec> &specs)
{
    std::int64_t numbers = 0;
    for (const checkpoint::TensorSpec &spec : specs)
        if (spec.presence == checkpoint::Presence::Required) numbers += spec.size();
    return numbers;
}

}  // namespace lexicell::models
