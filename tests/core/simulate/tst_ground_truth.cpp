// Simulated counts show what their ground truth says.
#include "core/simulate/simulate.h"
#include "tests/core/simulated_cells.h"

#include <map>
#include <set>

using namespace lexicell;
using namespace lexicell::test;

class TestGroundTruth : public QObject, private SimulatedCells {
    Q_OBJECT

  private slots:
    void initTestCase();
    void markersAreUpInTheirType();
    void knockOutsAreRecoveredInTheMean();
    void doublesFollowTheirKind();
    void modulesVaryTogether();
    void batchesDiffer();
};

void TestGroundTruth::initTestCase() { VERIFY_OK(make()); }

void TestGroundTruth::markersAreUpInTheirType()
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
        const double rest =
            logMean(g, [&, &t = types](std::int64_t c) { return !t.contains(codes[static_cast<std::size_t>(c)]); });
        QVERIFY2(own - rest > 1.5, name.c_str());
    }
}

void TestGroundTruth::knockOutsAreRecoveredInTheMean()
{
    double worst = 0.0;
    double squared = 0.0;
    int effects = 0;
    for (const auto &value : m_truth["knockouts"].toArray()) {
        const QJsonObject knockout = value.toObject();
        const int wanted = code("perturbation", knockout["perturbation"].toString().toStdString());
        const QJsonObject truth = knockout["effects"].toObject();
        QVERIFY(truth.size() >= 10);
        for (const QString &name : truth.keys()) {
            const auto found = change(gene(name.toStdString()), "perturbation", wanted);
            if (!found) continue;
            worst = std::max(worst, std::abs(*found - truth[name].toDouble()));
            squared += std::pow(*found - truth[name].toDouble(), 2);
            ++effects;
        }
    }
    QVERIFY(effects > 60);
    QVERIFY2(std::sqrt(squared / effects) < 0.2, QByteArray::number(std::sqrt(squared / effects)));
    QVERIFY2(worst < 0.9, QByteArray::number(worst));
}

void TestGroundTruth::doublesFollowTheirKind()
{
    std::map<QString, QJsonObject> single;
    for (const auto &value : m_truth["knockouts"].toArray())
        single[value.toObject()["genes"].toArray().first().toString()] = value.toObject()["effects"].toObject();
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
            if (name == pair["genes"].toArray()[0].toString() || name == pair["genes"].toArray()[1].toString() ||
                std::abs(sum) < 0.7)
                continue;
            const auto found = change(gene(name.toStdString()), "perturbation", wanted);
            if (!found) continue;
            departure += *found / sum;
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

void TestGroundTruth::modulesVaryTogether()
{
    // among control cells of one batch and type: there, nothing but the activities makes genes vary together
    std::vector<std::int64_t> cells;
    for (std::int64_t c = 0; c < m_data.cells(); ++c)
        if (column("perturbation").codes[static_cast<std::size_t>(c)] == 0 &&
            column("batch").codes[static_cast<std::size_t>(c)] == 0 &&
            column("cell_type").codes[static_cast<std::size_t>(c)] <= 1)
            cells.push_back(c);
    const auto correlation = [&](std::int64_t a, std::int64_t b) {
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        for (const std::int64_t c : cells) {
            const double x = std::log1p(count(c, a)), y = std::log1p(count(c, b));
            sa += x;
            sb += y;
            saa += x * x;
            sbb += y * y;
            sab += x * y;
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
        QVERIFY2(within / pairs > across / pairs + 0.05,
                 own.first().toUtf8() + ' ' + QByteArray::number(within / pairs) + ' ' + QByteArray::number(across / pairs));
    }
}

void TestGroundTruth::batchesDiffer()
{
    const QJsonObject second = m_truth["batches"].toArray()[1].toObject();
    QVERIFY(second["effects"].toObject().size() > 100);
    double covariance = 0.0, variance = 0.0;
    const double depth = std::log(second["depth"].toDouble());
    const QJsonObject effects = second["effects"].toObject();
    for (const QString &name : effects.keys()) {
        const auto found = change(gene(name.toStdString()), "batch", 1);
        if (!found) continue;
        covariance += (*found - depth) * effects[name].toDouble();
        variance += std::pow(effects[name].toDouble(), 2);
    }
    QVERIFY2(std::abs(covariance / variance - 1.0) < 0.25, QByteArray::number(covariance / variance));
}

QTEST_APPLESS_MAIN(TestGroundTruth)
#include "tst_ground_truth.moc"
