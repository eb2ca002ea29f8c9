// Which maps a data set offers, whatever its coordinates are called.
#include "tests/support/fixtures.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/facts/coordinate_columns.h"
#include "ui/workspace/facts/map_layouts.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

constexpr std::int64_t cells = 6;

data::ElementPtr numbers(std::int64_t columns, double first = 0)
{
    data::Array array(data::DType::Float64, {cells, columns});
    for (std::int64_t i = 0; i < array.size(); ++i) array.as<double>()[i] = first + static_cast<double>(i);
    return data::makeElement(std::move(array));
}

data::ElementPtr column(double first)
{
    std::vector<double> values;
    for (std::int64_t i = 0; i < cells; ++i) values.push_back(first + static_cast<double>(i));
    return data::makeElement(data::Array::of(values));
}

// obsm entries as "name:columns", obs columns by name; "default=NAME" sets uns["default_embedding"].
data::Dataset dataset(const QStringList &parts)
{
    data::Dataset result = *test::smallDataset(cells);
    result.obs.columns.erase("score");
    for (const QString &part : parts) {
        if (part.startsWith("default=")) {
            result.uns.set("default_embedding", data::makeElement(data::StringArray{{}, {part.mid(8).toStdString()}, {}, false}));
        } else if (const QStringList pair = part.split(':'); pair.size() == 2) {
            result.obsm.set(pair[0].toStdString(), numbers(pair[1].toInt()));
        } else {
            result.obs.columns.set(part.toStdString(), column(1));
        }
    }
    return result;
}

QStringList titles(const data::Dataset &from)
{
    QStringList all;
    for (const MapLayout &layout : mapLayouts(from)) all << layout.title;
    return all;
}

}  // namespace

