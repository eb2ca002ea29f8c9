#include "models/tasks/fine_tune/tuning_task.h"

#include "core/files/sha256.h"

#include <algorithm>

namespace lexicell::models::tasks {

void Fingerprint::add(const std::vector<std::string> &names)
{
    for (const std::string &name : names) addLine(name);
}

void Fingerprint::addBytes(const void *data, std::size_t size)
{
    addLine(files::sha256({static_cast<const char *>(data), size}));
}

std::string Fingerprint::sha256() const { return files::sha256(m_text); }

Result<void> TuningTask::changeRecipe(training::Recipe &) const { return {}; }

bool TuningTask::learnsBesideAdapters(const std::string &, const TensorPlace &place) const { return place.classes; }

training::ClassRule TuningTask::classRule() const { return {}; }

training::Scores TuningTask::scores() const { return {}; }

std::vector<training::Reference> TuningTask::references() const { return {}; }

std::optional<double> TuningTask::lossBaseline() const { return std::nullopt; }

const checkpoint::Scaler &TuningTask::scaler() const
{
    static const checkpoint::Scaler none;
    return none;
}

Result<void> TuningTask::writeSidecars(const checkpoint::Bundle &, const std::filesystem::path &) const { return {}; }

double TuningTask::scoringShare() const { return 0.0; }

void TuningTask::summarize(FineTuneSummary &) const {}

Result<void> checkPlainModel(const ModelCard &card)
{
    const bool perturbs = std::find(card.abilities.begin(), card.abilities.end(), Ability::Perturbation) != card.abilities.end();
    if (card.batches == 0 && card.modalities == 0 && !perturbs) return {};
    return Error{errors::unsupportedModel,
                 "The model " + card.name + " was fine-tuned for " +
                     (perturbs              ? "perturbations"
                      : card.modalities > 0 ? "several kinds of features"
                                            : "batches") +
                     ", and needs more than cells and labels. Start from the checkpoint that it was fine-tuned from.",
                 {}};
}

}  // namespace lexicell::models::tasks
