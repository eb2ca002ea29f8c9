// From a path to a model: which family a checkpoint belongs to, what it can do, and the way to the network that runs it.
#include "models/describe_bundle.h"
#include "models/exceiver/outline.h"
#include "models/model.h"
#include "models/model_catalog.h"
#include "models/plugin.h"
#include "models/scbert/outline.h"
#include "models/scemb/outline.h"
#include "models/scgpt/outline.h"
#include "models/wrapped_names.h"

#include <algorithm>
#include <array>
#include <new>

namespace lexicell::models {

namespace {

using checkpoint::Bundle;

struct FamilyMark {
    const char *family;
    std::array<std::string_view, 3> prefixes;  // any of them in a tensor's name gives the family away
    Result<ModelOutline> (*outline)(const Bundle &bundle);
};

// Names as upstream's state dicts spell them (scGPT cebd6fa, scBERT 262fd4b, Exceiver 216f09f); scEMB-style is a format of ours.
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

const FamilyMark *recognise(const Bundle &bundle)
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
    if (const auto entry = findInCatalog(card.sha256); entry && card.licence.empty()) card.licence = entry->licence;
    for (const auto &[name, tensor] : bundle.tensors.entries)
        if (checkpoint::isFloating(tensor.type)) card.parameters += tensor.size();
}

Error unknownFamily(const Bundle &bundle)
{
    return {ErrorKind::Unsupported,
            "unknown_family",
            bundle.file.string() + " is no scGPT, scBERT, Exceiver or scEMB-style checkpoint (" +
                (bundle.tensors.entries.empty() ? "it holds no tensors"
                                                : "its first tensor is " + bundle.tensors.entries.front().first) +
                "). Choose a checkpoint of one of these.",
            {}};
}

Result<ModelOutline> outlineBundle(const Bundle &bundle)
{
    const FamilyMark *mark = recognise(bundle);
    if (!mark) return unknownFamily(bundle);
    LEXICELL_TRY(result, mark->outline(bundle));
    completeCard(result.card, bundle);
    return result;
}

template <class T, class Work> Result<T> guarded(const std::filesystem::path &path, Work work)
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return Error{ErrorKind::OutOfMemory,
                     "out_of_memory",
                     "Not enough memory to open the model " + path.string() +
                         ". Close other programs or use a machine with more.",
                     {}};
    } catch (const std::exception &failure) {
        return Error{ErrorKind::Internal, "internal", "Opening the model " + path.string() + " failed. Please report this.",
                     failure.what()};
    }
}

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
        return Error{ErrorKind::Unsupported,
                     "unsupported_family",
                     "The installed networks do not include " + outlined.card.family + ". Install Lexicell again.",
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
        context.warn("ignored_tensors", bundle.file.string() + " holds " + std::to_string(left.size()) +
                                            " tensors beside the model (" + left.front() + (left.size() > 1 ? ", …" : "") +
                                            "), which are not used.");
    return std::move(bundle);
}

Result<std::string> familyOf(const Bundle &bundle)
{
    const FamilyMark *mark = recognise(bundle);
    if (!mark) return unknownFamily(bundle);
    return std::string(mark->family);
}

Result<ModelCard> describeBundle(const Bundle &bundle)
{
    LEXICELL_TRY(result, outlineBundle(bundle));
    return std::move(result.card);
}

Result<ModelCard> describeModel(const ModelSource &source, JobContext &context)
{
    return guarded<ModelCard>(source.path, [&]() -> Result<ModelCard> {
        LEXICELL_TRY(bundle, openModelBundle(source, context));
        return describeBundle(bundle);
    });
}

Result<ModelOutline> outlineModel(const ModelSource &source, JobContext &context)
{
    return guarded<ModelOutline>(source.path, [&]() -> Result<ModelOutline> {
        LEXICELL_TRY(bundle, openModelBundle(source, context));
        return outlineBundle(bundle);
    });
}

Result<LoadedModel> openModel(const ModelSource &source, const ComputeOptions &compute, JobContext &context)
{
    return guarded<LoadedModel>(source.path, [&] { return load(source, compute, context); });
}

}  // namespace lexicell::models
