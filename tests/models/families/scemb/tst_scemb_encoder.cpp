// What an scEMB-style checkpoint computes, on the fast path: cell, token and gene vectors, gene logits, attention, in-silico
// deletion; batches and padding that change nothing.
#include "core/io/read_dataset.h"
#include "models/contracts/gene_changes.h"
#include "models/families/scemb/network/encoder.h"
#include "models/families/scemb/network/model.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/knock_out/gene_effect.h"
#include "tests/models/scemb_cases.h"
#include "tests/support/h5ad_cells.h"
#include "models/families/open_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::models;
using test::ScembCase;

namespace {

template <class T> T orFatal(Result<T> result)
{
    if (!result.ok()) qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

std::vector<double> numbers(const at::Tensor &x)
{
    const at::Tensor values = x.detach().to(at::kCPU, at::kDouble).contiguous();
    return {values.const_data_ptr<double>(), values.const_data_ptr<double>() + values.numel()};
}

LoadedModel modelOf(const ScembCase &item, const std::string &precision = "fp32")
{
    JobContext context;
    LoadedModel model = orFatal(scemb::load(item.bundle, {test::device(), precision, 0}, context));
    model.card = item.outline.card;
    model.tokenizer = item.outline.tokenizer;
    return model;
}

std::vector<float> cellsOf(const LoadedModel &model, const TokenBatch &batch)
{
    JobContext context;
    return orFatal(model.cells->encodeCells(batch, context));
}

std::vector<std::vector<double>> vectorsOf(const LoadedModel &model, const TokenBatch &batch)
{
    const auto all = cellsOf(model, batch);
    const auto width = static_cast<std::ptrdiff_t>(all.size() / static_cast<std::size_t>(batch.cells));
    std::vector<std::vector<double>> rows;
    for (auto row = all.begin(); row != all.end(); row += width) rows.emplace_back(row, row + width);
    return rows;
}

ChangedCell changedCell(const ScembCase &item, std::int64_t cell, std::int64_t gene, ChangeKind how)
{
    const auto intact = orFatal(geneChanges(*item.outline.tokenizer)->intactCell(item.counts, cell, item.geneIds, "", {}));
    return orFatal(intact->change({gene}, {how, {}}));
}

// Equal values stay in their order.
std::vector<std::string> bestFirst(const std::vector<std::string> &names, const std::vector<double> &values)
{
    std::vector<std::size_t> order(names.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&values](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    std::vector<std::string> best;
    for (const std::size_t place : order) best.push_back(names[place]);
    return best;
}

double largestDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(static_cast<double>(a[i] - b[i])));
    return largest;
}

std::vector<float> rowsOf(const std::vector<float> &table, const std::vector<std::int64_t> &rows, std::int64_t width)
{
    std::vector<float> chosen;
    for (const auto row : rows) chosen.insert(chosen.end(), table.begin() + row * width, table.begin() + (row + 1) * width);
    return chosen;
}

// A batch with `more` further columns of padding.
TokenBatch widened(const TokenBatch &batch, std::int64_t more)
{
    TokenBatch wide;
    wide.cells = batch.cells;
    wide.tokens = batch.tokens + more;
    for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
        const auto append = [&](auto &to, const auto &from, auto filler) {
            to.insert(to.end(), from.begin() + cell * batch.tokens, from.begin() + (cell + 1) * batch.tokens);
            to.insert(to.end(), static_cast<std::size_t>(more), filler);
        };
        append(wide.genes, batch.genes, scemb::padId);
        append(wide.values, batch.values, 0.0F);
        append(wide.padding, batch.padding, std::uint8_t{1});
    }
    return wide;
}

}  // namespace

class TestScembEncoder : public QObject {
    Q_OBJECT
  private slots:
    void cellVectors_data() { test::addScembRows(); }
    void cellVectors()
    {
        SCEMB_CASE_OR_SKIP(item);
        VERIFY_AS_STATED(*item.expected, "embedding_f64", test::toDoubles(cellsOf(modelOf(item), item.tokens())));
    }

    void theEmbedTask_data() { test::addScembRows(); }
    void theEmbedTask()
    {
        SCEMB_CASE_OR_SKIP(item);
        JobContext context;
        const auto embedded = tasks::embedInto(item.dataset, modelOf(item), {}, context);
        VERIFY_OK(embedded);
        const auto matrix = embedded->embedding("X_scEMB");
        VERIFY_OK(matrix);
        const float *values = matrix->as<float>();
        const std::vector<float> rows(values, values + item.dataset.cells() * item.config.embeddingSize);
        VERIFY_AS_STATED(*item.expected, "embedding_f64", test::toDoubles(rows));
        const auto warnings = context.warnings();
        const bool truncated = item.expected->numberAttribute("tokens", "truncated_cells").at(0) > 0;
        QCOMPARE(
            std::any_of(warnings.begin(), warnings.end(), [](const Warning &w) { return w.warningClass == "truncated_cells"; }),
            truncated);
    }

