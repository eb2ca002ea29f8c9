#include "core/simulate/ground_truth.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace lexicell::simulate {

namespace {

constexpr std::uint64_t kBiology = 20240601;  // the seed of everything that does not depend on the user's seed

// Mean and spread of log expression by role, such that 2,000 genes sum to about 2,200 counts a cell at kDepth, as in 10x's
// pbmc3k: a third ribosomal, 5 % mitochondrial, most genes in fewer than one cell of ten.
struct Level {
    double mean;
    double spread;
};
Level levelOf(GeneRole role)
{
    switch (role) {
    case GeneRole::Ribosomal: return {3.0, 0.5};
    case GeneRole::Mitochondrial: return {2.6, 0.5};
    case GeneRole::Housekeeping: return {2.4, 0.6};
    case GeneRole::Module: return {0.3, 0.4};
    case GeneRole::Regulator: return {0.3, 0.2};
    case GeneRole::Marker: return {-2.2, 0.4};
    case GeneRole::Other: break;
    }
    return {-2.2, 1.2};
}
constexpr double kDepth = 0.6;

// The biology's random stream for one gene and purpose: a gene keeps its numbers whatever other genes are in the panel.
Random biology(const std::string &subject, const std::string &gene)
{
    return {kBiology, Random::streamOf(subject + '\n' + gene)};
}

class Builder {
  public:
    Builder(const SimulateOptions &options, GroundTruth &truth) : m_options(options), m_truth(truth), m_panel(truth.panel) {}

    void addGenes()
    {
        for (const PanelGene &gene : m_panel.genes) {
            Random random = biology("base", gene.symbol);
            const Level level = levelOf(gene.role);
            m_truth.base.push_back(std::log(kDepth) + level.mean + level.spread * std::clamp(random.normal(), -2.5, 2.5));
            m_truth.dispersion.push_back(std::exp(-1.6 + 0.4 * random.normal()));
        }
        // A gene to be knocked out needs enough expression for its loss to show.
        for (const std::string &gene : m_panel.knockouts) {
            double &base = m_truth.base[static_cast<std::size_t>(m_panel.indexOf(gene))];
            base = std::max(base, std::log(kDepth) + levelOf(GeneRole::Regulator).mean);
        }
    }

    void addTypes()
    {
        for (const CellTypeProgram &type : cellTypes()) {
            GeneValues effects;
            for (std::size_t rank = 0; rank < type.markers.size(); ++rank) {
                const std::int64_t gene = m_panel.indexOf(type.markers[rank]);
                if (gene < 0) continue;
                Random random = biology(type.name, type.markers[rank]);
                effects.emplace_back(gene, 3.9 - 0.08 * static_cast<double>(rank) + 0.3 * std::clamp(random.normal(), -2.0, 2.0));
            }
            // Besides its markers, a type differs slightly in a tenth of all other genes.
            for (std::size_t g = 0; g < m_panel.genes.size(); ++g) {
                const PanelGene &gene = m_panel.genes[g];
                Random random = biology("background of " + type.name, gene.symbol);
                const bool differs = random.uniform() < 0.1;
                if (gene.role != GeneRole::Marker && differs)
                    effects.emplace_back(static_cast<std::int64_t>(g), 0.35 * random.normal());
            }
            std::sort(effects.begin(), effects.end());
            m_truth.typeEffects.push_back(std::move(effects));
        }
    }

    void addModules()
    {
        for (const GeneModule &module : geneModules()) {
            GeneValues loadings;
            for (const std::string &name : module.genes)
                if (const std::int64_t gene = m_panel.indexOf(name); gene >= 0)
                    loadings.emplace_back(gene, 0.6 + 0.3 * biology("loading in " + module.name, name).uniform());
            std::sort(loadings.begin(), loadings.end());
            m_truth.moduleLoadings.push_back(std::move(loadings));
        }
    }

    void addBatches()
    {
        for (int b = 0; b < m_options.batches; ++b) {
            Batch batch;
            batch.name = "batch" + std::to_string(b + 1);
            Random random(static_cast<std::uint64_t>(m_options.seed), Random::streamOf("batch") + static_cast<std::uint64_t>(b));
            if (b > 0) {  // the first is the reference
                batch.depth = std::exp(0.3 + 0.2 * random.normal());
                for (std::size_t g = 0; g < m_panel.genes.size(); ++g)
                    if (random.uniform() < 0.3) batch.effects.emplace_back(static_cast<std::int64_t>(g), 0.4 * random.normal());
            }
            double sum = 0.0;
            for (const CellTypeProgram &type : cellTypes()) {
                batch.typeShares.push_back(type.proportion * std::exp(0.2 * random.normal()));
                sum += batch.typeShares.back();
            }
            for (double &share : batch.typeShares) share /= sum;
            m_truth.batches.push_back(std::move(batch));
        }
    }

