#include "models/tasks/convert_model/convert_model.h"

#include "core/base/guarded.h"
#include "models/checkpoint/adapter_files.h"
#include "models/checkpoint/float_types.h"
#include "models/checkpoint/vocabulary.h"
#include "core/files/pending_folder.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/families/fine_tuning.h"
#include "models/families/open_model.h"
#include "models/families/scgpt/format/config.h"
#include "models/tasks/convert_model/upstream_files.h"
#include "models/tasks/record.h"

#include <map>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;
using checkpoint::Bundle;
using checkpoint::Tensor;
using checkpoint::TensorMap;
using checkpoint::TensorType;

namespace {

Error badOption(const std::string &message) { return {errors::badOption, message, {}}; }

template <class Field> Result<void> checkChoice(const Option &option, const Field &field)
{
    if (option.choices.empty()) return {};
    for (const char *choice : option.choices)
        if (field == choice) return {};
    return badOption("There is no " + std::string(option.name) + " \"" + field + "\".");
}

Result<void> checkOptions(ConvertModelOptions options, const std::string &family)
{
    Result<void> status;
    describe(options, [&](const Option &option, const std::string &field) {
        if (status.ok()) status = checkChoice(option, field);
    });
    if (status.ok() && options.naming != "keep" && family != "scgpt")
        return Error{errors::badOption,
                     "A naming can be chosen for scGPT only; this checkpoint is " + family + ". Leave it as it is.",
                     {},
                     {{"naming", {"keep"}}}};
    return status;
}

// in_proj_weight of torch's own attention and Wqkv.weight of flash attention hold the same numbers in the same order.
std::string renamed(const std::string &name, const std::string &naming)
{
    if (naming == "keep") return name;
    std::string result = scgpt::releasedName(name);
    constexpr std::string_view flash = "self_attn.Wqkv.";
    if (const auto at = result.find(flash); naming == "pytorch" && at != std::string::npos)
        result.replace(at, flash.size(), "self_attn.in_proj_");
    return result;
}

class TypeConverter {
  public:
    TypeConverter(const std::string &dtype, const fs::path &file) : m_dtype(dtype), m_file(file) {}

    Result<Tensor> convert(const std::string &name, const Tensor &tensor)
    {
        if (m_dtype == "keep" || (m_dtype == "fp32" && tensor.type == TensorType::Float64)) return tensor;
        // Tied weights stay tied: tensors that shared bytes share them again.
        const auto [place, added] = m_done.try_emplace({tensor.data, {tensor.byteSize(), tensor.type}});
        if (added) {
            auto converted = checkpoint::inType(tensor, type());
            if (!converted) return tooLarge(name);
            place->second = std::move(*converted);
        }
        Tensor result = place->second;
        result.shape = tensor.shape;
        return result;
    }

  private:
    TensorType type() const
    {
        if (m_dtype == "fp16") return TensorType::Float16;
        return m_dtype == "bf16" ? TensorType::BFloat16 : TensorType::Float32;
    }
    Error tooLarge(const std::string &name) const
    {
        const std::string wider = m_dtype == "fp16" ? "bf16" : "fp32";
        return {errors::outOfRange,
                "The tensor " + name + " in " + m_file.string() + " holds numbers that are too large for " + m_dtype +
                    ". Choose " + (m_dtype == "fp16" ? "bf16 or fp32" : "fp32") + ".",
                {},
                {{"dtype", {wider}}}};
    }

