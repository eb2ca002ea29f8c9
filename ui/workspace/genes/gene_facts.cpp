#include "ui/workspace/genes/gene_facts.h"

#include "core/genes/gene_descriptions.h"
#include "core/genes/gene_table.h"
#include "ui/look/number_text.h"
#include "ui/workspace/facts/gene_symbols.h"

#include <algorithm>
#include <initializer_list>

namespace lexicell::ui {

namespace {

// As a text: of a column of texts, categories or numbers; empty: there is no such column, or no value.
QString valueIn(const data::Dataset &dataset, std::initializer_list<const char *> columns, std::size_t gene)
{
    for (const char *name : columns) {
        const data::Element *column = dataset.var.columns.find(name);
        if (!column) continue;
        if (const auto *texts = column->as<data::StringArray>(); texts && gene < texts->values.size())
            return QString::fromStdString(texts->values[gene]);
        if (const auto *categories = column->as<data::Categorical>(); categories && gene < categories->codes.size()) {
            const auto code = categories->codes[gene];
            return code < 0 ? QString() : QString::fromStdString(categories->categoryNames()[static_cast<std::size_t>(code)]);
        }
        const auto *numbers = column->as<data::Array>();
        if (numbers && numbers->shape().size() == 1 && static_cast<std::int64_t>(gene) < numbers->size())
            return data::isFloating(numbers->dtype()) ? QString() : countText(numbers->intAt(static_cast<std::int64_t>(gene)));
    }
    return {};
}

// Columns as Ensembl's BioMart, GENCODE and notebooks name them.
QString locationOf(const data::Dataset &dataset, std::size_t gene)
{
    const QString chromosome =
        valueIn(dataset, {"chromosome", "chromosome_name", "chrom", "chr", "seqname", "Chromosome/scaffold name"}, gene);
    if (chromosome.isEmpty()) return {};
    const QString begin = valueIn(dataset, {"start", "start_position", "gene_start", "Gene start (bp)"}, gene);
    const QString end = valueIn(dataset, {"end", "end_position", "gene_end", "Gene end (bp)"}, gene);
    const QString name =
        chromosome.startsWith(QLatin1String("chr")) || chromosome.size() > 2 ? chromosome : QStringLiteral("chr") + chromosome;
    return begin.isEmpty() || end.isEmpty() ? name : QStringLiteral("%1: %2–%3").arg(name, begin, end);
}

}  // namespace

Result<GeneFacts> geneFacts(const data::Dataset &dataset, std::int64_t gene)
{
    const auto place = static_cast<std::size_t>(gene);
    GeneFacts facts;
    facts.location = locationOf(dataset, place);
    const std::string species = genes::likelySpecies(dataset.var.index.values);
    LEXICELL_TRY(table, genes::GeneTable::nearest(species));
    facts.species = QString::fromStdString(table->species());
    // By the data's own species: symbols of a macaque are looked up among human genes, but its chromosomes are others.
    LEXICELL_TRY(descriptions, genes::GeneDescriptions::ofSpecies(species.empty() ? table->species() : species));
    facts.described = descriptions != nullptr;
    // An identifier says more than a symbol, which may be that of several genes.
    std::vector<std::string> names{dataset.var.index.values[place]};
    if (const std::vector<std::string> second = secondGeneNames(dataset); place < second.size()) names.push_back(second[place]);
    std::stable_sort(names.begin(), names.end(), [](const std::string &a, const std::string &b) {
        return !genes::ensemblId(a).empty() && genes::ensemblId(b).empty();
    });
    for (const std::string &name : names) {
        const genes::GeneMeaning meaning = table->meaning(name);
        if (meaning.genes.size() != 1) continue;
        const genes::GeneRecord &record = table->genes()[static_cast<std::size_t>(meaning.genes.front())];
        facts.symbol = QString::fromStdString(record.symbol);
        facts.ensembl = QString::fromStdString(record.ensembl);
        facts.biotype = QString::fromStdString(record.biotype).replace(QLatin1Char('_'), QLatin1Char(' '));
        for (const auto *list : {&record.aliases, &record.previous})
            for (const std::string &other : *list) facts.others << QString::fromStdString(other);
        facts.others.sort(Qt::CaseInsensitive);
        if (descriptions) {
            const genes::GeneDescription description = descriptions->of(record.symbol);
            facts.name = QString::fromStdString(description.name);
            facts.band = QString::fromStdString(description.location);
            for (const std::string &group : description.groups) facts.groups << QString::fromStdString(group);
        }
        break;
    }
    return facts;
}

}  // namespace lexicell::ui
