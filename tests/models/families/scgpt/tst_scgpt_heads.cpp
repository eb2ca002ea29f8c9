// What a scGPT checkpoint says of genes, tokens and cells, through its abilities: gene vectors, token vectors and their pooling,
// expression, classes.
#include "models/nn/losses.h"
#include "models/input/cell_pooling.h"
#include "tests/models/scgpt_cases.h"

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::Hdf5File;
using test::tensorOf;

class TestScgptHeads : public test::ScgptTest {
    Q_OBJECT
  private slots:
    void geneVectors_data() { test::addCases(m_root, "base"); }
    void geneVectors()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File expected(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        JobContext context;
        const auto vectors = model->genes->geneVectors(expected.ints("gene_embedding/ids").values, context);
        VERIFY_OK(vectors);
        const at::Tensor want = tensorOf(expected, "gene_embedding/output");
        QCOMPARE(model->genes->width(), want.size(1));
        VERIFY_CLOSE(tensorOf(*vectors, want.sizes().vec()), want);
    }

    void aGeneOutsideTheVocabularyIsRefused()
    {
        for (const fs::path &folder : test::casesOf(m_root, "base")) {
            const auto model = test::modelOf(folder);
            VERIFY_OK(model);
            JobContext context;
            for (const std::int64_t id : {std::int64_t{-1}, std::int64_t{1} << 40}) {
                const auto vectors = model->genes->geneVectors({0, id}, context);
                QVERIFY(!vectors.ok());
                QCOMPARE(vectors.error().errorClass, std::string("unknown_gene"));
            }
        }
    }

    void tokenVectors_data() { test::addCases(m_root, "base"); }
    void tokenVectors()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File expected(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const at::Tensor states = tensorOf(expected, "hidden/states");  // zero at padding, as ours
        auto tokens = test::rowsOf(test::tokensOf(expected, "tokens/ids", "bins/values_half", test::padIdOf(folder)),
                                   test::idTensorOf(expected, "hidden/cells"));
        for (at::Tensor *part : {&tokens.genes, &tokens.values, &tokens.padding}) *part = part->slice(1, 0, states.size(2));
        JobContext context;
        const auto vectors = model->tokens->encodeTokens(test::batchOf(tokens), context);
        VERIFY_OK(vectors);
        const at::Tensor want = states.select(1, states.size(1) - 1);
        VERIFY_CLOSE(tensorOf(*vectors, want.sizes().vec()), want);
    }

