#include "core/simulate/gene_panel.h"

#include "core/base/random.h"
#include "core/genes/gene_table.h"
#include "core/simulate/blood_programs.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace lexicell::simulate {

namespace {

// Left out: olfactory receptors, which blood cells do not express, unnamed genes and read-throughs.
bool isPlausibleInBlood(const genes::GeneRecord &gene)
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
    Chooser(std::size_t wanted, const genes::GeneTable &table) : m_wanted(wanted), m_table(table) {}

    std::size_t size() const { return m_panel.genes.size(); }
    bool full() const { return m_panel.genes.size() >= m_wanted; }

    void add(const std::string &symbol, GeneRole role)
    {
        if (full() || !m_known.insert(symbol).second) return;
        const genes::GeneMeaning meaning = m_table.meaning(symbol);
        const std::string ensembl =
            meaning.genes.empty() ? std::string() : m_table.genes()[static_cast<std::size_t>(meaning.genes.front())].ensembl;
        m_panel.genes.push_back({symbol, ensembl, role});
    }

    // The first of each list, then the second of each, …: a small panel has genes of every list.
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

    // In an arbitrary but fixed order.
    void addOthers()
    {
        std::vector<std::pair<std::uint64_t, const std::string *>> others;
        for (const genes::GeneRecord &gene : m_table.genes())
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
    const genes::GeneTable &m_table;
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
    LEXICELL_TRY(table, genes::GeneTable::ofSpecies("human"));
    Chooser chooser(static_cast<std::size_t>(genes), *table);
    for (std::size_t k = 0; k < regulators().size(); ++k)
        if (static_cast<int>(k) < knockouts) chooser.add(regulators()[k].gene, GeneRole::Regulator);
    std::vector<std::pair<const std::vector<std::string> *, GeneRole>> programs;
    programs.reserve(cellTypes().size() + geneModules().size());
    for (const CellTypeProgram &type : cellTypes()) programs.emplace_back(&type.markers, GeneRole::Marker);
    for (const GeneModule &module : geneModules()) programs.emplace_back(&module.genes, GeneRole::Module);
    chooser.addInTurns(programs);
    chooser.addAll(mitochondrialGenes(), GeneRole::Mitochondrial);
    chooser.addAll(ribosomalGenes(), GeneRole::Ribosomal);
    chooser.addAll(housekeepingGenes(), GeneRole::Housekeeping);
    for (const Regulator &regulator : regulators()) chooser.add(regulator.gene, GeneRole::Regulator);
    chooser.addOthers();
    if (!chooser.full())
        return Error{errors::tooManyGenes,
                     "There are only " + std::to_string(chooser.size()) + " genes to simulate. Choose a number up to that.",
                     {}};
    return chooser.finish(knockouts);
}

}  // namespace lexicell::simulate
