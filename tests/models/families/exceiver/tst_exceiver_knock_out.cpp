// Knock-outs by the definitions of the fixtures' README; and that changing one token's share of the sums gives what encoding the
// whole variant gives.
#include "models/families/exceiver/network/encoder.h"
#include "models/families/exceiver/network/variants.h"
#include "models/nn/guard.h"
#include "models/nn/tensor_bridge.h"
#include "tests/models/exceiver_changes.h"
#include "tests/models/exceiver_networks.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using test::ExceiverChange;

namespace {

struct Mode {
    const char *name;
    ExceiverChange how;
};
constexpr Mode modes[] = {{"zero_value", ExceiverChange::ZeroValue},
                          {"zero_count_renormalised", ExceiverChange::ZeroCountRenormalized},
                          {"mask", ExceiverChange::Mask}};

struct Fixture {
    const test::ExceiverCase &item;
    exceiver::Encoder encoder;
    TokenBatch batch;
    std::vector<std::int64_t> genes;

    explicit Fixture(const test::ExceiverCase &which)
        : item(which), encoder(test::networkOf(which.bundle), at::kCPU), batch(which.tokens()),
          genes(which.expected.has("knockout/gene_index") ? which.expected.ints("knockout/gene_index").values
                                                          : std::vector<std::int64_t>())
    {
    }
    std::int64_t width() const { return item.config.queries * item.config.width; }

    TokenBatch variant(std::int64_t cell, std::int64_t gene, ExceiverChange how) const
    {
        if (how != ExceiverChange::ZeroCountRenormalized) return test::changedCell(batch, cell, gene, how);
        const auto tokens =
            item.tokenizer()->tokenize(test::withoutCounts(item.cells, item.geneIds, gene), item.geneIds, item.names, {});
        if (!tokens.ok()) qFatal("%s", tokens.error().message.c_str());
        return test::rowsOf(*tokens, {cell});
    }
    at::Tensor latents(const TokenBatch &tokens, std::int64_t cell) const
    {
        return encoder.latents(tokens, cell, cell + 1, JobContext());
    }
    // Each gene of a cell changed, [genes x Q x E].
    at::Tensor variants(const TokenBatch &cell, const std::vector<std::int64_t> &of, ExceiverChange how) const
    {
        std::vector<TokenBatch> rows;
        for (const std::int64_t gene : of) rows.push_back(test::changedCell(cell, 0, gene, how));
        const TokenBatch all = test::joined(rows);
        return exceiver::variantLatents(encoder, {cell, all}, JobContext());
    }
    // [genes x cells x width]
    std::vector<float> embeddings(ExceiverChange how) const
    {
        std::vector<float> all(genes.size() * static_cast<std::size_t>(batch.cells * width()));
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            std::vector<float> rows;
            if (how == ExceiverChange::ZeroCountRenormalized) {
                for (const std::int64_t gene : genes) {
                    const auto row = nn::toVector(latents(variant(cell, gene, how), 0));
                    rows.insert(rows.end(), row.begin(), row.end());
                }
            } else {
                rows = nn::toVector(variants(test::rowsOf(batch, {cell}), genes, how));
            }
            for (std::size_t gene = 0; gene < genes.size(); ++gene)
                std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(gene) * width(), width(),
                            all.begin() + (static_cast<std::ptrdiff_t>(gene) * batch.cells + cell) * width());
        }
        return all;
    }
};

}  // namespace

