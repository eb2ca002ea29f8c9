#include "core/data/preprocessed_view.h"
#include "tests/support/fixtures.h"

#include <cmath>

using namespace lexicell;
using data::PreprocessedView;

static data::ExpressionMatrix matrix(std::vector<float> values)
{
    return data::ExpressionMatrix::ofCsr({2, 3, {0, 2, 4}, {0, 2, 1, 2}, std::move(values)});
}

class TestPreprocessedView : public QObject {
    Q_OBJECT

  private slots:
    void appliesTheRecipeInOrder()
    {
        preprocess::Recipe recipe;
        recipe.needsCounts = true;
        recipe.normalize = preprocess::NormalizeTotal{10.0};
        recipe.log1p = preprocess::Log1p{};
        recipe.subset = preprocess::VariableGenes{{2}};
        recipe.clip = preprocess::Clip{0.0, 2.0};
        const auto view = PreprocessedView::make(matrix({1, 4, 1, 9}), recipe, {"C"}, {"one", "two"});
        VERIFY_OK(view);
        QCOMPARE(view->genes(), 1);
        const auto rows = view->rows(0, 2);
        VERIFY_OK(rows);
        // the total is over all genes, although only one is kept
        QCOMPARE(rows->values, (std::vector<float>{2.0f, 2.0f}));
        QCOMPARE(rows->indices, (std::vector<std::int32_t>{0, 0}));
        recipe.clip.reset();
        const auto unclipped = PreprocessedView::make(matrix({1, 4, 1, 9}), recipe, {"C"}, {"one", "two"})->rows(1, 2);
        VERIFY_OK(unclipped);
        QCOMPARE(unclipped->values[0], static_cast<float>(std::log1p(9.0)));
    }

    void refusesWhatIsNotCounts_data()
    {
        QTest::addColumn<float>("value");
        QTest::addColumn<QString>("word");
        QTest::newRow("log-normalised") << 2.5f << "log-normalised";
        QTest::newRow("normalised") << 250.5f << "fractions";
        QTest::newRow("scaled") << -1.0f << "negative";
    }
    void refusesWhatIsNotCounts()
    {
        QFETCH(float, value);
        QFETCH(QString, word);
        preprocess::Recipe recipe;
        recipe.needsCounts = true;
        const auto view = PreprocessedView::make(matrix({1, value, 1, 9}), recipe, {"A", "B", "C"}, {"one", "two"});
        QVERIFY(!view.ok());
        QCOMPARE(QString::fromStdString(view.error().errorClass), QString("counts_needed"));
        QVERIFY2(view.error().message.find(word.toStdString()) != std::string::npos, view.error().message.c_str());
    }

    void refusesNamesThatDoNotFit()
    {
        const auto view = PreprocessedView::make(matrix({1, 4, 1, 9}), {}, {"A"}, {"one", "two"});
        QVERIFY(!view.ok());
        QCOMPARE(QString::fromStdString(view.error().errorClass), QString("shape_mismatch"));
    }
};

QTEST_GUILESS_MAIN(TestPreprocessedView)
#include "tst_preprocessed_view.moc"
