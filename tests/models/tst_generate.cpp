// Generated cells with a generator that can be calculated by hand: prompts, tags, held-out values, refusals.
#include "models/tasks/generate/generate.h"

#include "models/tasks/generate/generate_task.h"
#include "models/tasks/generate/prompt_cells.h"
#include "tests/models/counting_model.h"

#include <cmath>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr std::int64_t geneCount = 20;

float saysOf(std::int64_t gene) { return 3.0F + static_cast<float>(gene); }

// One number for each gene. Without `pretrained` it takes cell vectors alone.
class GeneNumbers : public CellGenerator {
  public:
    bool pretrained = true;

    Result<std::vector<float>> generateFromCells(const std::vector<float> &, const TokenBatch &batch, bool,
                                                 JobContext &context) const override
    {
        if (context.cancelled()) return cancelled();
        std::vector<float> values;
        for (const std::int64_t gene : batch.genes) values.push_back(saysOf(gene));
        return values;
    }
    Result<std::vector<float>> generateFromGenes(const TokenBatch &, const TokenBatch &unknown, const std::vector<float> &vectors,
                                                 JobContext &context) const override
    {
        if (!pretrained) return Error{errors::unsupportedModel, "No."};
        return generateFromCells(vectors, unknown, false, context);
    }
};

class Numbers : public ExpressionDecoder {
  public:
    const char *unit() const override { return "bin"; }
    Result<ExpressionPrediction> predictExpression(const TokenBatch &batch, JobContext &) const override
    {
        ExpressionPrediction prediction;
        for (const std::int64_t gene : batch.genes) prediction.values.push_back(saysOf(gene));
        return prediction;
    }
};

class Outputs : public TokenEncoder {
  public:
    std::int64_t width() const override { return 2; }
    Result<std::vector<float>> encodeTokens(const TokenBatch &batch, JobContext &) const override
    {
        return std::vector<float>(static_cast<std::size_t>(batch.cells * batch.tokens * 2), static_cast<float>(batch.tokens));
    }
};

struct Model : CountingModel {
    std::shared_ptr<GeneNumbers> generator = std::make_shared<GeneNumbers>();
    Model() : CountingModel(numbered("GENE", geneCount))
    {
        loaded.generator = generator;
        loaded.expression = std::make_shared<Numbers>();
        loaded.tokens = std::make_shared<Outputs>();
    }
};

data::Dataset cells()
{
    data::Dataset dataset = staircase(24, geneCount);
    std::vector<std::string> types;
    for (int cell = 0; cell < 24; ++cell) types.push_back(cell % 2 ? "odd" : "even");
    dataset.obs.columns.set("type", textColumn(types));
    return dataset;
}

GenerateOptions exact(const std::string &prompt)
{
    GenerateOptions options;
    options.geneMatching = "exact";
    options.data = "cells.h5ad";
    options.prompt = prompt;
    options.nCells = 8;
    return options;
}

}  // namespace

