// Results as bytes of the project file: what comes back is bit for bit what was stored, and damage is noticed.
#include "tests/ui/result_fixture.h"
#include "ui/workspace/results/packed_result.h"

#include <QTest>

#include <cstring>

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

namespace {

// Equal also where values are NaN.
bool same(const std::vector<double> &a, const std::vector<double> &b)
{
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

tasks::TaskResult named(const QString &name)
{
    if (name == "graph") return graph(60, 200);
    if (name == "ranking") return ranking(50);
    if (name == "heatmap") return heatmap(12, 7, true);
    if (name == "curves") return curves();
    if (name == "training-curves") {
        tasks::Curves grown = curves();
        grown.axes = {"loss", "loss", "score", "score"};
        grown.kept = 7;
        grown.keptName = "epoch 3";
        return grown;
    }
    if (name == "table") return table(40);
    if (name == "checkpoint-folder") return tasks::CheckpointFolder{"/models/mine"};
    return tasks::Table{};
}

}  // namespace

class TestPackedResult : public QObject {
    Q_OBJECT

    static void results()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"table", "graph", "ranking", "heatmap", "curves", "training-curves", "checkpoint-folder", "empty"})
            QTest::newRow(name) << QString(name);
    }

  private Q_SLOTS:
    void comesBack_data() { results(); }
    void comesBack()
    {
        QFETCH(QString, name);
        const tasks::TaskResult result = named(name);
        const auto packed = packResult(result);
        QVERIFY(packed);
        const auto back = unpackResult(*packed);
        QVERIFY(back);
        QCOMPARE(back->index(), result.index());
        QCOMPARE(packResult(*back), packed);  // every field is in the bytes
    }

    void valuesAreTheSameBits()
    {
        const tasks::Ranking before = ranking(50);
        const auto back = unpackResult(*packResult(before));
        const auto &after = std::get<tasks::Ranking>(*back);
        QVERIFY(after.items == before.items);
        QVERIFY(same(after.effect, before.effect) && same(after.standardError, before.standardError));
        QVERIFY(std::isnan(after.effect[3]));
        QCOMPARE(after.effectName, before.effectName);
        QCOMPARE(after.nullHigh, before.nullHigh);
        QCOMPARE(after.columns.size(), before.columns.size());
        QVERIFY(after.columns[0].values == before.columns[0].values);
        QCOMPARE(after.columns[0].unit, before.columns[0].unit);
        tasks::Graph network = graph(60, 200);
        network.nodeColumns = {{"module", std::vector<std::int64_t>(60, 2)}};
        const auto again = unpackResult(*packResult(network));
        const auto &edges = std::get<tasks::Graph>(*again);
        QVERIFY(edges.from == network.from && edges.to == network.to && same(edges.weight, network.weight));
        QCOMPARE(edges.nodeColumns.size(), std::size_t{1});
        QVERIFY(edges.nodeColumns[0].values == network.nodeColumns[0].values);
    }

    // Networks of earlier versions end before the columns of their nodes, of which there were none.
    void aNetworkOfAnEarlierVersion()
    {
        const tasks::Graph network = graph(10, 20);
        const QByteArray bytes = qUncompress(*packResult(network));
        const auto read = unpackResult(qCompress(bytes.chopped(8)));
        QVERIFY(read && std::get<tasks::Graph>(*read).nodeColumns.empty());
        QCOMPARE(std::get<tasks::Graph>(*read).weight.size(), network.weight.size());
    }

    void aChangeOfTheDataIsNoSuchResult() { QVERIFY(!packResult(tasks::DatasetChange{})); }

    void damageIsNoticed_data() { results(); }
    void damageIsNoticed()
    {
        QFETCH(QString, name);
        const QByteArray bytes = qUncompress(*packResult(named(name)));
        for (qsizetype size = 0; size < bytes.size(); size += 1 + size / 40)
            QVERIFY2(!unpackResult(qCompress(bytes.left(size))), qPrintable(QString::number(size)));
        QVERIFY(!unpackResult(qCompress(bytes + '\0')));
        QVERIFY(!unpackResult("LXR1"));
        QVERIFY(!unpackResult({}));
        // No byte makes the reader allocate or index wildly; some changes are only another value.
        for (qsizetype at = 0; at < bytes.size(); at += 1 + at / 60) {
            QByteArray changed = bytes;
            changed[at] = static_cast<char>(~changed[at]);
            if (const auto read = unpackResult(qCompress(changed))) QVERIFY(packResult(*read));
        }
    }

    void lengthsThatDoNotFitAreDamage()
    {
        tasks::Graph wild = graph(10, 20);
        wild.to[0] = 10;  // there are ten nodes
        QVERIFY(!unpackResult(*packResult(wild)));
        tasks::Heatmap gap = heatmap(4, 3, false);
        gap.values.pop_back();
        QVERIFY(!unpackResult(*packResult(gap)));
        tasks::Ranking uneven = ranking(5);
        uneven.baseline.pop_back();
        QVERIFY(!unpackResult(*packResult(uneven)));
        tasks::Table ragged = table(5);
        ragged.columns.push_back({"one", std::vector<double>{1.0}});
        QVERIFY(!unpackResult(*packResult(ragged)));
    }
};

QTEST_GUILESS_MAIN(TestPackedResult)
#include "tst_packed_result.moc"
