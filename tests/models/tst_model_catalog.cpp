// The catalog that comes with the program is complete and true where it can be checked here; a damaged one is refused.
#include "models/model_catalog.h"
#include "core/base/sha256.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <fstream>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;

class TestModelCatalog : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string classOf(const std::string &text) const
    {
        const fs::path file = fs::path(m_folder.path().toStdString()) / "catalog.json";
        std::ofstream(file) << text;
        const auto read = readModelCatalog(file);
        return read.ok() ? "ok" : read.error().errorClass;
    }

  private slots:
    void everyFamilyIsThereWithAWay()
    {
        const auto catalog = modelCatalog();
        VERIFY_OK(catalog);
        std::set<std::string> families;
        for (const CatalogEntry &entry : *catalog) {
            families.insert(entry.family);
            QVERIFY2(!entry.summary.empty() && !entry.licence.empty(), entry.id.c_str());
            QVERIFY2(!entry.files.empty() || !entry.instructions.empty(), entry.id.c_str());
        }
        QCOMPARE(families, (std::set<std::string>{"exceiver", "scbert", "scemb", "scgpt"}));
    }

    void hashesAreThoseOfTheRealFiles_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("pre-trained") << "keiserlab_exceiver/exceiver/pretrained_TS_exceiver.ckpt";
        QTest::newRow("classifier") << "keiserlab_exceiver/exceiver_classifier/pretrained_TS_exceiver_classifier.ckpt";
    }
    void hashesAreThoseOfTheRealFiles()
    {
        QFETCH(QString, path);
        LEXICELL_DATA_OR_SKIP(file, path.toStdString());
        JobContext context;
        const auto hash = sha256File(file, context);
        VERIFY_OK(hash);
        const auto entry = findInCatalog(*hash);
        QVERIFY(entry);
        QCOMPARE(entry->licence, std::string("MIT"));
        QCOMPARE(entry->files.front().name, file.filename().string());
        QCOMPARE(entry->files.front().bytes, static_cast<std::int64_t>(fs::file_size(file)));
    }

    void unknownHashesAreUnknown() { QVERIFY(!findInCatalog(std::string(64, '0'))); }

    void damageIsRefused()
    {
        const std::string head = R"({"models":[{"id":"a","name":"A","family":"scgpt","licence":"MIT",)";
        const std::string hash(64, 'a');
        const auto withFile = [&](const std::string &file) { return head + R"("files":[{)" + file + "}]}]}"; };
        QCOMPARE(classOf(head + R"("instructions":["ask"]}]})"), std::string("ok"));
        QCOMPARE(classOf(withFile(R"("name":"m.ckpt","url":"https://x.org/m","bytes":5,"sha256":")" + hash + "\"")),
                 std::string("ok"));
        for (const std::string &file : {R"("name":"../m","url":"https://x.org/m","bytes":5,"sha256":")" + hash + "\"",
                                        R"("name":"m","url":"http://x.org/m","bytes":5,"sha256":")" + hash + "\"",
                                        R"("name":"m","url":"https://x.org/m","bytes":0,"sha256":")" + hash + "\"",
                                        std::string(R"("name":"m","url":"https://x.org/m","bytes":5,"sha256":"fdfc9305")")})
            QCOMPARE(classOf(withFile(file)), std::string("bad_catalog"));
        QCOMPARE(classOf(head + "\"files\":[]}]}"), std::string("bad_catalog"));
        QCOMPARE(classOf(R"({"models":[{"id":"../a"}]})"), std::string("bad_catalog"));
        QCOMPARE(classOf("{}"), std::string("bad_catalog"));
        QCOMPARE(classOf("not json"), std::string("parse_error"));
    }
};

QTEST_APPLESS_MAIN(TestModelCatalog)
#include "tst_model_catalog.moc"
