// Simulated counts show what their ground truth says.
#include "core/data/gene_ids.h"
#include "core/simulate/blood_programmes.h"
#include "core/simulate/count_draws.h"
#include "core/simulate/simulate.h"
#include "tests/support/fixtures.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <cmath>
#include <map>
#include <set>

using namespace lexicell;
using simulate::SimulateOptions;

class TestSimulate : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase();
    void shapesAndColumns();
    void isLabelledAsSimulated();
    void genesAreApprovedSymbols();
    void countsLookLikeBlood();
    void markersAreUpInTheirType();
    void knockOutsAreRecoveredInTheMean();
    void doublesFollowTheirKind();
    void modulesVaryTogether();
    void batchesDiffer();
    void seedFixesEverything();
    void biologyDoesNotDependOnTheSeed();
    void cellsDoNotDependOnTheirNumber();
    void smallPanelsHoldEveryProgramme();
    void draws_data();
    void draws();
    void badOptions_data();
    void badOptions();
    void cancels();

  private:
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
    double count(std::int64_t cell, std::int64_t g) const { return m_dense[static_cast<std::size_t>(cell * m_data.genes() + g)]; }
    const data::Categorical &column(const char *name) const { return *m_data.obs.columns.find(name)->as<data::Categorical>(); }
    int code(const char *name, const std::string &label) const
    {
        const auto names = column(name).categoryNames();
        return static_cast<int>(std::find(names.begin(), names.end(), label) - names.begin());
    }

    data::Dataset m_data;
    std::vector<float> m_dense;
    QJsonObject m_truth;
};

static std::string textOf(const data::Dataset &dataset, const std::string &key)
{
    const data::Element *element = dataset.uns.find(key);
    return element && element->as<data::StringArray>() ? element->as<data::StringArray>()->values.front() : std::string();
}

static Result<data::Dataset> run(const SimulateOptions &options, int threads = 0)
{
    JobContext context;
    context.threads = threads;
    return simulate::simulate(options, context);
}

static data::CsrBlock countsOf(const data::Dataset &dataset)
{
    auto block = dataset.x.all();
    return block.ok() ? *block : data::CsrBlock();
}

void TestSimulate::initTestCase()
{
    SimulateOptions options;
    options.cells = 6000;
    options.genes = 1200;
    auto made = run(options);
    VERIFY_OK(made);
    m_data = *made;
    const data::CsrBlock block = countsOf(m_data);
    m_dense.assign(static_cast<std::size_t>(block.rows * block.columns), 0.0f);
    for (std::int64_t c = 0; c < block.rows; ++c)
        for (std::int64_t k = block.indptr[static_cast<std::size_t>(c)]; k < block.indptr[static_cast<std::size_t>(c) + 1]; ++k)
            m_dense[static_cast<std::size_t>(c * block.columns + block.indices[static_cast<std::size_t>(k)])] = block.values[static_cast<std::size_t>(k)];
    m_truth = QJsonDocument::fromJson(QByteArray::fromStdString(textOf(m_data, "lexicell_truth"))).object();
}

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

void TestSimulate::isLabelledAsSimulated()
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
    auto table = data::GeneTable::ofSpecies("human");
    VERIFY_OK(table);
    const auto &names = m_data.var.index.values;
    const auto &identifiers = m_data.var.columns.find("gene_ids")->as<data::StringArray>()->values;
    for (std::size_t g = 0; g < names.size(); ++g) {
        const data::GeneMeaning meaning = (*table)->meaning(names[g]);
        QVERIFY2(meaning.kind == data::MatchKind::Exact && meaning.genes.size() == 1, names[g].c_str());
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
        QVERIFY2(found > 0.5 * type["proportion"].toDouble() && found < 2.0 * type["proportion"].toDouble(), qPrintable(type["name"].toString()));
    }
}

