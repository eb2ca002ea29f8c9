// info: describes a data set or a checkpoint without loading its matrix or its network.
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/model_input.h"
#include "models/model.h"

#include <algorithm>

namespace lexicell::cli {

namespace fs = std::filesystem;

namespace {

struct Arguments {
    InputOptions input;
    fs::path with;
    models::tasks::EmbedOptions matching;
};

bool looksLikeModel(const fs::path &path)
{
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        const std::string extension = path.extension().string();
        return extension == ".pt" || extension == ".pth" || extension == ".ckpt" || extension == ".safetensors";
    }
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
        if (it->path().filename().string().find("matrix.mtx") != std::string::npos) return false;
    return true;
}

Json names(const data::Dict &dict)
{
    Json list = Json::array();
    for (const auto &[name, element] : dict.entries) list.push_back(name);
    return list;
}

// Whether X holds counts, judged from a few thousand values where it lies in a file: false is certain, true is likely.
Result<Json> looksLikeCounts(const data::ExpressionMatrix &matrix)
{
    if (!matrix) return Json();
    const data::DType type = matrix.source().dtype();
    if (type == data::DType::UInt8 || type == data::DType::UInt16 || type == data::DType::UInt32 || type == data::DType::UInt64 ||
        type == data::DType::Bool)
        return Json(true);
    constexpr std::int64_t sampled = 16;
    const bool byColumn = matrix.source().storage() == data::Storage::Csc;
    const std::int64_t size = byColumn ? matrix.genes() : matrix.cells();
    for (std::int64_t i = 0; i < std::min(size, sampled); ++i) {
        const std::int64_t at = size <= sampled ? i : i * (size - 1) / (sampled - 1);
        std::vector<float> values;
        if (byColumn) {
            LEXICELL_TRY(column, matrix.column(at));
            values = std::move(column);
        } else {
            LEXICELL_TRY(row, matrix.rows(at, at + 1));
            values = std::move(row.values);
        }
        for (const float value : values)
            if (value < 0.0f || value != static_cast<float>(static_cast<std::int64_t>(value))) return Json(false);
    }
    return Json(true);
}

Result<Json> describeDataset(const Arguments &arguments, Run &run)
{
    InputOptions input = arguments.input;
    input.read.backed = true;
    LEXICELL_TRY(dataset, readInput(input, run));
    Json info{{"type", "dataset"}, {"format", dataset.format}, {"n_obs", dataset.cells()}, {"n_vars", dataset.genes()}};
    for (const char *key : {"nnz", "dtype", "storage"}) info[key] = nullptr;
    Json counts;
    if (dataset.x) {
        const data::MatrixSource &source = dataset.x.source();
        info["dtype"] = data::toString(source.dtype());
        info["storage"] = data::toString(source.storage());
        if (source.inMemory()) {
            LEXICELL_TRY(values, data::summarize(dataset.x));
            info["nnz"] = values.nonZeros;
            counts = values.counts();
        } else {
            if (source.storage() != data::Storage::Dense) info["nnz"] = source.stored();
            LEXICELL_TRY(likely, looksLikeCounts(dataset.x));
            counts = likely;
        }
    }
    info["layers"] = Json::array();
    for (const auto &[name, matrix] : dataset.layers.entries) info["layers"].push_back(name);
    info["obs"] = names(dataset.obs.columns);
    info["var"] = names(dataset.var.columns);
    info["obsm"] = names(dataset.obsm);
    info["obsp"] = names(dataset.obsp);
    info["uns"] = names(dataset.uns);
    info["has_raw"] = dataset.raw.has_value();
    info["counts"] = counts;
    return info;
}

Result<Json> describeCheckpoint(const Arguments &arguments, Run &run)
{
    LEXICELL_TRY(card, models::describeModel(arguments.input.path, run.context));
    Json info{{"type", "model"},
              {"family", card.family},
              {"name", card.name},
              {"embedding_size", card.embeddingSize},
              {"layers", card.layers},
              {"heads", card.heads},
              {"feed_forward", card.feedForward},
              {"parameters", card.parameters},
              {"vocabulary", card.vocabulary},
              {"abilities", card.abilities},
              {"labels", card.labels},
              {"embedding_key", card.embeddingKey},
              {"sha256", card.sha256}};
    if (card.vocabulary == 0) info["vocabulary"] = nullptr;
    info["licence"] = card.licence.empty() ? Json() : Json(card.licence);
    return info;
}

Result<Json> info(const Arguments &arguments, Run &run)
{
    std::error_code error;
    if (!fs::exists(arguments.input.path, error))
        return Error{ErrorKind::NotFound, "not_found", "There is no " + arguments.input.path.string() + ". Check the path.", {}};
    if (!looksLikeModel(arguments.input.path)) {
        if (!arguments.with.empty())
            return Error{ErrorKind::Usage, "usage", "--with belongs to a model: lexicell-cli info MODEL --with DATASET.", {}};
        return describeDataset(arguments, run);
    }
    run.stage(0.0, 0.3);
    LEXICELL_TRY(description, describeCheckpoint(arguments, run));
    if (arguments.with.empty()) return std::move(description);

    run.stage(0.3, 1.0);
    LEXICELL_TRY(model, models::outlineModel(arguments.input.path, run.context));
    InputOptions input = arguments.input;
    input.path = arguments.with;
    LEXICELL_TRY(dataset, readInput(input, run));
    models::tasks::EmbedOptions options = arguments.matching;
    options.geneColumn = input.geneColumn;
    options.layer = input.layer;
    LEXICELL_TRY(coverage, models::tasks::coverage(dataset, *model.tokenizer, options, run.context));
    description["coverage"] = toJson(coverage);
    return std::move(description);
}

}  // namespace

void addInfo(CommandLine &line)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App &command = line.add("info", "Describe a data set or a checkpoint without loading its matrix or its network.",
                                 [arguments](Run &run) { return info(*arguments, run); });
    command.add_option("path", arguments->input.path, "Data set, checkpoint or folder of a checkpoint.")
        ->required()
        ->type_name("PATH");
    command.add_option("--with", arguments->with, "For a model: how much of this data set it knows.")->type_name("DATASET");
    command
        .add_option("--gene-matching", arguments->matching.geneMatching,
                    "exact: as upstream; resolve: also aliases, previous symbols, Ensembl ids.")
        ->check(CLI::IsMember(std::vector<std::string>{"resolve", "exact"}));
    addInputOptions(command, arguments->input);
}

}  // namespace lexicell::cli