class TestExceiverKnockOut : public QObject {
    Q_OBJECT
  private slots:
    void embeddingsAndShifts_data() { test::addExceiverRows("knockout/genes"); }
    void embeddingsAndShifts()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const Fixture fixture(item);
        std::vector<float> own;
        for (std::int64_t cell = 0; cell < fixture.batch.cells; ++cell) {
            const auto row = nn::toVector(fixture.latents(fixture.batch, cell));
            own.insert(own.end(), row.begin(), row.end());
        }
        for (const Mode &mode : modes) {
            const std::string group = std::string("knockout/") + mode.name;
            const auto embeddings = fixture.embeddings(mode.how);
            VERIFY_WITHIN_STATED(embeddings, item.expected, group + "/embedding");
            std::vector<double> shifts;
            for (std::size_t row = 0; row < fixture.genes.size() * static_cast<std::size_t>(fixture.batch.cells); ++row)
                shifts.push_back(test::cosineShift(
                    &own[row % static_cast<std::size_t>(fixture.batch.cells) * static_cast<std::size_t>(fixture.width())],
                    &embeddings[row * static_cast<std::size_t>(fixture.width())], fixture.width()));
            VERIFY_WITHIN_STATED(shifts, item.expected, group + "/cosine_shift");
        }
    }

    void predictions_data() { test::addExceiverRows("knockout/genes"); }
    void predictions()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const at::NoGradGuard noGradients;
        const Fixture fixture(item);
        const exceiver::Network &network = fixture.encoder.network();
        const at::Tensor all = at::arange(item.config.genes).unsqueeze(0);
        for (const Mode &mode : modes) {
            const std::string dataset = std::string("knockout/") + mode.name + "/predicted";
            const std::int64_t cells = item.expected.shape(dataset + "_f64")[1];
            std::vector<double> predicted;
            for (const std::int64_t gene : fixture.genes)
                for (std::int64_t cell = 0; cell < cells; ++cell) {
                    const at::Tensor latents = fixture.latents(fixture.variant(cell, gene, mode.how), 0);
                    const auto row = test::numbers(exceiver::predictValues(network, exceiver::decode(network, latents, all, {})));
                    predicted.insert(predicted.end(), row.begin(), row.end());
                }
            VERIFY_WITHIN_STATED(predicted, item.expected, dataset);
        }
    }

    void classProbabilities_data() { test::addExceiverRows("inference/class_logits_f64"); }
    void classProbabilities()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const at::NoGradGuard noGradients;
        const Fixture fixture(item);
        const auto names = item.expected.strings("knockout/genes").values;
        for (std::size_t i = 0; i < names.size(); ++i) {
            std::vector<double> probabilities;
            for (std::int64_t cell = 0; cell < fixture.batch.cells; ++cell) {
                const at::Tensor latents = fixture.latents(fixture.variant(cell, fixture.genes[i], ExceiverChange::ZeroValue), 0);
                const auto row = test::numbers(exceiver::classify(fixture.encoder.network(), latents, {}).softmax(-1));
                probabilities.insert(probabilities.end(), row.begin(), row.end());
            }
            VERIFY_WITHIN_STATED(probabilities, item.expected, "knockout/zero_value/class_probabilities_" + names[i]);
        }
    }

    void renormalizedValues_data() { test::addExceiverRows("knockout/genes"); }
    void renormalizedValues()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const Fixture fixture(item);
        std::vector<float> values;
        for (const std::int64_t gene : fixture.genes)
            for (std::int64_t cell = 0; cell < fixture.batch.cells; ++cell) {
                const auto row = fixture.variant(cell, gene, ExceiverChange::ZeroCountRenormalized).values;
                values.insert(values.end(), row.begin(), row.end());
            }
        VERIFY_WITHIN_STATED(values, item.expected, "knockout/zero_count_renormalised/gene_values");
    }

    // Every gene of a cell, taken from the sums and computed anew.
    void aChangedSumIsAChangedCell_data() { test::addExceiverRows(); }
    void aChangedSumIsAChangedCell()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const at::NoGradGuard noGradients;
        Fixture fixture(item);
        // Few enough genes for the sums: two in three lose their counts.
        for (std::size_t i = 0; i < fixture.batch.values.size(); ++i) {
            if (i % 3 == 0) continue;
            fixture.batch.values[i] = fixture.batch.absentValues[i % fixture.batch.absentValues.size()];
            fixture.batch.undetected[i] = 1;
        }
        std::vector<std::int64_t> genes;
        for (std::int64_t gene = 0; gene < item.config.genes; ++gene) genes.push_back(gene);
        QVERIFY(fixture.encoder.sums(fixture.batch, 0).has_value());
        const TokenBatch cell = test::rowsOf(fixture.batch, {0});
        for (const ExceiverChange how : {ExceiverChange::ZeroValue, ExceiverChange::Mask}) {
            const auto rows = nn::toVector(fixture.variants(cell, genes, how));
            const auto own = nn::toVector(fixture.latents(fixture.batch, 0));
            for (const std::int64_t gene : genes) {
                const TokenBatch variant = test::changedCell(fixture.batch, 0, gene, how);
                const at::Tensor encoded = fixture.encoder.encodePlainly(fixture.encoder.tokens(variant, 0)).unsqueeze(0);
                const auto anew = nn::toVector(exceiver::process(fixture.encoder.network(), encoded, {}));
                const float *row = rows.data() + gene * fixture.width();
                for (std::size_t i = 0; i < anew.size(); ++i) QVERIFY(std::abs(row[i] - anew[i]) < 2e-5F);
                const bool undetected = fixture.batch.undetected[static_cast<std::size_t>(gene)] != 0;
                if (how == ExceiverChange::ZeroValue && undetected)
                    for (std::size_t i = 0; i < own.size(); ++i) QCOMPARE(row[i], own[i]);
            }
        }
        JobContext context;
        context.cancel();
        QVERIFY_EXCEPTION_THROWN(exceiver::variantLatents(fixture.encoder, {cell, cell}, context), nn::Stopped);
    }

    // A cell's latents move along a direction as its gradient says, to first order: most of the move is there.
    void gradientsFollowTheChanges_data() { test::addExceiverRows(); }
    void gradientsFollowTheChanges()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const at::NoGradGuard noGradients;
        Fixture fixture(item);
        for (std::size_t i = 0; i < fixture.batch.values.size(); ++i) {
            if (i % 3 == 0) continue;
            fixture.batch.values[i] = fixture.batch.absentValues[i % fixture.batch.absentValues.size()];
            fixture.batch.undetected[i] = 1;
        }
        const TokenBatch cell = test::rowsOf(fixture.batch, {0});
        std::vector<std::int64_t> genes;
        for (std::int64_t gene = 0; gene < item.config.genes; ++gene)
            if (!cell.undetected[static_cast<std::size_t>(gene)]) genes.push_back(gene);
        QVERIFY(!genes.empty());
        const at::Tensor own = fixture.latents(cell, 0).flatten();
        const at::Tensor along = at::linspace(-1.0, 1.0, own.size(0)).unsqueeze(0);
        const at::Tensor estimated = exceiver::firstOrderChanges(fixture.encoder, cell, ChangeKind::Zero, along, JobContext())[0];
        const at::Tensor exact = at::matmul(fixture.variants(cell, genes, ExceiverChange::ZeroValue).flatten(1) - own, along[0]);
        const at::Tensor some = estimated.index_select(0, at::tensor(genes, at::TensorOptions(at::kLong)));
        const double cos = (some.dot(exact) / (some.norm() * exact.norm())).item<double>();
        QVERIFY2(cos > 0.9, qPrintable(QString::number(cos)));
        QVERIFY(estimated.count_nonzero().item<std::int64_t>() <= static_cast<std::int64_t>(genes.size()));
    }
};

QTEST_APPLESS_MAIN(TestExceiverKnockOut)
#include "tst_exceiver_knock_out.moc"