void TestSimulate::markersAreUpInTheirType()
{
    const auto &codes = column("cell_type").codes;
    std::map<std::string, std::set<int>> typesOf;
    for (const auto &value : m_truth["cell_types"].toArray())
        for (const QString &name : value.toObject()["markers"].toObject().keys())
            typesOf[name.toStdString()].insert(code("cell_type", value.toObject()["name"].toString().toStdString()));
    QVERIFY(typesOf.size() > 80);
    for (const auto &[name, types] : typesOf) {
        const std::int64_t g = gene(name);
        const double own = logMean(g, [&, &t = types](std::int64_t c) { return t.contains(codes[static_cast<std::size_t>(c)]); });
        const double rest = logMean(g, [&, &t = types](std::int64_t c) { return !t.contains(codes[static_cast<std::size_t>(c)]); });
        QVERIFY2(own - rest > 1.5, name.c_str());
    }
}

void TestSimulate::knockOutsAreRecoveredInTheMean()
{
    const auto &codes = column("perturbation").codes;
    double worst = 0.0;
    double squared = 0.0;
    int effects = 0;
    for (const auto &value : m_truth["knockouts"].toArray()) {
        const QJsonObject knockout = value.toObject();
        const int wanted = code("perturbation", knockout["perturbation"].toString().toStdString());
        const QJsonObject truth = knockout["effects"].toObject();
        QVERIFY(truth.size() >= 10);
        for (const QString &name : truth.keys()) {
            const std::int64_t g = gene(name.toStdString());
            const double control = logMean(g, [&](std::int64_t c) { return codes[static_cast<std::size_t>(c)] == 0; });
            if (control < std::log(0.3)) continue;  // too few counts to measure an effect
            const double found = logMean(g, [&](std::int64_t c) { return codes[static_cast<std::size_t>(c)] == wanted; }) - control;
            worst = std::max(worst, std::abs(found - truth[name].toDouble()));
            squared += std::pow(found - truth[name].toDouble(), 2);
            ++effects;
        }
    }
    QVERIFY(effects > 60);
    QVERIFY2(std::sqrt(squared / effects) < 0.2, QByteArray::number(std::sqrt(squared / effects)));
    QVERIFY2(worst < 0.9, QByteArray::number(worst));
}

void TestSimulate::doublesFollowTheirKind()
{
    std::map<QString, QJsonObject> single;
    for (const auto &value : m_truth["knockouts"].toArray())
        single[value.toObject()["genes"].toArray().first().toString()] = value.toObject()["effects"].toObject();
    const auto &codes = column("perturbation").codes;
    for (const auto &value : m_truth["pairs"].toArray()) {
        const QJsonObject pair = value.toObject();
        const QJsonObject first = single.at(pair["genes"].toArray()[0].toString());
        const QJsonObject second = single.at(pair["genes"].toArray()[1].toString());
        const int wanted = code("perturbation", pair["perturbation"].toString().toStdString());
        double fromSum = 0.0;
        double departure = 0.0;  // of the measured double from the sum of the singles, over shared downstream genes
        int measured = 0;
        const QJsonObject effects = pair["effects"].toObject();
        for (const QString &name : effects.keys()) {
            const double sum = first[name].toDouble() + second[name].toDouble();
            fromSum = std::max(fromSum, std::abs(effects[name].toDouble() - sum));
            if (name == pair["genes"].toArray()[0].toString() || name == pair["genes"].toArray()[1].toString() || std::abs(sum) < 0.7) continue;
            const std::int64_t g = gene(name.toStdString());
            const double control = logMean(g, [&](std::int64_t c) { return codes[static_cast<std::size_t>(c)] == 0; });
            if (control < std::log(0.3)) continue;
            departure += (logMean(g, [&](std::int64_t c) { return codes[static_cast<std::size_t>(c)] == wanted; }) - control) / sum;
            ++measured;
        }
        QVERIFY2(measured >= 5, qPrintable(pair["perturbation"].toString()));
        departure = departure / measured;
        const QByteArray said = pair["perturbation"].toString().toUtf8() + ' ' + QByteArray::number(departure);
        if (pair["kind"].toString() == "additive") {
            QVERIFY2(fromSum < 2e-4, said);
            QVERIFY2(std::abs(departure - 1.0) < 0.2, said);
        } else if (pair["interaction"].toString() == "buffering") {
            QVERIFY2(departure < 0.8, said);
        } else {
            QCOMPARE(pair["interaction"].toString(), QString("synergistic"));
            QVERIFY2(departure > 1.2, said);
        }
    }
}