    void pooling_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("ids");
        QTest::addColumn<QString>("values");
        QTest::addColumn<int>("pooling");
        QTest::addColumn<QString>("expected");
        using models::input::Pooling;
        if (test::casesOf(m_root, "base").empty()) QSKIP("no such case in this folder");
        for (const fs::path &folder : test::casesOf(m_root, "base")) {
            const QString path = QString::fromStdString(folder.string());
            const auto add = [&](bool truncated, Pooling pooling, const char *name) {
                QTest::addRow("%s %s", folder.filename().c_str(), name)
                    << path << (truncated ? "truncated/ids" : "tokens/ids")
                    << (truncated ? "truncated/values_half" : "bins/values_half") << static_cast<int>(pooling) << name;
            };
            add(true, Pooling::Mean, "pooling/avg_pool_nopad");
            add(true, Pooling::MeanOfAllPositions, "pooling/avg_pool_nopad");
            add(false, Pooling::MeanOfAllPositions, "pooling/avg_pool_padzero");
            add(false, Pooling::Mean, "pooling/avg_valid_only");
            add(true, Pooling::ByValue, "pooling/w_pool_nopad");
            add(false, Pooling::ByValue, "pooling/w_pool_padzero");
            add(false, Pooling::FirstToken, "heads/cell_emb");
        }
    }
    void pooling()
    {
        const fs::path folder = test::fetchedFolder();
        QFETCH(QString, ids);
        QFETCH(QString, values);
        QFETCH(int, pooling);
        QFETCH(QString, expected);
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const auto batch = test::batchOf(test::tokensOf(file, ids.toStdString(), values.toStdString(), test::padIdOf(folder)));
        JobContext context;
        const auto vectors =
            models::input::poolCells(*model->tokens, batch, static_cast<models::input::Pooling>(pooling), context);
        VERIFY_OK(vectors);
        const at::Tensor want = tensorOf(file, expected.toStdString());
        VERIFY_CLOSE(tensorOf(*vectors, want.sizes().vec()), want);
    }

    void expression_data() { test::addCases(m_root, "base"); }
    void expression()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File expected(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const at::Tensor predicted = tensorOf(expected, "heads/mlm_output");  // zero at padding, as ours
        const auto tokens = test::rowsOf(test::tokensOf(expected, "tokens/ids", "bins/values_half", test::padIdOf(folder)),
                                         at::arange(predicted.size(0), at::TensorOptions(at::kLong)));
        JobContext context;
        const auto expression = model->expression->predictExpression(test::batchOf(tokens), context);
        VERIFY_OK(expression);
        QCOMPARE(expression->classes, std::int64_t{1});
        VERIFY_CLOSE(tensorOf(expression->values, predicted.sizes().vec()), predicted);
        VERIFY_CLOSE(tensorOf(expression->fromCell, predicted.sizes().vec()), tensorOf(expected, "heads/mvc_output"));
        QVERIFY(expression->nonZero.empty() && expression->nonZeroFromCell.empty());
    }

    // A cell's results depend on neither its batch mates nor the padding that they cause.
    void cellsAreIndependent()
    {
        for (const fs::path &path : test::casesOf(m_root, "base")) {
            const Hdf5File expected(path / "expected.h5");
            const auto model = test::modelOf(path);
            VERIFY_OK(model);
            const auto tokens = test::tokensOf(expected, "tokens/ids", "bins/values_half", test::padIdOf(path));
            JobContext context;
            const auto together = model->expression->predictExpression(test::batchOf(tokens), context);
            VERIFY_OK(together);
            const std::int64_t width = tokens.genes.size(1);
            for (std::int64_t cell = 0; cell < std::min<std::int64_t>(3, tokens.genes.size(0)); ++cell) {
                const auto one = test::rowsOf(tokens, at::scalar_tensor(cell, at::TensorOptions(at::kLong)).view({1}));
                const auto alone = model->expression->predictExpression(test::batchOf(one), context);
                VERIFY_OK(alone);
                VERIFY_CLOSE(tensorOf(alone->values, {width}), tensorOf(together->values, tokens.genes.sizes().vec())[cell]);
            }
        }
    }

    void classes_data() { test::addCases(m_root, "cls"); }
    void classes()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File expected(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const auto batch = test::batchOf(test::tokensOf(expected, "tokens/ids", "tokens/values", test::padIdOf(folder)));
        const at::Tensor want = tensorOf(expected, "logits");
        QCOMPARE(model->classifier->classes(), want.size(1));
        JobContext context;
        const auto logits = model->classifier->classify(batch, context);
        VERIFY_OK(logits);
        const at::Tensor found = tensorOf(*logits, want.sizes().vec());
        VERIFY_CLOSE(found, want);
        VERIFY_CLOSE(at::softmax(found, -1), tensorOf(expected, "softmax"));
        QVERIFY(at::equal(found.argmax(-1), test::idTensorOf(expected, "predicted_id")));
        const auto cells = models::input::poolCells(*model->tokens, batch, models::input::Pooling::FirstToken, context);
        VERIFY_OK(cells);
        const at::Tensor vectors = tensorOf(expected, "cell_emb");
        VERIFY_CLOSE(tensorOf(*cells, vectors.sizes().vec()), vectors);
        const auto embedding = model->cells->encodeCells(batch, context);
        VERIFY_OK(embedding);
        VERIFY_CLOSE(tensorOf(*embedding, vectors.sizes().vec()), test::unitRows(vectors));
    }

    void similarity_data() { test::addCases(m_root, "base"); }
    void similarity()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File expected(folder / "expected.h5");
        VERIFY_CLOSE(nn::elasticCellSimilarity(tensorOf(expected, "heads/cell_emb"), 0.3), tensorOf(expected, "heads/loss_ecs"));
    }

    // What a checkpoint has no part for is null; what it has is there.
    void abilitiesFollowTheParts_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("abilities");
        for (const auto &[name, abilities] :
             {std::pair{"base", "cells expression generator"}, std::pair{"cls", "cells expression classifier generator"},
              std::pair{"grn", "cells expression generator"}, std::pair{"perturb", "perturbation"},
              std::pair{"multiomic", "cells expression generator"},
              std::pair{"train_step/integration", "cells expression generator"}})
            for (const fs::path &folder : test::casesOf(m_root, name))
                QTest::newRow(fs::relative(folder, m_root).c_str()) << QString::fromStdString(folder.string()) << abilities;
    }
    void abilitiesFollowTheParts()
    {
        const fs::path folder = test::fetchedFolder();
        QFETCH(QString, abilities);
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        QVERIFY(model->tokens && model->genes && model->attention);
        QStringList found;
        if (model->cells) found << "cells";
        if (model->expression) found << "expression";
        if (model->classifier) found << "classifier";
        if (model->perturbation) found << "perturbation";
        if (model->generator) found << "generator";
        QCOMPARE(found.join(' '), abilities);
    }

    void toldToStopTheyStop()
    {
        for (const fs::path &path : test::casesOf(m_root, "base")) {
            const Hdf5File expected(path / "expected.h5");
            const auto model = test::modelOf(path);
            VERIFY_OK(model);
            const auto batch = test::batchOf(test::tokensOf(expected, "tokens/ids", "bins/values_half", test::padIdOf(path)));
            JobContext context;
            context.cancel();
            QCOMPARE(model->tokens->encodeTokens(batch, context).error().kind, ErrorKind::Cancelled);
            QCOMPARE(model->expression->predictExpression(batch, context).error().kind, ErrorKind::Cancelled);
            QCOMPARE(model->genes->geneVectors({0}, context).error().kind, ErrorKind::Cancelled);
            const std::int64_t last = model->attention->layers() - 1;
            if (last > 0)  // before the first layer there is nothing to stop
                QCOMPARE(model->attention->attentionLogits(batch, 0, last, context).error().kind, ErrorKind::Cancelled);
        }
    }
};

QTEST_APPLESS_MAIN(TestScgptHeads)
#include "tst_scgpt_heads.moc"
