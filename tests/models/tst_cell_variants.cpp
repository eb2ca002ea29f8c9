// The shortcuts of knock-outs against the plain way, family by family, in the cases of fixtures/knockout: changed cells encoded
// one by one by the model's own encoder. And genes ranked by gradients against their exact effects.
#include "models/contracts/cell_variants.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/rank_statistics.h"
#include "models/tasks/knock_out/row_encoder.h"
#include "models/tasks/knock_out/shortlist.h"

#include "tests/models/knock_out_cases.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

template <class T> T orFatal(Result<T> result)
{
    if (!result.ok()) qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

// A few cells of a case with the genes that are tested there.
struct Few {
    LoadedModel model;
    input::PreparedCells cells;
    std::vector<std::int64_t> rows;
    std::vector<std::vector<std::int64_t>> targets;
    GeneChange change;

    Few(const test::KnockOutCase &item, std::size_t count)
        : model(item.model()), cells(prepared(item, model)), change(orFatal(changeOf(item.options("default", false), model)))
    {
        for (const std::int64_t cell : item.indices("query"))
            if (rows.size() < count) rows.push_back(cell);
        for (const std::int64_t column : item.indices("tested"))
            if (const auto id = cells.coverage.geneIds[static_cast<std::size_t>(column)]; id >= 0) targets.push_back({id});
    }

    static input::PreparedCells prepared(const test::KnockOutCase &item, const LoadedModel &model)
    {
        JobContext context;
        return orFatal(input::prepareCells(item.dataset, model.card, model.tokenizer, item.options("default", false), context));
    }
    std::vector<CellVector> intact() const
    {
        JobContext context;
        return orFatal(intactVectors(cells, model, rows, context));
    }
    ChangedCells changed(const std::vector<CellVector> &own, std::int64_t batch, int threads) const
    {
        JobContext context;
        context.threads = threads;
        input::PreparedCells some = cells;
        some.batchSize = batch;
        const ChangeJob job{rows, own, targets, change, {}};
        return orFatal(changeCells(some, model, job, context));
    }
    // By the model's encoder alone, each row by itself.
    ChangedCells plainly(const std::vector<CellVector> &own) const
    {
        ChangedCells result;
        result.targets.resize(targets.size());
        JobContext context;
        const auto encode = [&](TokenBatch row, std::int64_t cell) {
            const auto vector = orFatal(model.cells->encodeCells(withLabel(std::move(row), cells, cell), context));
            return CellVector(vector.begin(), vector.end());
        };
        const auto done = forEachIntactCell(cells, rows, [&](std::size_t place, const IntactCell &cell) -> Result<void> {
            for (std::size_t i = 0; i < targets.size(); ++i) {
                ChangedCell one = orFatal(cell.change(targets[i], change));
                if (!one.takesPart) continue;
                CellShift shift;
                if (one.changed.cells > 0)
                    shift = cellShift(one.intact.cells > 0 ? encode(std::move(one.intact), rows[place]) : own[place],
                                      encode(std::move(one.changed), rows[place]), {});
                result.targets[i].cells.push_back(static_cast<std::int64_t>(place));
                result.targets[i].shifts.push_back(shift);
            }
            return {};
        });
        if (!done.ok()) qFatal("%s", done.error().message.c_str());
        return result;
    }
};

}  // namespace

class TestCellVariants : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    // Within 1e-5 of the effect, or what float32 leaves of it: a vector's rounding of 3e-7 moves a shift s by about 6e-7 √(2 s).
    void aSharedPassIsAPass_data() { test::addKnockOutRows("intact"); }
    void aSharedPassIsAPass()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        const Few few(item, 3);
        const auto own = few.intact();
        const ChangedCells fast = few.changed(own, 64, 2), plain = few.plainly(own);
        std::size_t compared = 0;
        double worst = 0.0;
        for (std::size_t i = 0; i < few.targets.size(); ++i) {
            QCOMPARE(fast.targets[i].cells, plain.targets[i].cells);
            for (std::size_t k = 0; k < fast.targets[i].shifts.size(); ++k, ++compared) {
                const double a = fast.targets[i].shifts[k].shift, b = plain.targets[i].shifts[k].shift;
                const double rounding = 6e-7 * std::sqrt(2.0 * std::abs(b)) + 1e-12;
                worst = std::max(worst, std::abs(a - b) / (1e-5 * std::abs(b) + rounding));
            }
        }
        QVERIFY(compared > 0);
        QVERIFY2(worst <= 1.0, qPrintable(QString("%1 times the tolerance").arg(worst)));
    }

    void theSameBitsForAnyBatchAndThreads_data() { test::addKnockOutRows("intact"); }
    void theSameBitsForAnyBatchAndThreads()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        const Few few(item, 2);
        const auto own = few.intact();
        const ChangedCells one = few.changed(own, 1, 1);
        for (const auto &[batch, threads] : {std::pair{3, 2}, {64, 1}, {64, 3}}) {
            const ChangedCells other = few.changed(own, batch, threads);
            for (std::size_t i = 0; i < few.targets.size(); ++i) QCOMPARE(other.targets[i].change, one.targets[i].change);
        }
    }

    void whichFamiliesShare_data() { test::addKnockOutRows("intact"); }
    void whichFamiliesShare()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        const LoadedModel model = item.model();
        const bool shares = model.card.family == "scgpt" || model.card.family == "exceiver";
        QCOMPARE(variantEncoder(*model.cells) != nullptr, shares);
    }

    // A ranking of all genes by gradients finds what the exact effects find.
    void gradientsRankLikeEffects_data() { test::addKnockOutRows("intact"); }
    void gradientsRankLikeEffects()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        Few few(item, 12);
        if (!checkShortlist(few.model, few.change).ok()) {
            QVERIFY(few.model.card.family == "scbert" || few.model.card.family == "scemb");
            return;
        }
        few.targets.clear();
        for (const std::int64_t id : few.cells.coverage.geneIds)
            if (id >= 0) few.targets.push_back({id});
        const auto own = few.intact();
        JobContext context;
        const ChangeJob job{few.rows, own, few.targets, few.change, {}};
        const auto scores = orFatal(shortlistScores(few.cells, few.model, job, context));
        const ChangedCells exact = few.changed(own, 64, 0);
        std::vector<double> estimated, effects;
        for (std::size_t i = 0; i < few.targets.size(); ++i) {
            const auto &shifts = exact.targets[i].shifts;
            if (shifts.empty()) continue;
            double sum = 0.0;
            for (const CellShift &shift : shifts) sum += shift.shift;
            effects.push_back(sum / static_cast<double>(shifts.size()));
            estimated.push_back(scores[i]);
        }
        QVERIFY(effects.size() > 20);
        // A gene that was not drawn for a long cell has no estimate there, but an exact effect.
        const bool sampled = few.cells.truncatedCells > 0;
        const double rho = spearman(estimated, effects);
        QVERIFY2(rho > (sampled ? 0.35 : 0.6), qPrintable(QString("Spearman %1 of %2 genes").arg(rho).arg(effects.size())));
        context.threads = 1;
        QCOMPARE(orFatal(shortlistScores(few.cells, few.model, job, context)), scores);
    }
};

QTEST_APPLESS_MAIN(TestCellVariants)
#include "tst_cell_variants.moc"