void TestSimulate::modulesVaryTogether()
{
    // among control cells of one batch and type: there, nothing but the activities makes genes vary together
    std::vector<std::int64_t> cells;
    for (std::int64_t c = 0; c < m_data.cells(); ++c)
        if (column("perturbation").codes[static_cast<std::size_t>(c)] == 0 && column("batch").codes[static_cast<std::size_t>(c)] == 0 &&
            column("cell_type").codes[static_cast<std::size_t>(c)] <= 1)
            cells.push_back(c);
    const auto correlation = [&](std::int64_t a, std::int64_t b) {
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        for (const std::int64_t c : cells) {
            const double x = std::log1p(count(c, a)), y = std::log1p(count(c, b));
            sa += x; sb += y; saa += x * x; sbb += y * y; sab += x * y;
        }
        const auto n = static_cast<double>(cells.size());
        return (sab - sa * sb / n) / std::sqrt((saa - sa * sa / n) * (sbb - sb * sb / n) + 1e-12);
    };
    std::vector<QStringList> modules;
    for (const auto &value : m_truth["modules"].toArray()) modules.push_back(value.toObject()["loadings"].toObject().keys());
    QVERIFY(modules.size() >= 8);
    for (std::size_t m = 0; m < modules.size(); ++m) {
        const QStringList &own = modules[m];
        const QStringList &other = modules[(m + 1) % modules.size()];
        double within = 0.0, across = 0.0;
        int pairs = 0;
        for (int i = 0; i < std::min<int>(8, static_cast<int>(std::min(own.size(), other.size()))); ++i)
            for (int j = 0; j < i; ++j, ++pairs) {
                within += correlation(gene(own[i].toStdString()), gene(own[j].toStdString()));
                across += correlation(gene(own[i].toStdString()), gene(other[j].toStdString()));
            }
        QVERIFY2(within / pairs > across / pairs + 0.05, own.first().toUtf8() + ' ' + QByteArray::number(within / pairs) + ' ' + QByteArray::number(across / pairs));
    }
}

void TestSimulate::batchesDiffer()
{
    const QJsonObject second = m_truth["batches"].toArray()[1].toObject();
    QVERIFY(second["effects"].toObject().size() > 100);
    const auto &codes = column("batch").codes;
    double covariance = 0.0, variance = 0.0;
    const double depth = std::log(second["depth"].toDouble());
    const QJsonObject effects = second["effects"].toObject();
    for (const QString &name : effects.keys()) {
        const std::int64_t g = gene(name.toStdString());
        const double reference = logMean(g, [&](std::int64_t c) { return codes[static_cast<std::size_t>(c)] == 0; });
        if (reference < std::log(0.3)) continue;
        const double found = logMean(g, [&](std::int64_t c) { return codes[static_cast<std::size_t>(c)] == 1; }) - reference - depth;
        covariance += found * effects[name].toDouble();
        variance += std::pow(effects[name].toDouble(), 2);
    }
    QVERIFY2(std::abs(covariance / variance - 1.0) < 0.25, QByteArray::number(covariance / variance));
}

