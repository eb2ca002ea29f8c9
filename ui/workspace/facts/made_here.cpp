#include "ui/workspace/facts/made_here.h"

#include "core/base/provenance.h"
#include "core/steps/step_output.h"

namespace lexicell::ui {

namespace {

// The last step that wrote the result.
std::optional<ProvenanceStep> stepThatWrote(const data::Dataset &dataset, const data::ResultKey &key)
{
    const std::vector<ProvenanceStep> steps = recordedSteps(steps::recordOf(dataset));
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        if (data::parseResultKey(step->key) == key) return *step;
    return std::nullopt;
}

}  // namespace

bool isRecorded(const data::Dataset &dataset, const data::ResultKey &key) { return stepThatWrote(dataset, key).has_value(); }

std::optional<QString> layoutMadeOf(const data::Dataset &dataset, const QString &key)
{
    const auto step = stepThatWrote(dataset, {data::Slot::Obsm, key.toStdString()});
    if (!step || step->step != "umap") return std::nullopt;
    const std::string rep = valueOf(step->options, "rep");
    return rep.empty() ? QStringLiteral("X_pca") : QString::fromStdString(rep);
}

bool isPcaMadeHere(const data::Dataset &dataset, const QString &rep)
{
    if (rep == QStringLiteral("X_pca")) return true;
    const auto step = stepThatWrote(dataset, {data::Slot::Obsm, rep.toStdString()});
    return step && step->step == "pca";
}

QString representationName(const QString &rep)
{
    if (rep.isEmpty() || rep == QStringLiteral("X_pca")) return QStringLiteral("PCA");
    QString name = rep.startsWith(QStringLiteral("X_")) ? rep.mid(2) : rep;
    if (name == QStringLiteral("scEMB")) name = QStringLiteral("scEMB-style");
    return name;
}

}  // namespace lexicell::ui