class TestGenerate : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void fromTheGenesOfCells()
    {
        const data::Dataset dataset = cells();
        for (const bool pretrained : {true, false}) {
            const Model model;
            model.generator->pretrained = pretrained;
            JobContext context;
            GenerateOptions options = exact("genes");
            options.groupby = "type";
            options.from = "odd";
            const auto made = generateCells(&dataset, model.loaded, options, context);
            VERIFY_OK(made);
            QCOMPARE(made->cells(), std::int64_t{8});
            QCOMPARE(made->pretrained, pretrained);
            QCOMPARE(made->unit, std::string("bin"));
            for (std::size_t cell = 0; cell < 8; ++cell) {
                QCOMPARE(made->sources[cell].size(), std::size_t{1});
                QVERIFY(std::stoi(made->sources[cell].front().substr(4)) % 2 == 1);
                for (std::size_t gene = 0; gene < made->genes.size(); ++gene) {
                    const std::size_t at = cell * made->genes.size() + gene;
                    if (made->given[at]) QVERIFY(made->values[at] >= 1.0F && made->values[at] <= 50.0F);
                    else QCOMPARE(made->values[at], saysOf(std::stoll(made->genes[gene].substr(4))));
                }
            }
            // Held-out values only: what was given is not compared.
            QVERIFY(made->compared.size() > 0);
            for (std::size_t i = 0; i < made->compared.size(); ++i) {
                const auto cell = static_cast<std::size_t>(made->compared.cell[i]);
                const std::string name = "GENE" + std::to_string(made->compared.gene[i]);
                const auto column =
                    static_cast<std::size_t>(std::find(made->genes.begin(), made->genes.end(), name) - made->genes.begin());
                QVERIFY(!made->given[cell * made->genes.size() + column]);
                QCOMPARE(made->compared.methods[0].values[i], saysOf(made->compared.gene[i]));
            }
            QCOMPARE(made->errors.size(), std::size_t{3});
            QCOMPARE(made->errors[1].method, std::string("gene-mean"));
        }
    }

    void fromTheVectorsOfCells()
    {
        const Model model;
        const data::Dataset dataset = cells();
        JobContext context;
        GenerateOptions options = exact("cell");
        options.averaged = 3;
        const auto made = generateCells(&dataset, model.loaded, options, context);
        VERIFY_OK(made);
        QCOMPARE(made->cells(), std::int64_t{8});
        for (const auto &sources : made->sources) {
            QCOMPARE(sources.size(), std::size_t{3});
            QCOMPARE(std::set<std::string>(sources.begin(), sources.end()).size(), std::size_t{3});
        }
        QVERIFY(std::find(made->given.begin(), made->given.end(), true) == made->given.end());
        // All cells are averaged: every generated cell would be the same.
        options.averaged = 0;
        const auto one = generateCells(&dataset, model.loaded, options, context);
        VERIFY_OK(one);
        QCOMPARE(one->cells(), std::int64_t{1});
        QVERIFY(warned(context, "reduced"));
    }

    void sourcesAreSpreadOverAllCells()
    {
        const auto sources = sourcesOf(5, 10, 1, 3);
        std::vector<int> taken(5, 0);
        for (const auto &own : sources) ++taken[own.front()];
        QCOMPARE(taken, std::vector<int>(5, 2));
        QCOMPARE(sourcesOf(5, 1, 0, 3).front(), (std::vector<std::size_t>{0, 1, 2, 3, 4}));
        QCOMPARE(sourcesOf(5, 10, 2, 3), sourcesOf(5, 10, 2, 3));
    }

    // No data set: the named genes alone. The result says everywhere that it was generated.
    void fromNamedGenes()
    {
        const Model model;
        JobContext context;
        GenerateOptions options = exact("default");
        options.data.clear();
        options.genes = {"GENE3=40", "GENE5=2"};
        options.targets = {"GENE1", "GENE2", "GENE3"};
        const auto outcome = generateTask().run({.model = &model.loaded}, OptionValues(options), context);
        VERIFY_OK(outcome);
        const data::Dataset &dataset = std::get<NewDataset>(outcome->result).dataset;
        QCOMPARE(dataset.cells(), std::int64_t{1});
        QCOMPARE(dataset.var.index.values, (std::vector<std::string>{"GENE1", "GENE2", "GENE3", "GENE5"}));
        const auto *flag = dataset.obs.columns.find("lexicell_generated")->as<data::Array>();
        QVERIFY(flag && flag->at(0) != 0.0 && dataset.uns.find("lexicell_generated") && dataset.uns.find("lexicell_generation"));
        const auto x = dataset.x.all();
        VERIFY_OK(x);
        QCOMPARE(x->values, (std::vector<float>{saysOf(1), saysOf(2), 40.0F, 2.0F}));
        const auto given = dataset.layers.find("lexicell_prompt")->all();
        VERIFY_OK(given);
        QCOMPARE(given->values, (std::vector<float>{40.0F, 2.0F}));
        QVERIFY(outcome->summary["caption"].get<std::string>().find("no measurements") != std::string::npos);
    }

    void refusals()
    {
        Model model;
        const data::Dataset dataset = cells();
        JobContext context;
        const auto refused = [&](const GenerateOptions &options) {
            const auto made = generateCells(options.data.empty() ? nullptr : &dataset, model.loaded, options, context);
            return made.ok() ? std::string("computed") : made.error().errorClass;
        };
        GenerateOptions options = exact("default");
        options.data.clear();
        QCOMPARE(refused(options), std::string("bad_option"));  // no prompt
        for (const char *genes : {"GENE3", "GENE3=", "=4", "GENE3=51", "GENE3=0", "GENE3=1.5"}) {
            options.genes = {genes};
            QCOMPARE(refused(options), std::string("bad_option"));
        }
        options.genes = {"NOTHING=4"};
        QCOMPARE(refused(options), std::string("unknown_gene"));
        options = exact("genes");
        options.knownShare = 1.0;
        QCOMPARE(refused(options), std::string("bad_option"));
        options = exact("genes");
        options.cells = "type == 'none'";
        QCOMPARE(refused(options), std::string("bad_query"));
        options = exact("genes");
        options.groupby = "type";
        options.from = "none";
        QCOMPARE(refused(options), std::string("bad_option"));
        model.loaded.card.batches = 2;
        QCOMPARE(refused(exact("genes")), std::string("unsupported_model"));
        model.loaded.card.batches = 0;
        model.loaded.generator = nullptr;
        QCOMPARE(refused(exact("genes")), std::string("unsupported_model"));
        const Model other;
        JobContext stopped;
        stopped.cancel();
        QCOMPARE(generateCells(&dataset, other.loaded, exact("genes"), stopped).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestGenerate)
#include "tst_generate.moc"