void TestSimulate::seedFixesEverything()
{
    SimulateOptions options;
    options.cells = 200;
    options.genes = 400;
    const auto one = run(options, 1), again = run(options, 5);
    VERIFY_OK(one);
    VERIFY_OK(again);
    QCOMPARE(countsOf(*one).values, countsOf(*again).values);
    QCOMPARE(countsOf(*one).indices, countsOf(*again).indices);
    QCOMPARE(one->obs.index.values, again->obs.index.values);
    QCOMPARE(textOf(*one, "lexicell_truth"), textOf(*again, "lexicell_truth"));
    options.seed = 1;
    const auto other = run(options);
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
    const auto other = run(options);
    VERIFY_OK(other);
    QCOMPARE(other->var.index.values, m_data.var.index.values);
    const QJsonObject truth = QJsonDocument::fromJson(QByteArray::fromStdString(textOf(*other, "lexicell_truth"))).object();
    QCOMPARE(truth["cell_types"], m_truth["cell_types"]);
    QCOMPARE(truth["knockouts"], m_truth["knockouts"]);
    QVERIFY(truth["batches"] != m_truth["batches"]);
}

void TestSimulate::cellsDoNotDependOnTheirNumber()
{
    SimulateOptions options;
    options.cells = 20;
    options.genes = 1200;
    const auto few = run(options);
    VERIFY_OK(few);
    const data::CsrBlock block = countsOf(*few);
    for (std::int64_t c = 0; c < 20; ++c)
        for (std::int64_t k = block.indptr[static_cast<std::size_t>(c)]; k < block.indptr[static_cast<std::size_t>(c) + 1]; ++k)
            QCOMPARE(double(block.values[static_cast<std::size_t>(k)]), count(c, block.indices[static_cast<std::size_t>(k)]));
    QCOMPARE(few->obs.index.values[19], m_data.obs.index.values[19]);
}

void TestSimulate::smallPanelsHoldEveryProgramme()
{
    SimulateOptions options;
    options.cells = 10;
    options.genes = 150;
    const auto small = run(options);
    VERIFY_OK(small);
    const QJsonObject truth = QJsonDocument::fromJson(QByteArray::fromStdString(textOf(*small, "lexicell_truth"))).object();
    for (const auto &type : truth["cell_types"].toArray()) QVERIFY(type.toObject()["markers"].toObject().size() >= 4);
    for (const auto &module : truth["modules"].toArray()) QVERIFY(module.toObject()["loadings"].toObject().size() >= 4);
    options.knockouts = 0;
    options.batches = 1;
    const auto plain = run(options);
    VERIFY_OK(plain);
    QCOMPARE(plain->obs.columns.find("perturbation")->as<data::Categorical>()->categoryNames(), std::vector<std::string>{"control"});
    options.knockouts = 30;  // more than there are regulators
    options.genes = 600;
    const auto many = run(options);
    VERIFY_OK(many);
    QVERIFY(many->obs.columns.find("perturbation")->as<data::Categorical>()->categoryCount() > 31);
}

void TestSimulate::draws_data()
{
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("dispersion");
    for (const double mean : {0.05, 1.0, 8.0, 12.0, 300.0})
        for (const double dispersion : {0.05, 0.5, 2.0})
            QTest::newRow(qPrintable(QString("%1, %2").arg(mean).arg(dispersion))) << mean << dispersion;
}

void TestSimulate::draws()
{
    QFETCH(double, mean);
    QFETCH(double, dispersion);
    Random random(1, 2);
    constexpr int n = 200000;
    double sum = 0.0, squares = 0.0, poisson = 0.0, poissonSquares = 0.0;
    for (int i = 0; i < n; ++i) {
        const double x = simulate::drawNegativeBinomial(random, mean, dispersion);
        QVERIFY(x >= 0.0 && x == std::floor(x));
        sum += x;
        squares += x * x;
        const double y = simulate::drawPoisson(random, mean);
        poisson += y;
        poissonSquares += y * y;
    }
    const double variance = mean + dispersion * mean * mean;
    QVERIFY(std::abs(sum / n - mean) < 5.0 * std::sqrt(variance / n));
    QVERIFY(std::abs(squares / n - sum * sum / n / n - variance) < 0.06 * variance);
    QVERIFY(std::abs(poisson / n - mean) < 5.0 * std::sqrt(mean / n));
    QVERIFY(std::abs(poissonSquares / n - poisson * poisson / n / n - mean) < 0.03 * mean);
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
    const auto result = run({cells, genes, batches, knockouts, 0});
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