    void batchesChangeNothing_data() { test::addScembRows(); }
    void batchesChangeNothing()
    {
        SCEMB_CASE_OR_SKIP(item);
        const LoadedModel model = modelOf(item);
        const std::vector<float> together = cellsOf(model, item.tokens());
        QVERIFY(largestDifference(cellsOf(model, widened(item.tokens(), 7)), together) < 2e-6);
        std::vector<float> alone, reversed;
        std::vector<std::int64_t> order;
        for (std::int64_t cell = 0; cell < item.counts.rows; ++cell) {
            const std::vector<float> one = cellsOf(model, item.tokens({cell}));
            alone.insert(alone.end(), one.begin(), one.end());
            order.insert(order.begin(), cell);
        }
        QVERIFY(largestDifference(alone, together) < 2e-6);
        QVERIFY(largestDifference(cellsOf(model, item.tokens(order)), rowsOf(together, order, item.config.embeddingSize)) < 2e-6);
    }

    void tokenVectors_data() { test::addScembRows(); }
    void tokenVectors()
    {
        SCEMB_CASE_OR_SKIP(item);
        JobContext context;
        const LoadedModel model = modelOf(item);
        const TokenBatch batch = item.tokens();
        const auto width = static_cast<std::size_t>(model.tokens->width());
        const std::vector<float> tokens = orFatal(model.tokens->encodeTokens(batch, context));
        QCOMPARE(tokens.size(), batch.genes.size() * width);
        std::vector<float> means(static_cast<std::size_t>(batch.cells) * width, 0.0F);
        for (std::size_t i = 0; i < batch.genes.size(); ++i) {
            const std::size_t cell = i / static_cast<std::size_t>(batch.tokens);
            const auto row = batch.padding.begin() + static_cast<std::ptrdiff_t>(cell) * batch.tokens;
            const auto count = static_cast<float>(std::count(row, row + batch.tokens, 0));
            for (std::size_t d = 0; d < width; ++d) {
                if (batch.padding[i]) QCOMPARE(tokens[i * width + d], 0.0F);
                means[cell * width + d] += tokens[i * width + d] / count;
            }
        }
        QVERIFY(largestDifference(means, cellsOf(model, batch)) < 2e-6);
    }

    void geneVectorsAreTheTable_data() { test::addScembRows(); }
    void geneVectorsAreTheTable()
    {
        SCEMB_CASE_OR_SKIP(item);
        JobContext context;
        const LoadedModel model = modelOf(item);
        const std::vector<float> table = item.bundle.tensors.find("gene_embedding.weight")->toFloat();
        const std::int64_t width = model.genes->width();
        const std::vector<std::int64_t> ids{5, 2, item.config.vocabulary - 1};
        QCOMPARE(orFatal(model.genes->geneVectors(ids, context)), rowsOf(table, ids, width));
        QCOMPARE(orFatal(model.genes->geneVectors({}, context)), std::vector<float>());
    }

    // The head over a masked batch gives the same logits as the objective.
    void predictsGenes_data() { test::addScembRows(); }
    void predictsGenes()
    {
        SCEMB_CASE_OR_SKIP(item);
        JobContext context;
        TokenBatch batch = item.tokens(item.expected->ints("mlm/cells").values);
        const auto places = item.expected->ints("mlm/masked_positions");
        for (std::int64_t i = 0; i < places.rows(); ++i) {
            const auto at = static_cast<std::size_t>(places.at(i, 0) * batch.tokens + places.at(i, 1));
            batch.genes[at] = scemb::maskId;
            batch.values[at] = static_cast<float>(scemb::maskBin(item.config));
        }
        const LoadedModel model = modelOf(item);
        const auto prediction = orFatal(model.expression->predictExpression(batch, context));
        QCOMPARE(prediction.classes, item.config.vocabulary);
        QCOMPARE(std::string(model.expression->unit()), std::string("gene class"));
        std::vector<double> logits;
        for (std::int64_t i = 0; i < item.expected->shape("mlm/logits_f64").at(0); ++i) {
            const auto row = prediction.values.begin() + (places.at(i, 0) * batch.tokens + places.at(i, 1)) * prediction.classes;
            logits.insert(logits.end(), row, row + prediction.classes);
        }
        VERIFY_AS_STATED(*item.expected, "mlm/logits_f64", logits);
    }

