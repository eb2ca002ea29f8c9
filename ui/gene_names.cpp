#include "ui/gene_names.h"

#include <QObject>

#include <algorithm>
#include <set>
#include <string_view>

namespace lexicell::ui {

namespace {

// Columns of var that hold a second name of a gene (gene_ids: 10x; feature_name: CELLxGENE; …).
constexpr const char *secondNameColumns[] = {"feature_name",    "gene_symbols", "gene_symbol", "gene_name",
                                             "gene_short_name", "Symbol",       "name",        "gene_ids",
                                             "gene_id",         "ensembl_id",   "ensembl",     "feature_id"};
constexpr const char *symbolColumns[] = {"feature_name",    "gene_symbols", "gene_symbol", "gene_name",
                                         "gene_short_name", "Symbol",       "name"};

// A text column of var by gene, also when it is stored as categories.
class TextColumn {
  public:
    TextColumn(const data::Dataset &dataset, const char *name)
    {
        const data::Element *column = dataset.var.columns.find(name);
        if (!column) return;
        m_strings = column->as<data::StringArray>();
        m_categorical = column->as<data::Categorical>();
        if (m_categorical) m_names = m_categorical->categoryNames();
    }
    explicit operator bool() const { return m_strings || m_categorical; }
    const std::string &at(std::size_t gene) const
    {
        static const std::string none;
        if (m_strings) return m_strings->values[gene];
        const auto code = m_categorical->codes[gene];
        return code < 0 ? none : m_names[static_cast<std::size_t>(code)];
    }

  private:
    const data::StringArray *m_strings = nullptr;
    const data::Categorical *m_categorical = nullptr;
    std::vector<std::string> m_names;
};

std::vector<TextColumn> secondNames(const data::Dataset &dataset)
{
    std::vector<TextColumn> columns;
    for (const char *name : secondNameColumns)
        if (TextColumn column(dataset, name); column) columns.push_back(std::move(column));
    return columns;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same(char a, char b) { return lower(a) == lower(b); }

// 0: not at all; larger is better: equal, equal but for case, starts with, contains. Gene names are ASCII, and 60,000 of
// them are compared at every key: no conversion to QString here.
int score(std::string_view name, std::string_view query)
{
    if (name == query) return 4;
    const auto found = std::search(name.begin(), name.end(), query.begin(), query.end(), same);
    if (found == name.end()) return 0;
    if (found != name.begin()) return 1;
    return name.size() == query.size() ? 3 : 2;
}

struct Candidate {
    int score;
    GeneHit hit;
};

// Genes of the data set that the identifier table knows under `query`.
void addFromTable(const data::Dataset &dataset, const data::GeneTable &table, const QString &query, std::vector<Candidate> &found)
{
    std::set<std::string> wanted;
    // People write NKp46 and cd3e; the human table has NKP46 and CD3E, the mouse table NKp46 and Cd3e.
    std::vector<std::int64_t> meant;
    for (const QString &spelling : {query, query.toUpper(), query.left(1).toUpper() + query.mid(1).toLower()})
        if (meant.empty()) meant = table.find(spelling.toStdString());
    for (const auto index : meant) {
        const data::GeneRecord &record = table.genes()[static_cast<std::size_t>(index)];
        wanted.insert(record.symbol);
        if (!record.ensembl.empty()) wanted.insert(record.ensembl);
        wanted.insert(record.otherEnsembl.begin(), record.otherEnsembl.end());
        wanted.insert(record.aliases.begin(), record.aliases.end());
        wanted.insert(record.previous.begin(), record.previous.end());
    }
    if (wanted.empty()) return;
    const auto &names = dataset.var.index.values;
    for (std::size_t gene = 0; gene < names.size(); ++gene) {
        std::string name = names[gene];
        if (name.starts_with("ENS")) name = name.substr(0, name.find('.'));
        if (wanted.contains(name))
            found.push_back({2, {static_cast<std::int64_t>(gene), QString(), QObject::tr("also called %1").arg(query)}});
    }
}

}  // namespace

QString geneName(const data::Dataset &dataset, std::int64_t gene)
{
    const auto index = static_cast<std::size_t>(gene);
    const QString own = QString::fromStdString(dataset.var.index.values[index]);
    if (!own.startsWith(QStringLiteral("ENS"))) return own;
    for (const char *column : symbolColumns)
        if (const TextColumn names(dataset, column); names && !names.at(index).empty())
            return QString::fromStdString(names.at(index));
    return own;
}

std::vector<GeneHit> searchGenes(const data::Dataset &dataset, const data::GeneTable *table, const QString &query, int most)
{
    const std::string wanted = query.trimmed().toStdString();
    const auto &names = dataset.var.index.values;
    std::vector<Candidate> found;
    const auto columns = secondNames(dataset);
    for (std::size_t gene = 0; gene < names.size(); ++gene) {
        int best = wanted.empty() ? 1 : score(names[gene], wanted);
        QString why;
        for (const auto &column : columns) {
            if (best >= 2 || wanted.empty()) break;
            if (const int other = score(column.at(gene), wanted); other > best) {
                best = other;
                why = QString::fromStdString(column.at(gene));
            }
        }
        if (best == 0) continue;
        found.push_back({best, {static_cast<std::int64_t>(gene), QString(), why}});
        if (wanted.empty() && found.size() >= static_cast<std::size_t>(most)) break;
    }
    const bool certain = std::any_of(found.begin(), found.end(), [](const Candidate &candidate) { return candidate.score >= 3; });
    if (table && wanted.size() >= 2 && !certain) addFromTable(dataset, *table, query.trimmed(), found);
    std::stable_sort(found.begin(), found.end(), [&names](const Candidate &a, const Candidate &b) {
        if (a.score != b.score) return a.score > b.score;
        return names[static_cast<std::size_t>(a.hit.gene)].size() < names[static_cast<std::size_t>(b.hit.gene)].size();
    });
    std::vector<GeneHit> hits;
    std::set<std::int64_t> seen;
    for (auto &candidate : found) {
        if (hits.size() >= static_cast<std::size_t>(most)) break;
        if (!seen.insert(candidate.hit.gene).second) continue;
        candidate.hit.name = geneName(dataset, candidate.hit.gene);
        hits.push_back(candidate.hit);
    }
    return hits;
}

std::int64_t findGene(const data::Dataset &dataset, const data::GeneTable *table, const QString &name)
{
    const auto hits = searchGenes(dataset, table, name, 1);
    if (hits.empty() || name.trimmed().isEmpty()) return -1;
    const bool byOwnName = hits[0].name.compare(name.trimmed(), Qt::CaseInsensitive) == 0;
    const bool bySecondName = hits[0].why.compare(name.trimmed(), Qt::CaseInsensitive) == 0;
    return byOwnName || bySecondName || hits[0].why.startsWith(QObject::tr("also called")) ? hits[0].gene : -1;
}

}  // namespace lexicell::ui
