#include "core/base/option_json.h"

#include "tests/support/fixtures.h"

using namespace lexicell;

struct SampleOptions {
    std::string flavor = "seurat";
    int neighbors = 15;
    std::int64_t seed = 0;
    double minDist = 0.1;
    bool shuffle = true;
    std::vector<std::string> genes;
};
template <class V> void describe(SampleOptions &o, V &&visit)
{
    visit(Option{"flavor", "How.", "", {"seurat", "cell_ranger"}}, o.flavor);
    visit(Option{"neighbors", "How many.", "cells", {}}, o.neighbors);
    visit(Option{"seed", "Which.", "", {}}, o.seed);
    visit(Option{"min-dist", "How far.", "", {}}, o.minDist);
    visit(Option{"shuffle", "Whether.", "", {}}, o.shuffle);
    visit(Option{"genes", "Which.", "", {}}, o.genes);
}

class TestOptionJson : public QObject {
    Q_OBJECT

  private slots:
    void readsEveryType()
    {
        SampleOptions options;
        const char *json = R"({"flavor": "cell_ranger", "neighbors": -3, "seed": 5000000000, "min-dist": 1, "shuffle": false,
                               "genes": ["CD3E", "MS4A1"]})";
        VERIFY_OK(optionsFromJson(json, options));
        QCOMPARE(options.flavor, std::string("cell_ranger"));
        QCOMPARE(options.neighbors, -3);
        QCOMPARE(options.seed, std::int64_t{5000000000});
        QCOMPARE(options.minDist, 1.0);
        QCOMPARE(options.shuffle, false);
        QCOMPARE(options.genes, (std::vector<std::string>{"CD3E", "MS4A1"}));
    }

    void refusesWhatDoesNotFit_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("errorClass");
        QTest::addColumn<QString>("mention");
        QTest::newRow("no JSON") << "neighbors = 3"
                                 << "bad_json"
                                 << "JSON object";
        QTest::newRow("a list") << "[1]"
                                << "bad_json"
                                << "JSON object";
        QTest::newRow("unknown name") << R"({"nearest": 3})"
                                      << "unknown_option"
                                      << "nearest";
        QTest::newRow("text for a number") << R"({"neighbors": "3"})"
                                           << "bad_option"
                                           << "neighbors";
        QTest::newRow("fraction for a count") << R"({"neighbors": 3.5})"
                                              << "bad_option"
                                              << "whole number";
        QTest::newRow("too large for its type") << R"({"neighbors": 3000000000})"
                                                << "bad_option"
                                                << "neighbors";
        QTest::newRow("not a choice") << R"({"flavor": "seurat_v9"})"
                                      << "bad_option"
                                      << "cell_ranger";
        QTest::newRow("mixed list") << R"({"genes": ["A", 1]})"
                                    << "bad_option"
                                    << "genes";
    }

    void refusesWhatDoesNotFit()
    {
        QFETCH(QString, json);
        QFETCH(QString, errorClass);
        QFETCH(QString, mention);
        SampleOptions options;
        const auto status = optionsFromJson(json.toStdString(), options);
        QVERIFY(!status.ok());
        QCOMPARE(QString::fromStdString(status.error().errorClass), errorClass);
        QCOMPARE(status.error().kind, ErrorKind::Usage);
        QVERIFY2(QString::fromStdString(status.error().message).contains(mention), status.error().message.c_str());
    }

    void aFailedReadChangesNothing()
    {
        SampleOptions options;
        const char *json = R"({"neighbors": 30, "min-dist": "far"})";
        QVERIFY(!optionsFromJson(json, options).ok());
        QCOMPARE(options.neighbors, 15);
    }

    void keptOptionsWin()
    {
        SampleOptions options;
        OptionReader reader(R"({"neighbors": 30, "min-dist": 0.9})");
        reader.keep("neighbors");
        describe(options, reader);
        VERIFY_OK(reader.finish());
        QCOMPARE(options.neighbors, 15);
        QCOMPARE(options.minDist, 0.9);
    }

    void textKeepsEveryDigit()
    {
        SampleOptions options;
        options.minDist = 0.1 + 0.2;
        options.genes = {"A\"B"};
        const auto text = optionsToText(options);
        QCOMPARE(text.size(), std::size_t{6});
        QCOMPARE(text[0], (std::pair<std::string, std::string>{"flavor", "seurat"}));
        QCOMPARE(text[3], (std::pair<std::string, std::string>{"min-dist", "0.30000000000000004"}));
        QCOMPARE(text[4].second, std::string("true"));
        QCOMPARE(text[5].second, std::string("[\"A\\\"B\"]"));
    }
};

QTEST_GUILESS_MAIN(TestOptionJson)
#include "tst_option_json.moc"
