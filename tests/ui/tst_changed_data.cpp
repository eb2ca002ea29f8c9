// A project opened on other content than its labels were made for: cells are found by their names or not at all, nothing is
// written before a person decided, and an older project, which knows no names, labels nothing.
#include "tests/ui/decide_now.h"
#include "tests/support/fixtures.h"
#include "tests/ui/barcodes.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/project/cell_names.h"
#include "ui/workspace/session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <sqlite3.h>

using namespace lexicell::ui;
using lexicell::test::barcode;
using lexicell::test::barcodes;
using lexicell::test::smallDataset;
namespace data = lexicell::data;

namespace {

using Names = std::vector<std::string>;
using Verdict = ChangedData::Verdict;

Names counters(int from, int to)
{
    Names names;
    for (int i = from; i < to; ++i) names.push_back("cell_" + std::to_string(i));
    return names;
}

Names reversed(Names names)
{
    std::reverse(names.begin(), names.end());
    return names;
}

Names joined(Names first, const Names &second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

DatasetPtr datasetOf(const Names &names, const Names &genes = {"CD3E", "MS4A1", "NKG7"})
{
    data::Dataset dataset = *smallDataset(static_cast<std::int64_t>(names.size()));
    dataset.obs.index.values = names;
    dataset.var.index.values = genes;
    return std::make_shared<const data::Dataset>(std::move(dataset));
}

FactsPtr factsFor(const data::Dataset &dataset, const QString &fingerprint)
{
    lexicell::JobContext context;
    auto facts = *factsOf(dataset, context);
    facts.identity.fingerprint = fingerprint;
    facts.identity.geneNames = hashOfNames(dataset.var.index.values);
    return std::make_shared<const DatasetFacts>(std::move(facts));
}

LabelEdit assign(const QString &field, const QString &label, std::vector<std::int64_t> cells)
{
    LabelEdit edit;
    edit.field = field;
    edit.label = label;
    edit.cells = std::move(cells);
    return edit;
}

LabelEdit create(const QString &field)
{
    LabelEdit edit;
    edit.kind = LabelEdit::Kind::CreateField;
    edit.field = field;
    return edit;
}

std::unique_ptr<ProjectFile> projectIn(const QTemporaryDir &folder)
{
    auto project = ProjectFile::open(folder.filePath("a.lexicell"));
    return project.ok() ? std::move(*project) : nullptr;
}

// Names of the cells with the label.
std::vector<std::string> labeled(const Session &session, const QString &field, const QString &label)
{
    std::vector<std::string> names;
    const LabelFieldPtr shown = session.labels().field(field);
    const int code = shown ? shown->indexOf(label) : -1;
    for (std::size_t i = 0; code >= 0 && i < shown->codes.size(); ++i)
        if (shown->codes[i] == code) names.push_back(session.data().dataset()->obs.index.values[i]);
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> sorted(Names names)
{
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

class TestChangedData : public QObject {
    Q_OBJECT

  private:
    // Cells 0 to 4 of `names` labeled "Tumour" in a new field, one of them undone and given again.
    void label(const QTemporaryDir &folder, const Names &names)
    {
        const DatasetPtr before = datasetOf(names);
        Session session;
        session.open(before, factsFor(*before, "before"), projectIn(folder));
        VERIFY_OK(session.labels().edit(create("mine")));
        VERIFY_OK(session.labels().edit(assign("mine", "Tumour", {0, 1, 2, 3})));
        VERIFY_OK(session.labels().edit(assign("mine", "wrong", {5, 6})));
        session.journal().undoStack()->undo();
        VERIFY_OK(session.labels().edit(assign("mine", "Tumour", {4})));
    }

    static QString fingerprintIn(const QTemporaryDir &folder)
    {
        const auto project = ProjectFile::open(folder.filePath("a.lexicell"), ProjectFile::Access::Read);
        return (**(*project)->dataset()).fingerprint;
    }

  private Q_SLOTS:
    void labelsFindTheirCellsByNameOrNotAtAll_data()
    {
        QTest::addColumn<Names>("before");
        QTest::addColumn<Names>("now");
        QTest::addColumn<int>("verdict");
        QTest::addColumn<int>("found");
        QTest::addColumn<int>("shown");  // labeled cells that are shown before any decision
        const auto row = [](const char *name, const Names &before, const Names &now, Verdict verdict, int found, int shown) {
            QTest::newRow(name) << before << now << static_cast<int>(verdict) << found << shown;
        };
        const Names forty = barcodes(0, 40);
        row("same cells, other counts", forty, forty, Verdict::Found, 40, 5);
        row("in another order", forty, reversed(forty), Verdict::Found, 40, 5);
        row("cells dropped", forty, barcodes(3, 30), Verdict::Found, 27, 2);
        row("cells added before", forty, joined(barcodes(100, 130), forty), Verdict::Found, 40, 5);
        row("half of them others", forty, joined(barcodes(2, 25), barcodes(200, 217)), Verdict::Found, 23, 3);
        row("another data set of as many", forty, barcodes(500, 540), Verdict::Other, 0, 0);
        row("another of fewer", forty, barcodes(500, 537), Verdict::Other, 0, 0);
        row("one barcode by chance", forty, joined(barcodes(0, 1), barcodes(500, 560)), Verdict::Other, 1, 0);
        row("a few names", forty, joined(barcodes(0, 8), barcodes(500, 540)), Verdict::Unsure, 8, 0);
        row("a name twice in the file", forty, joined(barcodes(0, 40), barcodes(1, 2)), Verdict::Found, 39, 4);
        row("a name twice when labeled", joined(barcodes(0, 39), barcodes(2, 3)), reversed(forty), Verdict::Found, 38, 4);
        row("all names twice", forty, joined(forty, forty), Verdict::Other, 0, 0);
        row("numbered cells in another order", counters(0, 40), reversed(counters(0, 40)), Verdict::Found, 40, 5);
        row("numbered cells of another data set", counters(0, 40), counters(0, 37), Verdict::Unsure, 37, 0);
        row("numbered cells, more of them", counters(0, 40), counters(0, 90), Verdict::Unsure, 40, 0);
    }

    void labelsFindTheirCellsByNameOrNotAtAll()
    {
        QFETCH(Names, before);
        QFETCH(Names, now);
        QFETCH(int, verdict);
        QFETCH(int, found);
        QFETCH(int, shown);
        QTemporaryDir folder;
        label(folder, before);
        const DatasetPtr changed = datasetOf(now);
        Session session;
        const auto restored = session.open(changed, factsFor(*changed, "now"), projectIn(folder));
        QVERIFY(restored.changed.has_value());
        QCOMPARE(static_cast<int>(restored.changed->verdict), verdict);
        QCOMPARE(restored.changed->found, std::int64_t{found});
        QCOMPARE(restored.changed->labeled, std::int64_t{5});
        if (restored.changed->verdict == Verdict::Found) QCOMPARE(restored.changed->labeledFound, std::int64_t{shown});
        const auto names = labeled(session, "mine", "Tumour");
        QCOMPARE(names.size(), static_cast<std::size_t>(shown));
        for (const auto &name : names) QVERIFY(std::find(before.begin(), before.begin() + 5, name) != before.begin() + 5);

        // Until a person decides nothing is taken, and the project still knows the old content.
        const auto refused = session.labels().edit(assign("mine", "more", {0}));
        QVERIFY(!refused.ok() && session.journal().readOnly());
        QCOMPARE(refused.error().errorClass, std::string("dataset_changed"));
        session.close();
        QCOMPARE(fingerprintIn(folder), QString("before"));

        // The same again for the file as it was: everything is there.
        const DatasetPtr old = datasetOf(before);
        Session again;
        QVERIFY(!again.open(old, factsFor(*old, "before"), projectIn(folder)).changed);
        QCOMPARE(labeled(again, "mine", "Tumour"), sorted(Names(before.begin(), before.begin() + 5)));
    }

    void keptLabelsAreTheProjectsFromThenOn()
    {
        QTemporaryDir folder;
        label(folder, barcodes(0, 40));
        const DatasetPtr changed = datasetOf(reversed(barcodes(2, 60)));
        {
            Session session;
            QSignalSpy editable(&session.journal(), &ProjectJournal::editabilityChanged);
            session.open(changed, factsFor(*changed, "now"), projectIn(folder));
            const auto copy = beginJournal(session, Session::Keep::Labels);
            VERIFY_OK(copy);
            QCOMPARE(editable.count(), 1);
            QVERIFY(!session.journal().readOnly() && session.hasUnsavedWork());
            VERIFY_OK(session.labels().edit(assign("mine", "Tumour", {0})));
            // The project as it was lies beside it.
            const auto kept = ProjectFile::open(*copy, ProjectFile::Access::Read);
            VERIFY_OK(kept);
            QCOMPARE((**(*kept)->dataset()).fingerprint, QString("before"));
            QVERIFY((*kept)->journal()->size() > 4);
        }
        QCOMPARE(fingerprintIn(folder), QString("now"));
        Session again;
        const auto restored = again.open(changed, factsFor(*changed, "now"), projectIn(folder));
        QVERIFY(!restored.changed && !restored.damaged);
        QCOMPARE(labeled(again, "mine", "Tumour"), sorted({barcode(2), barcode(3), barcode(4), barcode(59)}));
    }

    void beginningWithoutThemKeepsACopy()
    {
        QTemporaryDir folder;
        label(folder, barcodes(0, 40));
        const DatasetPtr other = datasetOf(barcodes(300, 340));
        Session session;
        session.open(other, factsFor(*other, "now"), projectIn(folder));
        const auto copy = beginJournal(session, Session::Keep::Nothing);
        VERIFY_OK(copy);
        QVERIFY(!session.labels().field("mine"));
        VERIFY_OK(session.labels().edit(create("mine")));
        session.close();
        const DatasetPtr before = datasetOf(barcodes(0, 40));
        Session old;
        auto kept = ProjectFile::open(*copy);
        VERIFY_OK(kept);
        QVERIFY(!old.open(before, factsFor(*before, "before"), std::move(*kept)).changed);
        QCOMPARE(labeled(old, "mine", "Tumour").size(), std::size_t{5});
    }

    void anUnsureMatchLabelsWhenAsked()
    {
        QTemporaryDir folder;
        label(folder, counters(0, 40));
        const DatasetPtr more = datasetOf(reversed(counters(2, 90)));
        Session session;
        session.open(more, factsFor(*more, "now"), projectIn(folder));
        QVERIFY(!session.labels().field("mine"));
        VERIFY_OK(beginJournal(session, Session::Keep::Labels));
        QCOMPARE(labeled(session, "mine", "Tumour"), sorted({"cell_2", "cell_3", "cell_4"}));
    }

    void otherGenesAloneMoveNothing()
    {
        QTemporaryDir folder, numbered;
        label(folder, barcodes(0, 40));
        const DatasetPtr renamed = datasetOf(barcodes(0, 40), {"ENSG1", "ENSG2", "ENSG3"});
        Session session;
        QCOMPARE(session.open(renamed, factsFor(*renamed, "now"), projectIn(folder)).changed->verdict, Verdict::Found);
        QCOMPARE(labeled(session, "mine", "Tumour"), sorted(barcodes(0, 5)));
        label(numbered, counters(0, 40));  // cell_1, cell_2 … with other genes are probably other cells
        const DatasetPtr other = datasetOf(counters(0, 40), {"CD8A", "LYZ", "PPBP"});
        QCOMPARE(session.open(other, factsFor(*other, "now"), projectIn(numbered)).changed->verdict, Verdict::Unsure);
        QVERIFY(!session.labels().field("mine"));
    }

    void cellsTheProjectDoesNotKnowKeepWhatTheFileSays()
    {
        QTemporaryDir folder;
        const DatasetPtr before = datasetOf(barcodes(0, 40));
        {
            Session session;
            session.open(before, factsFor(*before, "before"), projectIn(folder));
            VERIFY_OK(session.labels().edit(assign("cell_type", "NK", {0, 1})));
        }
        const DatasetPtr now = datasetOf(barcodes(0, 60));
        Session session;
        session.open(now, factsFor(*now, "now"), projectIn(folder));
        QCOMPARE(labeled(session, "cell_type", "NK"), sorted(barcodes(0, 2)));
        QCOMPARE(session.labels().field("cell_type")->unlabeled(), std::int64_t{0});
        QCOMPARE(session.labels().field("cell_type")->counts(), (std::vector<std::int64_t>{29, 29, 2}));
    }

    void cellsThatWereFilteredOutOnceAreFoundToo()
    {
        QTemporaryDir folder;
        const DatasetPtr before = datasetOf(barcodes(0, 40));
        {
            Session session;
            session.open(before, factsFor(*before, "before"), projectIn(folder));
            VERIFY_OK(session.labels().edit(create("mine")));
            VERIFY_OK(session.labels().edit(assign("mine", "early", {0, 10})));
            const std::vector<std::int64_t> kept{10, 20, 30};
            auto part = data::subset(*before, &kept, nullptr);
            VERIFY_OK(part);
            session.addResults(*before, std::make_shared<const data::Dataset>(std::move(*part)), {});
            VERIFY_OK(session.labels().edit(assign("mine", "late", {2})));  // cell 30 of the file
        }
        const DatasetPtr now = datasetOf(reversed(barcodes(0, 40)));
        Session session;
        const auto restored = session.open(now, factsFor(*now, "now"), projectIn(folder));
        QVERIFY(!restored.changed->damage);
        QCOMPARE(labeled(session, "mine", "early"), sorted({barcode(0), barcode(10)}));
        QCOMPARE(labeled(session, "mine", "late"), (Names{barcode(30)}));
    }

    void anOlderProjectLabelsNothingOnOtherContent()
    {
        QTemporaryDir folder;
        label(folder, barcodes(0, 40));
        sqlite3 *database = nullptr;
        sqlite3_open(folder.filePath("a.lexicell").toUtf8().constData(), &database);
        sqlite3_exec(database, "DROP TABLE names; PRAGMA user_version=1", nullptr, nullptr, nullptr);
        sqlite3_close(database);
        const DatasetPtr now = datasetOf(reversed(barcodes(0, 40)));
        {
            Session session;
            const auto restored = session.open(now, factsFor(*now, "now"), projectIn(folder));
            QCOMPARE(restored.changed->verdict, Verdict::NoNames);
            QVERIFY(!session.labels().field("mine") && session.journal().readOnly());
        }
        // With the file as it was it learns the names, and finds the cells from then on.
        const DatasetPtr before = datasetOf(barcodes(0, 40));
        Session old;
        QVERIFY(!old.open(before, factsFor(*before, "before"), projectIn(folder)).changed);
        QCOMPARE(labeled(old, "mine", "Tumour").size(), std::size_t{5});
        old.close();
        Session session;
        QCOMPARE(session.open(now, factsFor(*now, "now"), projectIn(folder)).changed->verdict, Verdict::Found);
    }

    void aProjectThatLostItsDataSetGoesByNamesToo_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("gone") << QByteArray("DELETE FROM meta");
        QTest::newRow("unreadable") << QByteArray("UPDATE meta SET value='{'");
        QTest::newRow("a list") << QByteArray("UPDATE meta SET value='[]'");
    }
    void aProjectThatLostItsDataSetGoesByNamesToo()
    {
        QFETCH(QByteArray, sql);
        QTemporaryDir folder;
        label(folder, barcodes(0, 40));
        sqlite3 *database = nullptr;
        sqlite3_open(folder.filePath("a.lexicell").toUtf8().constData(), &database);
        QCOMPARE(sqlite3_exec(database, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
        const DatasetPtr turned = datasetOf(reversed(barcodes(0, 40))), other = datasetOf(barcodes(300, 340));
        Session session;
        session.open(other, factsFor(*other, "other"), projectIn(folder));
        QVERIFY(!session.labels().field("mine") && session.journal().readOnly());
        session.close();
        session.open(turned, factsFor(*turned, "turned"), projectIn(folder));
        QVERIFY(session.journal().readOnly());
        QCOMPARE(labeled(session, "mine", "Tumour"), sorted(barcodes(0, 5)));
    }

    void aProjectWithoutEditsTakesTheNewContent()
    {
        QTemporaryDir folder;
        const DatasetPtr before = datasetOf(barcodes(0, 40)), now = datasetOf(barcodes(300, 340));
        Session session;
        session.open(before, factsFor(*before, "before"), projectIn(folder));
        session.close();
        QVERIFY(!session.open(now, factsFor(*now, "now"), projectIn(folder)).changed);
        VERIFY_OK(session.labels().edit(create("mine")));
        VERIFY_OK(session.labels().edit(assign("mine", "Tumour", {0})));
        session.close();
        const DatasetPtr turned = datasetOf(reversed(barcodes(300, 340)));
        session.open(turned, factsFor(*turned, "turned"), projectIn(folder));
        QCOMPARE(labeled(session, "mine", "Tumour"), (Names{barcode(300)}));
    }

    void keptResultsFindTheirRowsByName()
    {
        const DatasetPtr before = datasetOf(barcodes(0, 10));
        data::Dataset results = *before;
        results.x = {};
        data::Array rows(data::DType::Float32, {10, 2});
        for (int i = 0; i < 20; ++i) rows.as<float>()[i] = static_cast<float>(i % 2 == 0 ? i / 2 : -(i / 2));
        results.obsm.set("X_umap", data::makeElement(std::move(rows)));
        const auto shown = [](const Session &session) { return session.data().dataset()->embedding("X_umap")->toFloat(); };

        const DatasetPtr turned = datasetOf(reversed(barcodes(2, 8)));
        Session session;
        session.open(turned, factsFor(*turned, "now"), nullptr);
        QVERIFY(session.restoreResults(results));
        QCOMPARE(shown(session), (std::vector<float>{7, -7, 6, -6, 5, -5, 4, -4, 3, -3, 2, -2}));

        // As many rows, but other cells: none is taken.
        const DatasetPtr other = datasetOf(barcodes(5, 15));
        session.open(other, factsFor(*other, "other"), nullptr);
        QVERIFY(!session.restoreResults(results));
        QVERIFY(!session.data().dataset()->obsm.find("X_umap"));
    }
};

QTEST_GUILESS_MAIN(TestChangedData)
#include "tst_changed_data.moc"
