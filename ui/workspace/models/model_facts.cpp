#include "ui/workspace/models/model_facts.h"

#include "models/contracts/model_catalog.h"
#include "ui/workspace/models/model_memory.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace lexicell::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("ModelFacts", text); }

QString numberOr(std::int64_t value, const char *otherwise = "–")
{
    return value > 0 ? QStringLiteral("%L1").arg(value) : QString::fromUtf8(otherwise);
}

}  // namespace

QString familyTitle(const std::string &family)
{
    static constexpr std::array<std::pair<const char *, const char *>, 4> titles{
        {{"scgpt", "scGPT"}, {"scbert", "scBERT"}, {"exceiver", "Exceiver"}, {"scemb", "scEMB-style"}}};
    for (const auto &[name, title] : titles)
        if (family == name) return QLatin1String(title);
    return QString::fromStdString(family);
}

QString abilityTitle(models::Ability ability)
{
    using models::Ability;
    switch (ability) {
    case Ability::Cells: return tr("cell vectors");
    case Ability::Tokens: return tr("gene vectors in context");
    case Ability::Genes: return tr("gene vectors");
    case Ability::Expression: return tr("expression");
    case Ability::Labels: return tr("cell types");
    case Ability::Attention: return tr("attention maps");
    case Ability::Perturbation: return tr("perturbation");
    case Ability::Generation: return tr("generated cells");
    }
    return {};
}

QString sizesText(const models::ModelCard &card)
{
    return tr("%L1 layers · width %L2 · %L3 heads").arg(card.layers).arg(card.embeddingSize).arg(card.heads);
}

QString abilitiesText(const models::ModelCard &card)
{
    QStringList list;
    for (const auto ability : card.abilities) list << abilityTitle(ability);
    return list.isEmpty() ? tr("none that this version supports") : list.join(QStringLiteral(", "));
}

QString licenseText(const models::ModelCard &card)
{
    if (!card.license.empty()) return QString::fromStdString(card.license);
    const auto entry = models::findInCatalog(card.sha256);
    return entry ? QString::fromStdString(entry->license) : tr("not stated in its files");
}

QList<ModelFact> modelFacts(const models::ModelCard &card)
{
    return {
        {tr("Family"), familyTitle(card.family)},
        {tr("Abilities"), abilitiesText(card)},
        {tr("Width of a cell's vector"), numberOr(card.embeddingSize)},
        {tr("Layers"), numberOr(card.layers)},
        {tr("Heads"), numberOr(card.heads)},
        {tr("Parameters"), numberOr(card.parameters)},
        {tr("In memory"), memoryText(networkBytes(card))},
        {tr("Genes and tokens"), numberOr(card.vocabulary)},
        {tr("Cell types"), card.labels.empty() ? QStringLiteral("–") : numberOr(static_cast<std::int64_t>(card.labels.size()))},
        {tr("Input"), card.needsCounts ? tr("counts") : tr("counts or logs")},
        {tr("License"), licenseText(card)},
        {tr("SHA-256"), QString::fromStdString(card.sha256).left(8)}};
}

QString coverageText(const models::input::Coverage &coverage)
{
    const QString known = QObject::tr("%L1 of %L2 genes known to the model, %3 % of counts")
                              .arg(coverage.genesMatched)
                              .arg(coverage.genes)
                              .arg(std::lround(coverage.countsShare * 100.0));
    const QString species = speciesText(coverage);
    return species.isEmpty() ? known : known + QStringLiteral(". ") + species;
}

QString speciesText(const models::input::Coverage &coverage)
{
    if (coverage.species.empty()) return {};
    return QObject::tr("The genes are those of %1, the model's those of %2: %L3 were matched by their letters in another case, "
                       "and genes of one name need not be orthologues")
        .arg(QString::fromStdString(coverage.species), QString::fromStdString(coverage.modelSpecies))
        .arg(coverage.matchedByCase);
}

}  // namespace lexicell::ui