    using Place = std::pair<const std::byte *, std::pair<std::size_t, TensorType>>;
    const std::string &m_dtype;
    const fs::path &m_file;
    std::map<Place, Tensor> m_done;
};

Result<TensorMap> convertTensors(const Bundle &bundle, const ConvertModelOptions &options, JobContext &context)
{
    TensorMap tensors;
    TypeConverter types(options.dtype, bundle.file);
    const auto count = static_cast<double>(bundle.tensors.entries.size());
    for (const auto &[name, tensor] : bundle.tensors.entries) {
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(converted, types.convert(name, tensor));
        tensors.add(renamed(name, options.naming), std::move(converted));
        context.report(static_cast<double>(tensors.entries.size()) / count, "converting tensors");
    }
    return tensors;
}

Result<void> writeWeights(const TensorMap &tensors, const checkpoint::Envelope &envelope, const std::string &container,
                          const fs::path &file)
{
    if (container == "safetensors") return checkpoint::writeSafetensors(tensors, file);
    const auto kind = container == "legacy" ? checkpoint::TorchContainer::Legacy : checkpoint::TorchContainer::Zip;
    return checkpoint::writeTorch(tensors, envelope, kind, file);
}

// A damaged checkpoint is refused; one without gene names, like scBERT's own, is converted.
Result<void> checkSound(const Bundle &bundle, JobContext &context)
{
    const auto card = describeBundle(bundle);
    const bool nameless = card.ok() && card->family == "scbert" && bundle.geneList.empty();
    if (card.ok() && !nameless) return {};
    if (!card.ok() && card.error().errorClass != errors::noVocabulary.name) return card.error();
    context.warn(warnings::noVocabulary, "The copy has no gene names either. Put the gene list beside it.");
    return {};
}

Result<void> merge(Bundle &bundle, const std::string &family, const std::string &folder)
{
    if (folder.empty()) return {};
    LEXICELL_TRY(adapter, checkpoint::readAdapter(folder));
    LEXICELL_TRY(rules, fineTuningOf(family));
    // An old class head goes; the adapter brings its own.
    std::erase_if(bundle.tensors.entries, [&](const auto &entry) {
        const TensorPlace place = rules.placeOf(rules.releasedName(entry.first));
        return place.part == TensorPlace::Part::Head && place.classes;
    });
    return checkpoint::mergeAdapter(bundle, adapter, rules.releasedName);
}

// How the checkpoint came to be, if its folder says so.
Result<std::string> earlierRecord(const checkpoint::Bundle &bundle)
{
    const fs::path file = recordInside(bundle.folder);
    return isRecord(file) ? checkpoint::readTextFile(file) : Result<std::string>(std::string());
}

Result<ConvertedModel> convert(const ConvertModelJob &job, JobContext &context)
{
    LEXICELL_TRY(bundle, openModelBundle(job.source, context));
    LEXICELL_TRY(family, familyOf(bundle));
    LEXICELL_CHECK(merge(bundle, family, job.options.adapter));
    LEXICELL_CHECK(checkSound(bundle, context));
    LEXICELL_CHECK(checkOptions(job.options, family));
    LEXICELL_TRY(
        folder, files::PendingFolder::create(job.folder, job.overwrite ? isCheckpointFile : files::PendingFolder::Replaceable()));
    LEXICELL_TRY(tensors, convertTensors(bundle, job.options, context));
    ConvertedModel result;
    result.family = family;
    result.sha256 = bundle.sha256;
    result.folder = job.folder;
    result.container = job.options.container == "upstream" ? upstreamContainer(family) : job.options.container;
    result.tensors = static_cast<std::int64_t>(tensors.entries.size());
    LEXICELL_TRY(around, envelope(family, bundle));
    const std::string weights = weightsName(family, tensors, result.container);
    LEXICELL_CHECK(writeWeights(tensors, around, result.container, folder.path() / weights));
    result.files.push_back(weights);
    LEXICELL_TRY(sidecars, writeSidecars(family, bundle, job.source, folder.path()));
    result.files.insert(result.files.end(), sidecars.begin(), sidecars.end());
    if (bundle.newClasses > 0) LEXICELL_CHECK(writeClassNames(family, bundle.labels, {}, folder.path()));
    const fs::path record = recordInside(folder.path());
    LEXICELL_TRY(earlier, earlierRecord(bundle));
    LEXICELL_CHECK(
        writeRecord(recordOf("convert-model", OptionValues(job.options), {{"model", bundle.sha256}}), record, earlier));
    result.files.push_back(record.filename().string());
    std::error_code ignored;
    result.bytes = fs::file_size(folder.path() / weights, ignored);
    if (context.cancelled()) return cancelled();
    LEXICELL_CHECK(folder.commit());
    return result;
}

}  // namespace

Result<ConvertedModel> convertModel(const ConvertModelJob &job, JobContext &context)
{
    return guarded("convert " + job.source.path.string(), [&] { return convert(job, context); });
}

}  // namespace lexicell::models::tasks
