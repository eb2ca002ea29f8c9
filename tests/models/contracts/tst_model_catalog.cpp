// The catalog that comes with the program is complete and true where it can be checked here; a damaged one is refused.
#include "models/contracts/model_catalog.h"
#include "core/files/sha256.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <algorithm>
#include <fstream>
#include <set>

using namespace lexicell;
using namespace lexicell::files;
using namespace lexicell::models;
namespace fs = std::filesystem;

class TestModelCatalog : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string classOf(std::string text) const
    {
        const fs::path file = fs::path(m_folder.path().toStdString()) / "catalog.json";
        std::replace(text.begin(), text.end(), '\'', '"');  // easier to read in C++
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
            QVERIFY2(!entry.summary.empty() && !entry.license.empty(), entry.id.c_str());
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
        QCOMPARE(entry->license, std::string("MIT"));
        QCOMPARE(entry->files.front().name, file.filename().string());
        QCOMPARE(entry->files.front().bytes, static_cast<std::int64_t>(fs::file_size(file)));
    }

    void unknownHashesAreUnknown() { QVERIFY(!findInCatalog(std::string(64, '0'))); }

    void damageIsRefused()
    {
        const std::string head = "{'models':[{'id':'a','name':'A','family':'scgpt','licence':'MIT',";
        const std::string file =
            head + "'files':[{'name':'m','url':'https://x.org/m','bytes':5,'sha256':'" + std::string(64, 'a') + "'}]}]}";
        const auto with = [&](const char *from, const char *to) {
            std::string text = file;
            return text.replace(text.find(from), std::string(from).size(), to);
        };
        const std::vector<std::pair<std::string, std::string>> texts{
            {head + "'instructions':['ask']}]}", "ok"},
            {file, "ok"},
            {with("'name':'m'", "'name':'../m'"), "bad_catalog"},
            {with("https://", "http://"), "bad_catalog"},
            {with("'bytes':5", "'bytes':0"), "bad_catalog"},
            {with("aaaa", "AAAA"), "bad_catalog"},
            {with("aaaa", ""), "bad_catalog"},
            {head + "'files':[]}]}", "bad_catalog"},
            {"{'models':[{'id':'../a'}]}", "bad_catalog"},
            {"{}", "bad_catalog"},
            {"not json", "parse_error"},
        };
        for (const auto &[text, wanted] : texts) QVERIFY2(classOf(text) == wanted, text.c_str());
    }
};

QTEST_APPLESS_MAIN(TestModelCatalog)
#include "tst_model_catalog.moc"
