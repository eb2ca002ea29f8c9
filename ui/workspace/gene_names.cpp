#include "ui/workspace/gene_names.h"

#include "ui/workspace/facts/gene_symbols.h"

#include "core/genes/gene_spelling.h"

#include <algorithm>

namespace lexicell::ui {

namespace {

// Limited, because 60,000 genes are too many for a list. Typing narrows it.
std::vector<GeneHit> firstGenes(const Session &session, int most)
{
    std::vector<GeneHit> hits;
    const auto count = std::min<std::int64_t>(most, session.data().dataset()->genes());
    for (std::int64_t gene = 0; gene < count; ++gene) {
        const QString name = geneName(*session.data().dataset(), gene);
        hits.push_back({gene, geneKey(session, gene), name, false, name});
    }
    return hits;
}

bool isWhole(const genes::GeneCandidate &candidate, const QString &typed)
{
    const std::string text = typed.toStdString();
    const auto id = genes::ensemblId(text);
    return QString::fromStdString(candidate.matched).compare(typed, Qt::CaseInsensitive) == 0 ||
           (!id.empty() && id == genes::ensemblId(candidate.matched));  // with another version, or none
}

}  // namespace

QString geneName(const data::Dataset &dataset, std::int64_t gene)
{
    const auto index = static_cast<std::size_t>(gene);
    const std::string &own = dataset.var.index.values[index];
    const genes::GeneNameParts parts = genes::partsOf(own);
    if (parts.ensembl.empty()) return QString::fromStdString(own);  // as the data set writes it, with a genome's prefix
    if (!parts.symbol.empty()) return QString::fromUtf8(parts.symbol.data(), static_cast<qsizetype>(parts.symbol.size()));
    const std::string symbol = geneSymbol(dataset, gene);
    return QString::fromStdString(symbol.empty() ? own : symbol);
}

QString geneKey(const Session &session, std::int64_t gene)
{
    const QString name = geneName(*session.data().dataset(), gene);
    return findGene(session, name) == gene
               ? name
               : QString::fromStdString(session.data().dataset()->var.index.values[static_cast<std::size_t>(gene)]);
}

std::vector<GeneHit> searchGenes(const Session &session, const QString &query, int most)
{
    const QString typed = query.trimmed();
    if (typed.isEmpty()) return firstGenes(session, most);
    std::vector<GeneHit> hits;
    for (const genes::GeneCandidate &found : session.data().genes().find(typed.toStdString(), static_cast<std::size_t>(most))) {
        const QString name = geneName(*session.data().dataset(), found.gene), matched = QString::fromStdString(found.matched);
        const bool other = matched.compare(name, Qt::CaseInsensitive) != 0;
        hits.push_back({found.gene, geneKey(session, found.gene), other ? QStringLiteral("%1 → %2").arg(matched, name) : name,
                        isWhole(found, typed), matched});
    }
    return hits;
}

std::int64_t findGene(const Session &session, const QString &name)
{
    const std::string whole = name.trimmed().toStdString();
    return whole.empty() || !session.data().hasDataset() ? -1 : session.data().genes().named(whole);
}

}  // namespace lexicell::ui
