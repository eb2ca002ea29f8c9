// Simulated data sets: what they hold, that they say they are simulated, what the seed fixes.
#include "core/data/value_summary.h"
#include "core/genes/gene_table.h"
#include "core/simulate/simulate.h"
#include "tests/core/simulated_cells.h"

#include <set>

using namespace lexicell;
using namespace lexicell::test;
using simulate::SimulateOptions;

class TestSimulate : public QObject, private SimulatedCells {
    Q_OBJECT

  private slots:
    void initTestCase();
    void shapesAndColumns();
    void isLabeledAsSimulated();
    void genesAreApprovedSymbols();
    void countsLookLikeBlood();
    void seedFixesEverything();
    void biologyDoesNotDependOnTheSeed();
    void cellsDoNotDependOnTheirNumber();
    void smallPanelsHoldEveryProgram();
    void badOptions_data();
    void badOptions();
    void cancels();
};

void TestSimulate::initTestCase() { VERIFY_OK(make()); }

void TestSimulate::shapesAndColumns()
{
    QCOMPARE(m_data.cells(), 6000);
    QCOMPARE(m_data.genes(), 1200);
    QCOMPARE(m_data.x.cells(), 6000);
    QVERIFY(column("cell_type").categoryCount() >= 8);
    QCOMPARE(column("batch").categoryCount(), std::size_t{2});
    QCOMPARE(m_truth["knockouts"].toArray().size(), 10);
    QVERIFY(m_truth["pairs"].toArray().size() >= 4);
    QCOMPARE(column("perturbation").categoryCount(), std::size_t(1 + 10 + m_truth["pairs"].toArray().size()));
    std::set<std::string> kinds;
    for (const auto &pair : m_truth["pairs"].toArray()) kinds.insert(pair.toObject()["kind"].toString().toStdString());
    QCOMPARE(kinds, (std::set<std::string>{"additive", "epistatic"}));
    const auto &names = m_data.obs.index.values;
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    const data::Array &sums = *m_data.obs.columns.find("n_counts")->as<data::Array>();
    double sum = 0.0;
    for (std::int64_t g = 0; g < m_data.genes(); ++g) sum += count(17, g);
    QCOMPARE(sums.at(17), sum);
}

void TestSimulate::isLabeledAsSimulated()
{
    QVERIFY(textOf(m_data, "title").find("imulated") != std::string::npos);
    const data::Element *flag = m_data.uns.find("lexicell_simulated");
    QVERIFY(flag && flag->as<data::Array>());
    QCOMPARE(flag->as<data::Array>()->dtype(), data::DType::Bool);
    QCOMPARE(flag->as<data::Array>()->at(0), 1.0);
    QVERIFY(m_truth["simulated"].toBool());
    QCOMPARE(m_data.format, std::string("simulated"));
}

void TestSimulate::genesAreApprovedSymbols()
{
    auto table = genes::GeneTable::ofSpecies("human");
    VERIFY_OK(table);
    const auto &names = m_data.var.index.values;
    const auto &identifiers = m_data.var.columns.find("gene_ids")->as<data::StringArray>()->values;
    for (std::size_t g = 0; g < names.size(); ++g) {
        const genes::GeneMeaning meaning = (*table)->meaning(names[g]);
        QVERIFY2(meaning.kind == genes::MatchKind::Exact && meaning.genes.size() == 1, names[g].c_str());
        QCOMPARE(identifiers[g], (*table)->genes()[static_cast<std::size_t>(meaning.genes.front())].ensembl);
        QVERIFY2(!identifiers[g].empty(), names[g].c_str());
    }
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    for (const char *known : {"CD3E", "MS4A1", "LYZ", "GNLY", "PPBP", "STAT1", "MT-CO1", "RPS6", "ACTB"})
        QVERIFY2(gene(known) < m_data.genes(), known);
}

void TestSimulate::countsLookLikeBlood()
{
    auto summary = data::summarize(m_data.x);
    VERIFY_OK(summary);
    QVERIFY(summary->counts());
    const double perCell = summary->sum / static_cast<double>(m_data.cells());
    QVERIFY2(perCell > 1200 && perCell < 6000, QByteArray::number(perCell));
    const double filled = static_cast<double>(summary->nonZeros) / static_cast<double>(m_data.cells() * m_data.genes());
    QVERIFY2(filled > 0.08 && filled < 0.4, QByteArray::number(filled));
    double mitochondrial = 0.0;
    for (std::int64_t g = 0; g < m_data.genes(); ++g)
        if (m_data.var.index.values[static_cast<std::size_t>(g)].starts_with("MT-"))
            for (std::int64_t c = 0; c < m_data.cells(); ++c) mitochondrial += count(c, g);
    const double share = mitochondrial / summary->sum;
    QVERIFY2(share > 0.01 && share < 0.15, QByteArray::number(share));
    for (const auto &value : m_truth["cell_types"].toArray()) {
        const QJsonObject type = value.toObject();
        const int wanted = code("cell_type", type["name"].toString().toStdString());
        const auto cells = std::count(column("cell_type").codes.begin(), column("cell_type").codes.end(), wanted);
        const double found = static_cast<double>(cells) / static_cast<double>(m_data.cells());
        QVERIFY2(found > 0.5 * type["proportion"].toDouble() && found < 2.0 * type["proportion"].toDouble(),
                 qPrintable(type["name"].toString()));
    }
}