    void addPerturbations()
    {
        m_truth.perturbations.push_back({"control", {}, Interaction::Additive, {}, 1.0});
        for (const std::string &gene : m_panel.knockouts)
            m_truth.perturbations.push_back({gene + "+ctrl", {gene}, Interaction::Additive, singleEffects(gene), 0.0});
        const std::size_t singles = m_panel.knockouts.size();
        for (const RegulatorPair &pair : regulatorPairs()) addDouble(pair);
        const std::size_t doubles = m_truth.perturbations.size() - 1 - singles;
        if (singles == 0) return;
        // 40 % controls; a double knock-out has as many cells as a single one.
        m_truth.perturbations[0].share = 0.4;
        for (std::size_t p = 1; p < m_truth.perturbations.size(); ++p)
            m_truth.perturbations[p].share = 0.6 / static_cast<double>(singles + doubles);
    }

  private:
    // A knocked-out gene keeps a tenth of its transcripts. Most of its module decreases; a few other genes change either way.
    GeneValues singleEffects(const std::string &knockout) const
    {
        std::map<std::int64_t, double> effects;
        const auto regulator =
            std::find_if(regulators().begin(), regulators().end(), [&](const Regulator &r) { return r.gene == knockout; });
        if (regulator != regulators().end()) {
            const auto module = std::find_if(geneModules().begin(), geneModules().end(),
                                             [&](const GeneModule &m) { return m.name == regulator->module; });
            for (const std::string &name : module->genes) {
                Random random = biology("targets of " + knockout, name);
                const bool target = random.uniform() < 0.8;
                const double effect = -(0.8 + 0.6 * random.uniform());
                if (const std::int64_t gene = m_panel.indexOf(name); gene >= 0 && target) effects[gene] = effect;
            }
        }
        const double wanted = regulator != regulators().end() ? 8.0 : 16.0;
        const auto bystander = [](const PanelGene &gene) {
            return gene.role == GeneRole::Other || gene.role == GeneRole::Housekeeping;
        };
        const auto bystanders = static_cast<double>(std::count_if(m_panel.genes.begin(), m_panel.genes.end(), bystander));
        for (std::size_t g = 0; g < m_panel.genes.size(); ++g) {
            Random random = biology("side effects of " + knockout, m_panel.genes[g].symbol);
            const bool touched = random.uniform() * bystanders < wanted;
            const double size = 0.5 + 0.5 * random.uniform();
            const double sign = random.uniform() < 0.5 ? -1.0 : 1.0;
            if (bystander(m_panel.genes[g]) && touched) effects[static_cast<std::int64_t>(g)] = sign * size;
        }
        effects[m_panel.indexOf(knockout)] = std::log(0.1);
        return {effects.begin(), effects.end()};
    }

    void addDouble(const RegulatorPair &pair)
    {
        const auto &knockouts = m_panel.knockouts;
        for (const std::string &gene : {pair.first, pair.second})
            if (std::find(knockouts.begin(), knockouts.end(), gene) == knockouts.end()) return;
        const std::int64_t first = m_panel.indexOf(pair.first);
        const std::int64_t second = m_panel.indexOf(pair.second);
        std::map<std::int64_t, std::pair<double, double>> both;
        for (const auto &[gene, effect] : singleEffects(pair.first)) both[gene].first = effect;
        for (const auto &[gene, effect] : singleEffects(pair.second)) both[gene].second = effect;
        Perturbation perturbation{pair.first + "+" + pair.second, {pair.first, pair.second}, pair.interaction, {}, 0.0};
        for (const auto &[gene, effect] : both) {
            const auto [a, b] = effect;
            double value = a + b;
            if (gene != first && gene != second) {  // a knocked-out gene stays reduced, however the two interact downstream
                if (pair.interaction == Interaction::Buffering) value = std::abs(a) >= std::abs(b) ? a : b;
                if (pair.interaction == Interaction::Synergistic) value = 1.7 * (a + b);
            }
            perturbation.effects.emplace_back(gene, value);
        }
        m_truth.perturbations.push_back(std::move(perturbation));
    }

    const SimulateOptions &m_options;
    GroundTruth &m_truth;
    const GenePanel &m_panel;
};

}  // namespace

Result<GroundTruth> makeGroundTruth(const SimulateOptions &options)
{
    GroundTruth truth;
    LEXICELL_TRY(panel, chooseGenes(options.genes, options.knockouts));
    truth.panel = std::move(panel);
    Builder builder(options, truth);
    builder.addGenes();
    builder.addTypes();
    builder.addModules();
    builder.addBatches();
    builder.addPerturbations();
    return truth;
}

}  // namespace lexicell::simulate
