#include "core/simulate/gene_panel.h"

#include "core/base/random.h"
#include "core/data/gene_ids.h"
#include "core/simulate/blood_programmes.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace lexicell::simulate {

namespace {

// A family of receptors of the nose has no place among blood cells, nor have unnamed genes and read-throughs.
bool isPlausibleInBlood(const data::GeneRecord &gene)
{
    if (gene.biotype != "protein_coding" || gene.ensembl.empty() || gene.symbol.size() > 9) return false;
    for (const char c : gene.symbol)
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) return false;
    constexpr std::array silent{"OR",    "KRT",   "TAS",  "DEFB",  "LCE",  "MAGE", "GAGE",  "SSX",  "PRAME", "SPANX",
                                "USP17", "SPATA", "CT4",  "VN1R",  "CRY",  "OPN",  "PCDH",  "SPRR", "IGH",   "IGK",
                                "IGL",   "TRA",   "TRB",  "LOC",   "KIR",  "PSG",  "GOLGA", "NBPF", "TSPY",  "PRR2",
                                "FAM9",  "XAGE",  "PAGE", "SPDYE", "NPIP", "H2AC", "H2BC",  "H3C",  "H4C",   "H1",
                                "LINC",  "ZNF",   "RPL",  "RPS",   "MT",   "TTTY", "TBC1D3"};
    return std::none_of(silent.begin(), silent.end(), [&](const char *family) { return gene.symbol.starts_with(family); });
}

class Chooser {
  public:
    Chooser(std::size_t wanted, const data::GeneTable &table) : m_wanted(wanted), m_table(table) {}

    std::size_t size() const { return m_panel.genes.size(); }
    bool full() const { return m_panel.genes.size() >= m_wanted; }

    void add(const std::string &symbol, GeneRole role)
    {
        if (full() || !m_known.insert(symbol).second) return;
        const data::GeneMeaning meaning = m_table.meaning(symbol);
        const std::string ensembl =
            meaning.genes.empty() ? std::string() : m_table.genes()[static_cast<std::size_t>(meaning.genes.front())].ensembl;
        m_panel.genes.push_back({symbol, ensembl, role});
    }

    // The first of each list, then the second of each, …: a small panel has something of everything.
    void addInTurns(const std::vector<std::pair<const std::vector<std::string> *, GeneRole>> &lists)
    {
        bool more = true;
        for (std::size_t turn = 0; more && !full(); ++turn) {
            more = false;
            for (const auto &[names, role] : lists) {
                if (turn >= names->size()) continue;
                more = true;
                add((*names)[turn], role);
            }
        }
    }

    void addAll(const std::vector<std::string> &names, GeneRole role)
    {
        for (const std::string &name : names) add(name, role);
    }

    // In an order that is arbitrary and always the same.
    void addOthers()
    {
        std::vector<std::pair<std::uint64_t, const std::string *>> others;
        for (const data::GeneRecord &gene : m_table.genes())
            if (isPlausibleInBlood(gene) && !m_known.contains(gene.symbol))
                others.emplace_back(Random::mix(Random::streamOf(gene.symbol)), &gene.symbol);
        std::sort(others.begin(), others.end());
        for (const auto &[order, symbol] : others) add(*symbol, GeneRole::Other);
    }

    GenePanel finish(int knockouts)
    {
        for (const Regulator &regulator : regulators())
            if (static_cast<int>(m_panel.knockouts.size()) < knockouts && m_known.contains(regulator.gene))
                m_panel.knockouts.push_back(regulator.gene);
        for (const PanelGene &gene : m_panel.genes)
            if (static_cast<int>(m_panel.knockouts.size()) < knockouts && gene.role == GeneRole::Other)
                m_panel.knockouts.push_back(gene.symbol);
        std::sort(m_panel.genes.begin(), m_panel.genes.end(),
                  [](const PanelGene &a, const PanelGene &b) { return a.symbol < b.symbol; });
        return std::move(m_panel);
    }

  private:
    std::size_t m_wanted;
    const data::GeneTable &m_table;
    GenePanel m_panel;
    std::unordered_set<std::string> m_known;
};

}  // namespace

std::int64_t GenePanel::indexOf(const std::string &symbol) const
{
    const auto place = std::lower_bound(genes.begin(), genes.end(), symbol,
                                        [](const PanelGene &gene, const std::string &name) { return gene.symbol < name; });
    return place != genes.end() && place->symbol == symbol ? place - genes.begin() : -1;
}

Result<GenePanel> chooseGenes(int genes, int knockouts)
{
    LEXICELL_TRY(table, data::GeneTable::ofSpecies("human"));
    Chooser chooser(static_cast<std::size_t>(genes), *table);
    for (std::size_t k = 0; k < regulators().size(); ++k)
        if (static_cast<int>(k) < knockouts) chooser.add(regulators()[k].gene, GeneRole::Regulator);
    std::vector<std::pair<const std::vector<std::string> *, GeneRole>> programmes;
    programmes.reserve(cellTypes().size() + geneModules().size());
    for (const CellTypeProgramme &type : cellTypes()) programmes.emplace_back(&type.markers, GeneRole::Marker);
    for (const GeneModule &module : geneModules()) programmes.emplace_back(&module.genes, GeneRole::Module);
    chooser.addInTurns(programmes);
    chooser.addAll(mitochondrialGenes(), GeneRole::Mitochondrial);
    chooser.addAll(ribosomalGenes(), GeneRole::Ribosomal);
    chooser.addAll(housekeepingGenes(), GeneRole::Housekeeping);
    for (const Regulator &regulator : regulators()) chooser.add(regulator.gene, GeneRole::Regulator);
    chooser.addOthers();
    if (!chooser.full())
        return Error{ErrorKind::Usage,
                     "too_many_genes",
                     "There are only " + std::to_string(chooser.size()) + " genes to simulate; ask for that many or fewer.",
                     {}};
    return chooser.finish(knockouts);
}

}  // namespace lexicell::simulate
