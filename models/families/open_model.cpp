// From a path to a model: the family of a checkpoint, its abilities, and the network that runs it.
#include "models/families/open_model.h"

#include "core/base/guarded.h"
#include "models/contracts/model.h"
#include "models/contracts/model_catalog.h"
#include "models/families/exceiver/format/outline.h"
#include "models/families/scbert/format/outline.h"
#include "models/families/scemb/format/outline.h"
#include "models/families/scgpt/format/outline.h"
#include "models/families/torch_library.h"
#include "models/families/wrapped_names.h"

#include <algorithm>
#include <array>

namespace lexicell::models {

namespace {

using checkpoint::Bundle;

struct FamilyMark {
    const char *family;
    std::array<std::string_view, 3> prefixes;  // one of them in a tensor's name identifies the family
    Result<ModelOutline> (*outline)(const Bundle &bundle);
};

// Names in upstream's state dicts (scGPT cebd6fa, scBERT 262fd4b, Exceiver 216f09f); the scEMB-style format is our own.
constexpr std::array<FamilyMark, 4> marks{{
    {"scbert", {"performer.", "token_emb.", "pos_emb."}, &scbert::outline},
    {"exceiver", {"query_emb", "encoder_cross_attn.", "process_self_attn."}, &exceiver::outline},
    {"scemb", {"gene_embedding.", "bin_embedding.", "rank_embedding."}, &scemb::outline},
    {"scgpt", {"transformer_encoder.", "value_encoder.", "encoder.embedding."}, &scgpt::outline},
}};

bool isOf(const FamilyMark &mark, std::string_view name)
{
    return std::any_of(mark.prefixes.begin(), mark.prefixes.end(), [&](auto prefix) { return name.starts_with(prefix); });
}

bool isOfAny(std::string_view name)
{
    return std::any_of(marks.begin(), marks.end(), [&](const FamilyMark &mark) { return isOf(mark, name); });
}

const FamilyMark *recognize(const Bundle &bundle)
{
    for (const FamilyMark &mark : marks)
        for (const auto &[name, tensor] : bundle.tensors.entries)
            if (isOf(mark, name)) return &mark;
    return nullptr;
}

std::string folderName(const Bundle &bundle)
{
    std::error_code error;
    return std::filesystem::absolute(bundle.folder / ".", error).lexically_normal().parent_path().filename().string();
}

void completeCard(ModelCard &card, const Bundle &bundle)
{
    card.name = folderName(bundle);
    card.path = bundle.file;
    card.sha256 = bundle.sha256;
    if (const auto entry = findInCatalog(card.sha256); entry && card.license.empty()) card.license = entry->license;
}

Error unknownFamily(const Bundle &bundle)
{
    return {errors::unknownFamily,
            bundle.file.string() + " is not a scGPT, scBERT, Exceiver or scEMB-style checkpoint (" +
                (bundle.tensors.entries.empty() ? "it holds no tensors"
                                                : "its first tensor is " + bundle.tensors.entries.front().first) +
                "). Choose a checkpoint of one of these.",
            {}};
}

std::string opening(const ModelSource &source) { return "open the model " + source.path.string(); }

Result<LoadedModel> load(const ModelSource &source, const ComputeOptions &compute, JobContext &context)
{
    LEXICELL_TRY(bundle, openModelBundle(source, context));
    LEXICELL_TRY(outlined, outlineBundle(bundle));
    if (context.cancelled()) return cancelled();
    LEXICELL_TRY(library, torchLibrary());
    const std::vector<Family> families = library->families();
    const auto family =
        std::find_if(families.begin(), families.end(), [&](const Family &f) { return outlined.card.family == f.name; });
    if (family == families.end())
        return Error{errors::unsupportedFamily,
                     "This installation has no network for " + outlined.card.family + ". Install Lexicell again.",
                     {}};
    LEXICELL_TRY(model, family->load(bundle, compute, context));
    model.card = std::move(outlined.card);
    model.tokenizer = std::move(outlined.tokenizer);
    return std::move(model);
}

}  // namespace

Result<Bundle> openModelBundle(const ModelSource &source, JobContext &context)
{
    LEXICELL_TRY(bundle, checkpoint::openBundle(source, context));
    LEXICELL_TRY(left, unwrapNames(bundle.tensors, isOfAny, bundle.file));
    if (!left.empty())
        context.warn(warnings::ignoredTensors, bundle.file.string() + " holds " + std::to_string(left.size()) +
                                                   " tensors beside the model (" + left.front() + (left.size() > 1 ? ", …" : "") +
                                                   "), which are not used.");
    return std::move(bundle);
}

Result<std::string> familyOf(const Bundle &bundle)
{
    const FamilyMark *mark = recognize(bundle);
    if (!mark) return unknownFamily(bundle);
    return std::string(mark->family);
}

Result<ModelOutline> outlineBundle(const Bundle &bundle)
{
    const FamilyMark *mark = recognize(bundle);
    if (!mark) return unknownFamily(bundle);
    LEXICELL_TRY(result, mark->outline(bundle));
    completeCard(result.card, bundle);
    return result;
}

Result<ModelCard> describeBundle(const Bundle &bundle)
{
    LEXICELL_TRY(result, outlineBundle(bundle));
    return std::move(result.card);
}

Result<ModelCard> describeModel(const ModelSource &source, JobContext &context)
{
    return guarded(opening(source), [&]() -> Result<ModelCard> {
        LEXICELL_TRY(bundle, openModelBundle(source, context));
        return describeBundle(bundle);
    });
}

Result<ModelOutline> outlineModel(const ModelSource &source, JobContext &context)
{
    return guarded(opening(source), [&]() -> Result<ModelOutline> {
        LEXICELL_TRY(bundle, openModelBundle(source, context));
        return outlineBundle(bundle);
    });
}

Result<LoadedModel> openModel(const ModelSource &source, const ComputeOptions &compute, JobContext &context)
{
    return guarded(opening(source), [&] { return load(source, compute, context); });
}

}  // namespace lexicell::models
