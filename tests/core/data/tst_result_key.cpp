#include "core/data/merge.h"
#include "core/data/result_key.h"

#include <QTest>

using namespace lexicell::data;

class TestResultKey : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theTextIsReadBack_data()
    {
        QTest::addColumn<int>("slot");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        const auto row = [](Slot slot, const char *name, const char *text) {
            QTest::newRow(text) << int(slot) << QString(name) << QString(text);
        };
        row(Slot::Obs, "leiden", "obs/leiden");
        row(Slot::Obsm, "X_umap", "obsm/X_umap");
        row(Slot::Obsp, "connectivities", "obsp/connectivities");
        row(Slot::Var, "hvg", "var/hvg");
        row(Slot::Varm, "PCs", "varm/PCs");
        row(Slot::Varp, "g", "varp/g");
        row(Slot::Layers, "counts", "layers/counts");
        row(Slot::Uns, "a/b", "uns/a/b");
    }
    void theTextIsReadBack()
    {
        QFETCH(int, slot);
        QFETCH(QString, name);
        QFETCH(QString, text);
        const ResultKey key{static_cast<Slot>(slot), name.toStdString()};
        QCOMPARE(toText(key), text.toStdString());
        QVERIFY(parseResultKey(text.toStdString()) == key);
    }

    void whatIsNoPlaceIsNone()
    {
        for (const char *text : {"", "obsm", "obsm/", "/X_umap", "Obsm/X_umap", "obsmX/umap", "X_umap"})
            QVERIFY2(!parseResultKey(text), text);
    }

    void aMergeNamesWhatIsNewAndWhatWasReplaced()
    {
        Dataset input;
        input.obsm.set("X_pca", makeElement(Array(DType::Float32, {2, 2})));
        Dataset output = input, current = input;
        output.obsm.set("X_pca", makeElement(Array(DType::Float32, {2, 3})));
        output.obs.columns.set("leiden", makeElement(Array(DType::Float32, {2})));
        const MergedResults merged = mergeResults(current, input, output);
        QVERIFY((merged.keys == std::vector<ResultKey>{{Slot::Obs, "leiden"}, {Slot::Obsm, "X_pca"}}));
        QVERIFY(mergeResults(merged.dataset, input, output).keys.empty());
    }
};

QTEST_APPLESS_MAIN(TestResultKey)
#include "tst_result_key.moc"
