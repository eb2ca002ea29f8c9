// info: describes a data set or a checkpoint without loading its matrix or its network.
#include "app/lexicell-cli/describe_dataset.h"
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/model_input.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/input/cell_options.h"
#include "models/input/coverage_json.h"
#include "models/contracts/model_catalog.h"

namespace lexicell::cli {

namespace fs = std::filesystem;

namespace {

struct InfoArguments {
    InputOptions input;
    fs::path with;
    models::ModelSource model = "";  // path: where `input` is
    models::input::MatchOptions matching;
};

bool looksLikeModel(const fs::path &path)
{
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        const std::string extension = path.extension().string();
        for (const char *known : {".pt", ".pth", ".ckpt", ".bin", ".safetensors"})
            if (extension == known) return true;
        return path.filename().string().ends_with(".index.json");  // the index of a checkpoint in parts
    }
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.ends_with(".mtx") || name.ends_with(".mtx.gz")) return false;
    }
    return true;
}

Json abilityNames(const models::ModelCard &card)
{
    Json names = Json::array();
    for (const models::Ability ability : card.abilities) names.push_back(models::toString(ability));
    return names;
}

// The source of a file with this hash; null: the catalog does not list it.
Json provenance(const std::string &sha256)
{
    const auto entry = models::findInCatalog(sha256);
    return entry ? Json{{"name", entry->name}, {"homepage", entry->homepage}, {"url", entry->files.front().url}} : Json();
}

Result<Json> describeCheckpoint(const InfoArguments &arguments, Run &run)
{
    LEXICELL_TRY(card, models::describeModel(arguments.model, run.context));
    Json info{{"type", "model"},
              {"family", card.family},
              {"name", card.name},
              {"embedding_size", card.embeddingSize},
              {"layers", card.layers},
              {"heads", card.heads},
              {"feed_forward", card.feedForward},
              {"parameters", card.parameters},
              {"vocabulary", card.vocabulary},
              {"abilities", abilityNames(card)},
              {"labels", card.labels},
              {"embedding_key", card.embeddingKey},
              {"sha256", card.sha256}};
    if (card.vocabulary == 0) info["vocabulary"] = nullptr;
    info["licence"] = card.license.empty() ? Json() : Json(card.license);
    if (!card.notice.empty()) info["notice"] = card.notice;
    info["missing"] = card.missing;
    info["file"] = card.path.string();
    info["provenance"] = provenance(card.sha256);
    return info;
}

Result<Json> info(InfoArguments &arguments, Run &run)
{
    arguments.model.path = arguments.input.path;
    std::error_code error;
    if (!fs::exists(arguments.input.path, error))
        return Error{errors::notFound, "There is no " + arguments.input.path.string() + ". Check the path.", {}};
    if (!looksLikeModel(arguments.input.path)) {
        if (!arguments.with.empty())
            return Error{errors::usage, "--with belongs to a model: lexicell-cli info MODEL --with DATASET.", {}};
        return describeDataset(arguments.input, run);
    }
    run.stage(0.0, 0.3);
    LEXICELL_TRY(description, describeCheckpoint(arguments, run));
    if (arguments.with.empty()) return std::move(description);

    run.stage(0.3, 1.0);
    LEXICELL_TRY(model, models::outlineModel(arguments.model, run.context));
    InputOptions input = arguments.input;
    input.path = arguments.with;
    LEXICELL_TRY(dataset, readInput(input, run));
    models::input::MatchOptions options = arguments.matching;
    options.geneColumn = input.geneColumn;
    options.layer = input.layer;
    LEXICELL_TRY(coverage, models::input::coverage(dataset, *model.tokenizer, options, run.context));
    description["coverage"] = models::input::toJson(coverage);
    return std::move(description);
}

}  // namespace

void addInfo(CommandLine &line)
{
    const auto arguments = std::make_shared<InfoArguments>();
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
    addSidecars(command, arguments->model);
    addInputOptions(command, arguments->input);
}

}  // namespace lexicell::cli
