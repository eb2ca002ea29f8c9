#include "ui/model_facts.h"

#include "models/model_catalog.h"
#include "ui/model_memory.h"

#include <QCoreApplication>

#include <array>

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

QString abilityTitle(const std::string &ability)
{
    static constexpr std::array<std::pair<const char *, const char *>, 10> titles{
        {{"cells", QT_TRANSLATE_NOOP("ModelFacts", "cell vectors")},
         {"tokens", QT_TRANSLATE_NOOP("ModelFacts", "gene vectors in context")},
         {"genes", QT_TRANSLATE_NOOP("ModelFacts", "gene vectors")},
         {"expression", QT_TRANSLATE_NOOP("ModelFacts", "expression")},
         {"labels", QT_TRANSLATE_NOOP("ModelFacts", "cell types")},
         {"attention", QT_TRANSLATE_NOOP("ModelFacts", "attention maps")},
         {"gene_attention", QT_TRANSLATE_NOOP("ModelFacts", "attention per gene")},
         {"perturbation", QT_TRANSLATE_NOOP("ModelFacts", "perturbation")},
         {"generation", QT_TRANSLATE_NOOP("ModelFacts", "generated cells")},
         {"generator", QT_TRANSLATE_NOOP("ModelFacts", "generated cells")}}};
    for (const auto &[name, title] : titles)
        if (ability == name) return tr(title);
    return QString::fromStdString(ability);
}

QString sizesText(const models::ModelCard &card)
{
    return tr("%L1 layers · width %L2 · %L3 heads").arg(card.layers).arg(card.embeddingSize).arg(card.heads);
}

QString abilitiesText(const models::ModelCard &card)
{
    QStringList list;
    for (const auto &ability : card.abilities) list << abilityTitle(ability);
    list.removeDuplicates();
    return list.isEmpty() ? tr("nothing that this version can use") : list.join(QStringLiteral(", "));
}

QString licenceText(const models::ModelCard &card)
{
    if (!card.licence.empty()) return QString::fromStdString(card.licence);
    const auto entry = models::findInCatalog(card.sha256);
    return entry ? QString::fromStdString(entry->licence) : tr("not stated in its files");
}

QList<ModelFact> modelFacts(const models::ModelCard &card)
{
    return {
        {tr("Family"), familyTitle(card.family)},
        {tr("Can give"), abilitiesText(card)},
        {tr("Width of a cell's vector"), numberOr(card.embeddingSize)},
        {tr("Layers"), numberOr(card.layers)},
        {tr("Heads"), numberOr(card.heads)},
        {tr("Parameters"), numberOr(card.parameters)},
        {tr("In memory"), memoryText(networkBytes(card))},
        {tr("Genes and tokens"), numberOr(card.vocabulary)},
        {tr("Cell types"), card.labels.empty() ? QStringLiteral("–") : numberOr(static_cast<std::int64_t>(card.labels.size()))},
        {tr("Input"), card.needsCounts ? tr("counts") : tr("counts or logs")},
        {tr("Licence"), licenceText(card)},
        {tr("SHA-256"), QString::fromStdString(card.sha256).left(8)}};
}

}  // namespace lexicell::ui