    void deletion_data() { test::addScembRows(); }
    void deletion()
    {
        SCEMB_CASE_OR_SKIP(item);
        const LoadedModel model = modelOf(item);
        const auto cellsA = item.expected->ints("deletion/cells_a").values;
        const auto states = item.expected->strings("states").values;
        std::vector<std::int64_t> cellsB;
        for (std::size_t i = 0; i < states.size(); ++i)
            if (states[i] == item.expected->textAttribute("deletion", "state_b")) cellsB.push_back(static_cast<std::int64_t>(i));
        const auto before = vectorsOf(model, item.tokens(cellsA));
        const tasks::Goal goal =
            tasks::goalOf(tasks::groupMean(before, {}), tasks::groupMean(vectorsOf(model, item.tokens(cellsB)), {}));
        const auto genes = item.expected->ints("deletion/gene_ids").values;
        const auto names = item.expected->strings("deletion/genes").values;
        for (const auto &[how, group] : {std::pair{ChangeKind::Mask, std::string("deletion/mask/")},
                                         std::pair{ChangeKind::Delete, std::string("deletion/remove/")}}) {
            VERIFY_AS_STATED(*item.expected, group + "state_direction_f64", goal.direction);
            const auto absent = item.expected->ints(group + "not_expressed");
            std::vector<double> shifts(genes.size() * cellsA.size(), 0.0), means, vectors, scores, cellScores, errors;
            for (std::size_t g = 0; g < genes.size(); ++g) {
                QCOMPARE(item.outline.tokenizer->vocabulary()[static_cast<std::size_t>(genes[g])], names[g]);
                std::vector<double> own, along;
                std::vector<std::vector<double>> changes;
                for (std::size_t cell = 0; cell < cellsA.size(); ++cell) {
                    const auto changed = changedCell(item, cellsA[cell], genes[g], how);
                    QCOMPARE(changed.takesPart, absent.at(static_cast<std::int64_t>(g), static_cast<std::int64_t>(cell)) == 0);
                    if (!changed.takesPart) continue;
                    const auto after = vectorsOf(model, changed.changed).front();
                    const tasks::CellShift shift = tasks::cellShift(before[cell], after, goal);
                    shifts[g * cellsA.size() + cell] = shift.shift;
                    own.push_back(shift.shift);
                    along.push_back(shift.along);
                    changes.push_back(after);
                    for (std::size_t i = 0; i < after.size(); ++i) changes.back()[i] -= before[cell][i];
                }
                QCOMPARE(static_cast<std::int64_t>(own.size()), item.expected->ints(group + "n_cells").values[g]);
                const auto mean = tasks::groupMean(changes, {});
                means.push_back(tasks::effectOf(own, {}, 1).value);
                vectors.insert(vectors.end(), mean.begin(), mean.end());
                scores.push_back(tasks::cosine(mean, goal.direction));
                cellScores.push_back(tasks::effectOf(along, {}, 1).value);
                errors.push_back(tasks::effectOf(along, {}, 1).standardError);
            }
            VERIFY_AS_STATED(*item.expected, group + "cosine_shift_f64", shifts);
            VERIFY_AS_STATED(*item.expected, group + "mean_cosine_shift_f64", means);
            VERIFY_AS_STATED(*item.expected, group + "mean_shift_vector_f64", vectors);
            VERIFY_AS_STATED(*item.expected, group + "score_f64", scores);
            VERIFY_AS_STATED(*item.expected, group + "mean_per_cell_score_f64", cellScores);
            VERIFY_AS_STATED(*item.expected, group + "se_per_cell_score_f64", errors);
            for (const auto &[values, ranking] : {std::pair{scores, "ranking"}, std::pair{means, "ranking_by_shift"}})
                QCOMPARE(bestFirst(names, values), item.expected->strings(group + ranking).values);
        }
    }

