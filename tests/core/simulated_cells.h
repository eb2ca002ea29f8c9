// Simulated cells and their ground truth, as the tests of the simulator look at them.
#pragma once

#include "core/simulate/simulate.h"
#include "tests/support/fixtures.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::test {

inline std::string textOf(const data::Dataset &dataset, const std::string &key)
{
    const data::Element *element = dataset.uns.find(key);
    return element && element->as<data::StringArray>() ? element->as<data::StringArray>()->values.front() : std::string();
}

inline Result<data::Dataset> runSimulation(const simulate::SimulateOptions &options, int threads = 0)
{
    JobContext context;
    context.threads = threads;
    return simulate::simulate(options, context);
}

inline data::CsrBlock countsOf(const data::Dataset &dataset)
{
    auto block = dataset.x.all();
    return block.ok() ? *block : data::CsrBlock();
}

inline QJsonObject truthOf(const data::Dataset &dataset)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(textOf(dataset, "lexicell_truth"))).object();
}

class SimulatedCells {
  protected:
    // 6,000 cells of 1,200 genes: enough of each type and perturbation to measure means
    Result<void> make()
    {
        simulate::SimulateOptions options;
        options.cells = 6000;
        options.genes = 1200;
        auto made = runSimulation(options);
        if (!made.ok()) return made.error();
        m_data = *made;
        const data::CsrBlock block = countsOf(m_data);
        m_dense.assign(static_cast<std::size_t>(block.rows * block.columns), 0.0f);
        for (std::int64_t c = 0; c < block.rows; ++c)
            for (std::int64_t k = block.indptr[static_cast<std::size_t>(c)]; k < block.indptr[static_cast<std::size_t>(c) + 1];
                 ++k)
                m_dense[static_cast<std::size_t>(c * block.columns + block.indices[static_cast<std::size_t>(k)])] =
                    block.values[static_cast<std::size_t>(k)];
        m_truth = truthOf(m_data);
        return {};
    }

    std::int64_t gene(const std::string &name) const
    {
        const auto &names = m_data.var.index.values;
        return std::find(names.begin(), names.end(), name) - names.begin();
    }
    // log of the mean count per unit of depth, of gene g over cells that `wanted` accepts
    template <class F> double logMean(std::int64_t g, F &&wanted) const
    {
        double sum = 0.0;
        double cells = 0.0;
        for (std::int64_t c = 0; c < m_data.cells(); ++c)
            if (wanted(c)) {
                sum += count(c, g);
                cells += 1.0;
            }
        return std::log((sum + 0.5) / cells);
    }
    // Log change of gene g from the cells whose `name` has the first category to those with category `wanted`; none where
    // there are too few counts to measure it.
    std::optional<double> change(std::int64_t g, const char *name, int wanted) const
    {
        const auto &codes = column(name).codes;
        const auto level = [&](int category) {
            return logMean(g, [&](std::int64_t c) { return codes[static_cast<std::size_t>(c)] == category; });
        };
        const double reference = level(0);
        if (reference < std::log(0.3)) return std::nullopt;
        return level(wanted) - reference;
    }
    double count(std::int64_t cell, std::int64_t g) const { return m_dense[static_cast<std::size_t>(cell * m_data.genes() + g)]; }
    const data::Categorical &column(const char *name) const { return *m_data.obs.columns.find(name)->as<data::Categorical>(); }
    int code(const char *name, const std::string &label) const
    {
        const auto names = column(name).categoryNames();
        return static_cast<int>(std::find(names.begin(), names.end(), label) - names.begin());
    }

    data::Dataset m_data;
    std::vector<float> m_dense;  // [cells x genes]
    QJsonObject m_truth;
};

}  // namespace lexicell::test