void TestSimulate::seedFixesEverything()
{
    SimulateOptions options;
    options.cells = 200;
    options.genes = 400;
    const auto one = runSimulation(options, 1), again = runSimulation(options, 5);
    VERIFY_OK(one);
    VERIFY_OK(again);
    QCOMPARE(countsOf(*one).values, countsOf(*again).values);
    QCOMPARE(countsOf(*one).indices, countsOf(*again).indices);
    QCOMPARE(one->obs.index.values, again->obs.index.values);
    QCOMPARE(textOf(*one, "lexicell_truth"), textOf(*again, "lexicell_truth"));
    options.seed = 1;
    const auto other = runSimulation(options);
    VERIFY_OK(other);
    QVERIFY(countsOf(*one).values != countsOf(*other).values);
    QVERIFY(one->obs.index.values != other->obs.index.values);
}

void TestSimulate::biologyDoesNotDependOnTheSeed()
{
    SimulateOptions options;
    options.cells = 1;
    options.genes = 1200;
    options.seed = 99;
    const auto other = runSimulation(options);
    VERIFY_OK(other);
    QCOMPARE(other->var.index.values, m_data.var.index.values);
    const QJsonObject truth = truthOf(*other);
    QCOMPARE(truth["cell_types"], m_truth["cell_types"]);
    QCOMPARE(truth["knockouts"], m_truth["knockouts"]);
    QVERIFY(truth["batches"] != m_truth["batches"]);
}

void TestSimulate::cellsDoNotDependOnTheirNumber()
{
    SimulateOptions options;
    options.cells = 20;
    options.genes = 1200;
    const auto few = runSimulation(options);
    VERIFY_OK(few);
    const data::CsrBlock block = countsOf(*few);
    for (std::int64_t c = 0; c < 20; ++c)
        for (std::int64_t k = block.indptr[static_cast<std::size_t>(c)]; k < block.indptr[static_cast<std::size_t>(c) + 1]; ++k)
            QCOMPARE(double(block.values[static_cast<std::size_t>(k)]), count(c, block.indices[static_cast<std::size_t>(k)]));
    QCOMPARE(few->obs.index.values[19], m_data.obs.index.values[19]);
}

void TestSimulate::smallPanelsHoldEveryProgram()
{
    SimulateOptions options;
    options.cells = 10;
    options.genes = 150;
    const auto small = runSimulation(options);
    VERIFY_OK(small);
    const QJsonObject truth = truthOf(*small);
    for (const auto &type : truth["cell_types"].toArray()) QVERIFY(type.toObject()["markers"].toObject().size() >= 4);
    for (const auto &module : truth["modules"].toArray()) QVERIFY(module.toObject()["loadings"].toObject().size() >= 4);
    options.knockouts = 0;
    options.batches = 1;
    const auto plain = runSimulation(options);
    VERIFY_OK(plain);
    QCOMPARE(plain->obs.columns.find("perturbation")->as<data::Categorical>()->categoryNames(),
             std::vector<std::string>{"control"});
    options.knockouts = 30;  // more than there are regulators
    options.genes = 600;
    const auto many = runSimulation(options);
    VERIFY_OK(many);
    QVERIFY(many->obs.columns.find("perturbation")->as<data::Categorical>()->categoryCount() > 31);
}

void TestSimulate::badOptions_data()
{
    QTest::addColumn<int>("cells");
    QTest::addColumn<int>("genes");
    QTest::addColumn<int>("batches");
    QTest::addColumn<int>("knockouts");
    QTest::addColumn<QString>("errorClass");
    QTest::newRow("no cells") << 0 << 1000 << 2 << 10 << "bad_option";
    QTest::newRow("few genes") << 10 << 99 << 2 << 10 << "bad_option";
    QTest::newRow("no batches") << 10 << 1000 << 0 << 10 << "bad_option";
    QTest::newRow("negative knock-outs") << 10 << 1000 << 1 << -1 << "bad_option";
    QTest::newRow("many knock-outs") << 10 << 1000 << 1 << 251 << "bad_option";
    QTest::newRow("more genes than there are") << 10 << 40000 << 1 << 0 << "too_many_genes";
}

void TestSimulate::badOptions()
{
    QFETCH(int, cells);
    QFETCH(int, genes);
    QFETCH(int, batches);
    QFETCH(int, knockouts);
    QFETCH(QString, errorClass);
    const auto result = runSimulation({cells, genes, batches, knockouts, 0});
    QVERIFY(!result.ok());
    QCOMPARE(result.error().kind, ErrorKind::Usage);
    QCOMPARE(result.error().errorClass, errorClass.toStdString());
}

void TestSimulate::cancels()
{
    JobContext context;
    context.cancel();
    const auto result = simulate::simulate(SimulateOptions(), context);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

QTEST_APPLESS_MAIN(TestSimulate)
#include "tst_simulate.moc"