    // Rows of softmax(logits / √D) times the values, through the output product, are what the layer adds.
    void attentionLogits_data() { test::addScembRows(); }
    void attentionLogits()
    {
        SCEMB_CASE_OR_SKIP(item);
        JobContext context;
        const LoadedModel model = modelOf(item);
        const auto network = scemb::loadNetwork(item.bundle, item.config);
        VERIFY_OK(network);
        const TokenBatch batch = widened(item.tokens({1}), 3);
        const std::int64_t tokens = batch.tokens - 3, heads = item.config.heads, width = item.config.embeddingSize / heads;
        const auto logits = orFatal(model.attention->attentionLogits(batch, 0, 0, context));
        QCOMPARE(static_cast<std::int64_t>(logits.size()), heads * batch.tokens * batch.tokens);
        const nn::TokenTensors input = nn::toTorch(batch, 0, 1);
        at::Tensor x = scemb::embedTokens(*network, input.genes, input.values.to(at::kLong));
        const scemb::Layer &layer = network->layers.front();
        if (item.config.normPosition == scemb::NormPosition::Pre)
            x = at::layer_norm(x, {x.size(-1)}, layer.attentionNorm.weight, layer.attentionNorm.bias, item.config.normEpsilon);
        const at::Tensor q = at::linear(x, layer.query.weight, layer.query.bias)[0];
        const at::Tensor k = at::linear(x, layer.key.weight, layer.key.bias)[0];
        double largest = 0.0;
        for (std::int64_t head = 0; head < heads; ++head) {
            const at::Tensor plain = at::matmul(q.slice(1, head * width, (head + 1) * width),
                                                k.slice(1, head * width, (head + 1) * width).transpose(0, 1));
            const auto values = numbers(plain);
            for (std::int64_t i = 0; i < batch.tokens; ++i) {
                for (std::int64_t j = 0; j < batch.tokens; ++j) {
                    const bool inside = i < tokens && j < tokens;
                    const double wanted = inside ? values[static_cast<std::size_t>(i * tokens + j)] : 0.0;
                    const double found =
                        static_cast<double>(logits[static_cast<std::size_t>((head * batch.tokens + i) * batch.tokens + j)]);
                    largest = std::max(largest, std::abs(found - wanted));
                }
            }
        }
        QVERIFY2(largest < 1e-4, std::to_string(largest).c_str());
    }

    void lowPrecisionStaysNear_data() { test::addScembRows(); }
    void lowPrecisionStaysNear()
    {
        SCEMB_CASE_OR_SKIP(item);
        const double difference =
            largestDifference(cellsOf(modelOf(item, "bf16"), item.tokens()), cellsOf(modelOf(item), item.tokens()));
        QVERIFY2(difference > 0.0 && difference < 0.05, std::to_string(difference).c_str());
    }

    void cellsWithoutCountsAreFlagged()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scemb");
        const auto input = root / "../scbert/broken/input_empty_cell.h5ad";
        if (!std::filesystem::exists(input)) QSKIP("the inputs of scBERT, which are shared, are absent");
        JobContext context;
        const auto dataset = io::readDataset(input, {}, context);
        VERIFY_OK(dataset);
        const auto bundle = checkpoint::openBundle(root / "broken/ok", context);
        VERIFY_OK(bundle);
        LoadedModel model = orFatal(scemb::load(*bundle, {test::device(), "fp32", 0}, context));
        const auto outlined = outlineModel(root / "broken/ok", context);
        VERIFY_OK(outlined);
        model.card = outlined->card;
        model.tokenizer = outlined->tokenizer;
        const auto result = tasks::embed(*dataset, model, {}, context);
        VERIFY_OK(result);
        const data::CsrBlock cells = test::readCells(input).cells;
        std::int64_t emptyCells = 0;
        for (std::size_t cell = 0; cell < static_cast<std::size_t>(cells.rows); ++cell) {
            const bool empty = cells.indptr[cell] == cells.indptr[cell + 1];
            emptyCells += empty;
            QCOMPARE(static_cast<bool>(result->embedding.embedded.at(cell)), !empty);
            const float *row = result->embedding.row(static_cast<std::int64_t>(cell));
            const bool zero = std::all_of(row, row + result->embedding.dimensions, [](float v) { return v == 0.0F; });
            QCOMPARE(zero, empty);
        }
        QVERIFY(emptyCells > 0);
        QCOMPARE(result->emptyCells, emptyCells);
    }

    void cancels()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scemb");
        const ScembCase item(test::scembCases(root).front());
        const LoadedModel model = modelOf(item);
        JobContext context;
        context.cancel();
        for (const auto &kind : {model.cells->encodeCells(item.tokens(), context).error().kind,
                                 model.tokens->encodeTokens(item.tokens(), context).error().kind,
                                 model.genes->geneVectors({2}, context).error().kind,
                                 model.expression->predictExpression(item.tokens(), context).error().kind})
            QCOMPARE(kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestScembEncoder)
#include "tst_scemb_encoder.moc"