class TestMapLayouts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyTableOfTwoOrThreeColumnsIsAMap_data()
    {
        QTest::addColumn<QStringList>("parts");
        QTest::addColumn<QStringList>("titles");
        QTest::newRow("scanpy") << QStringList{"X_pca:50", "X_tsne:2", "X_umap:2"} << QStringList{"UMAP", "t-SNE", "PCA 1/2"};
        QTest::newRow("zellkonverter") << QStringList{"PCA:2", "UMAP:2"} << QStringList{"UMAP", "PCA"};
        QTest::newRow("anndata2ri") << QStringList{"PCA:50", "TSNE:2"} << QStringList{"t-SNE", "PCA 1/2"};
        QTest::newRow("Seurat's name") << QStringList{"umap.harmony:2"} << QStringList{"UMAP · harmony"};
        QTest::newRow("phate") << QStringList{"X_phate:2"} << QStringList{"PHATE"};
        QTest::newRow("force-directed") << QStringList{"X_draw_graph_fa:2"} << QStringList{"Force-directed · fa"};
        QTest::newRow("mde") << QStringList{"X_mde:2"} << QStringList{"MDE"};
        QTest::newRow("any name") << QStringList{"my places:2", "X_3d:3"} << QStringList{"my places", "3d"};
        QTest::newRow("spatial behind layouts") << QStringList{"spatial:2", "X_umap:2"} << QStringList{"UMAP", "Spatial"};
        QTest::newRow("only a PCA") << QStringList{"X_pca:50"} << QStringList{"PCA 1/2"};
        QTest::newRow("one column") << QStringList{"X_one:1"} << QStringList{};
        QTest::newRow("vectors of a model") << QStringList{"X_scGPT:512"} << QStringList{"scGPT, columns 1 and 2"};
        QTest::newRow("the file's choice") << QStringList{"X_umap:2", "spatial:2", "default=spatial"}
                                           << QStringList{"Spatial", "UMAP"};
        QTest::newRow("the file's choice without X_")
            << QStringList{"X_umap:2", "X_tsne:2", "default=tsne"} << QStringList{"t-SNE", "UMAP"};
        QTest::newRow("a choice that is not there") << QStringList{"X_umap:2", "default=X_gone"} << QStringList{"UMAP"};
        QTest::newRow("a choice of many columns")
            << QStringList{"X_umap:2", "X_pca:9", "default=X_pca"} << QStringList{"PCA 1/2", "UMAP"};
        QTest::newRow("two keys, one word") << QStringList{"X_umap:2", "UMAP:2"} << QStringList{"UMAP (X_umap)", "UMAP (UMAP)"};
        QTest::newRow("two keys, another case")
            << QStringList{"X_tsne:2", "X_TSNE:3"} << QStringList{"t-SNE (X_tsne)", "t-SNE (X_TSNE)"};
        QTest::newRow("Seurat's columns") << QStringList{"UMAP_1", "UMAP_2"} << QStringList{"UMAP_1, UMAP_2 (obs)"};
        QTest::newRow("columns behind obsm") << QStringList{"x", "y", "X_umap:2"} << QStringList{"UMAP", "x, y (obs)"};
    }
    void everyTableOfTwoOrThreeColumnsIsAMap()
    {
        QFETCH(QStringList, parts);
        QFETCH(QStringList, titles);
        QCOMPARE(::titles(dataset(parts)), titles);
    }

    void columnsAreCoordinatesByTheirNames_data()
    {
        QTest::addColumn<QStringList>("columns");
        QTest::addColumn<QStringList>("pair");  // x, y; empty: none
        QTest::addColumn<bool>("downwards");
        const auto row = [](const QStringList &columns, const QStringList &pair, bool downwards = false) {
            QTest::newRow(qPrintable(columns.join(' '))) << columns << pair << downwards;
        };
        row({"n_counts", "UMAP_2", "UMAP_1"}, {"UMAP_1", "UMAP_2"});
        row({"umap_1", "umap_2"}, {"umap_1", "umap_2"});
        row({"UMAP1", "UMAP2"}, {"UMAP1", "UMAP2"});
        row({"umap_0", "umap_1", "umap_2"}, {"umap_0", "umap_1"});
        row({"tSNE_1", "tSNE_2"}, {"tSNE_1", "tSNE_2"});
        row({"tSNE1", "tSNE2"}, {"tSNE1", "tSNE2"});
        row({"umap_x", "umap_y"}, {"umap_x", "umap_y"});
        row({"X", "Y"}, {"X", "Y"});
        row({"x", "y", "z"}, {"x", "y"});
        row({"spatial_1", "spatial_2"}, {"spatial_1", "spatial_2"}, true);
        row({"spatial_x", "spatial_y"}, {"spatial_x", "spatial_y"}, true);
        row({"x_centroid", "y_centroid"}, {"x_centroid", "y_centroid"}, true);
        row({"CenterX_global_px", "CenterY_global_px"}, {"CenterX_global_px", "CenterY_global_px"}, true);
        row({"x_location", "y_location"}, {"x_location", "y_location"}, true);
        row({"array_row", "array_col"}, {"array_col", "array_row"}, true);
        row({"imagerow", "imagecol"}, {"imagecol", "imagerow"}, true);
        row({"score_1", "score_2"}, {});
        row({"percent.x", "percent.y"}, {});
        row({"leiden_1", "leiden_2"}, {});
        row({"row", "col"}, {});
        row({"UMAP_1"}, {});
        row({"G1", "G2"}, {});
    }
    void columnsAreCoordinatesByTheirNames()
    {
        QFETCH(QStringList, columns);
        QFETCH(QStringList, pair);
        QFETCH(bool, downwards);
        const auto found = coordinateColumns(columns);
        QCOMPARE(found.size(), std::size_t{pair.isEmpty() ? 0U : 1U});
        if (pair.isEmpty()) return;
        QCOMPARE((QStringList{found[0].x, found[0].y}), pair);
        QCOMPARE(found[0].downwards, downwards);
        data::Dataset from = dataset(columns);
        const auto layout = mapLayout(from, {MapSource::Kind::ObsColumns, pair[0], pair[1]});
        QVERIFY(layout);
        QCOMPARE(layout->xName, pair[0]);
        QCOMPARE(layout->yName, pair[1]);
        QCOMPARE(layout->downwards, downwards);
    }

    void textAndFlagsAreNoAxes()
    {
        data::Dataset from = dataset({});
        from.obs.columns.set("UMAP_1", data::makeElement(data::StringArray{{cells}, {"1", "2", "3", "4", "5", "6"}, {}, false}));
        from.obs.columns.set("UMAP_2", column(1));
        from.obs.columns.set("x", data::makeElement(data::Array::ofBool({true, false, true, false, true, false})));
        from.obs.columns.set("y", column(1));
        QCOMPARE(::titles(from), QStringList());
        QCOMPARE(axisColumns(from), (QStringList{"UMAP_2", "y"}));
    }

    void anyTwoColumnsOfNumbersCanBeChosen()
    {
        const data::Dataset from = dataset({"n_counts", "age"});
        const MapSource source{MapSource::Kind::ObsColumns, "age", "n_counts"};
        const auto layout = mapLayout(from, source);
        QVERIFY(layout);
        QCOMPARE(layout->title, QString("age, n_counts (obs)"));
        QVERIFY(MapSource::fromJson(source.toJson()) == source);
        const auto places = mapCoordinates(from, source);
        VERIFY_OK(places);
        QCOMPARE(places->size(), std::size_t{2 * cells});
        QVERIFY(!mapLayout(from, {MapSource::Kind::ObsColumns, "age", "gone"}));
        QCOMPARE(mapCoordinates(from, {MapSource::Kind::ObsColumns, "age", "gone"}).error().errorClass,
                 std::string("missing_embedding"));
    }

    void framesGoToTheCellsOfTheirNames()
    {
        data::Dataset from = dataset({});
        data::Table frame;
        for (std::int64_t i = cells; i-- > 0;) frame.index.values.push_back(from.obs.index.values[static_cast<std::size_t>(i)]);
        frame.index.shape = {cells};
        frame.columns.set("label", data::makeElement(data::StringArray{{cells}, {"a", "b", "c", "d", "e", "f"}, {}, false}));
        frame.columns.set("UMAP1", column(10));
        data::NullableArray second;
        second.values = data::Array::of(std::vector<std::int64_t>{20, 21, 22, 23, 24, 25});
        second.mask.assign(cells, false);
        second.mask[1] = true;
        frame.columns.set("UMAP2", data::makeElement(std::move(second)));
        from.obsm.set("umap_frame", data::makeElement(std::move(frame)));
        const auto layouts = mapLayouts(from);
        QCOMPARE(layouts.size(), std::size_t{1});
        QCOMPARE(layouts[0].xName, QString("UMAP1"));
        const auto places = mapCoordinates(from, layouts[0].source);
        VERIFY_OK(places);
        QCOMPARE((*places)[0], 15.0F);  // the first cell stands in the last row
        QCOMPARE((*places)[1], 25.0F);
        QVERIFY(std::isnan((*places)[2 * 4 + 1]));
    }

    void onlyTheFirstTwoColumnsArePlaces()
    {
        const data::Dataset from = dataset({"X_pca:5"});
        const auto places = mapCoordinates(from, {MapSource::Kind::Obsm, "X_pca", {}});
        VERIFY_OK(places);
        QCOMPARE(places->size(), std::size_t{2 * cells});
        QCOMPARE((*places)[2], 5.0F);
        QCOMPARE((*places)[3], 6.0F);
    }

    void theRecordSaysWhatAMapIsMadeOf()
    {
        data::Dataset from = dataset({"X_umap:2", "X_umap_pca:2", "X_umap_scGPT:2"});
        from.uns.set("lexicell", data::makeElement(data::StringArray{
                                     {},
                                     {R"({"steps":[{"step":"umap","key":"obsm/X_umap_pca","options":{"rep":""}},)"
                                      R"({"step":"umap","key":"obsm/X_umap_scGPT","options":{"rep":"X_scGPT"}}]})"},
                                     {},
                                     false}));
        QCOMPARE(::titles(from), (QStringList{"UMAP · scGPT", "UMAP", "UMAP · PCA baseline"}));
    }
};

QTEST_GUILESS_MAIN(TestMapLayouts)
#include "tst_map_layouts.moc"
