// Gene sets: what edits do, that each can be undone and is on disk before it is shown, that a project brings them back after a
// kill and on other data, and their files.
#include "tests/support/fixtures.h"
#include "tests/ui/decide_now.h"
#include "tests/ui/project_fixture.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/genes/gene_set_files.h"
#include "ui/workspace/genes/gene_set_history.h"
#include "ui/workspace/session.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lexicell::ui;
using lexicell::test::smallDataset;
namespace data = lexicell::data;

namespace {

using Kind = GeneSetEdit::Kind;

GeneSetEdit create(const QString &name, const QStringList &genes, const QString &note = {})
{
    GeneSetEdit edit;
    edit.sets = {{name, genes, note}};
    return edit;
}

FactsPtr factsFor(const data::Dataset &dataset, const QString &fingerprint)
{
    lexicell::JobContext context;
    DatasetFacts facts = *factsOf(dataset, context);
    facts.identity.fingerprint = fingerprint;
    return std::make_shared<const DatasetFacts>(std::move(facts));
}

QStringList namesOf(const GeneSets &sets)
{
    QStringList names;
    for (const GeneSet &set : sets) names << set.name;
    return names;
}

QStringList genesOf(const Session &session, const QString &set)
{
    const GeneSet *found = findSet(session.genes().sets(), set);
    return found ? found->genes : QStringList{"no such set"};
}

}  // namespace

class TestGeneSets : public QObject {
    Q_OBJECT

  private:
    QString path() { return m_folder.filePath(QString::number(m_count) + ".lexicell"); }

    void open(Session &session, const QString &fingerprint = "same", std::int64_t cells = 10)
    {
        const DatasetPtr dataset = smallDataset(cells);
        m_restored = session.open(dataset, factsFor(*dataset, fingerprint), openProject(path()));
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    Restored m_restored;

  private Q_SLOTS:
    void init() { ++m_count; }

    void aSetHasEachGeneOnceInTheOrderGiven()
    {
        const auto sets = applyEdit({}, create(" T  cells ", {"CD3E", " CD3D ", "CD3E", ""}, "from\na paper"));
        VERIFY_OK(sets);
        QCOMPARE(sets->front(), (GeneSet{"T cells", {"CD3E", "CD3D"}, "from a paper"}));
        const auto more = applyEdit(*sets, {Kind::AddGenes, "T cells", {}, {"IL7R", "CD3D"}, {}});
        VERIFY_OK(more);
        QCOMPARE(more->front().genes, (QStringList{"CD3E", "CD3D", "IL7R"}));
        const auto less = applyEdit(*more, {Kind::RemoveGenes, "T cells", {}, {"CD3E", "NKG7"}, {}});
        VERIFY_OK(less);
        QCOMPARE(less->front().genes, (QStringList{"CD3D", "IL7R"}));
    }

    void whatCannotBeDoneSaysWhy_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("set");
        QTest::addColumn<QString>("to");
        QTest::newRow("name taken") << int(Kind::Create) << "a"
                                    << "";
        QTest::newRow("no name") << int(Kind::Create) << "  "
                                 << "";
        QTest::newRow("rename to one that is there") << int(Kind::Rename) << "a"
                                                     << "b";
        QTest::newRow("rename to nothing") << int(Kind::Rename) << "a"
                                           << " ";
        QTest::newRow("no such set") << int(Kind::Remove) << "c"
                                     << "";
    }

    void whatCannotBeDoneSaysWhy()
    {
        QFETCH(int, kind);
        QFETCH(QString, set);
        QFETCH(QString, to);
        const GeneSets before{{"a", {"CD3E"}, {}}, {"b", {}, {}}};
        GeneSetEdit edit = create(set, {});
        if (static_cast<Kind>(kind) != Kind::Create) edit = {static_cast<Kind>(kind), set, to, {}, {}};
        const auto after = applyEdit(before, edit);
        QVERIFY(!after.ok());
        QCOMPARE(after.error().errorClass, std::string("edit_refused"));
        QVERIFY(QString::fromStdString(after.error().message).endsWith('.'));
    }

    void everyEditSurvivesTheJournalsForm()
    {
        GeneSets one{{"a", {"CD3E"}, "note"}};
        GeneSets other = one;
        for (const GeneSetEdit &edit :
             {create("b", {"x", "y"}, "from a file"), GeneSetEdit{Kind::AddGenes, "b", {}, {"z"}, {}},
              GeneSetEdit{Kind::RemoveGenes, "b", {}, {"x"}, {}}, GeneSetEdit{Kind::Rename, "b", "c", {}, {}},
              GeneSetEdit{Kind::Note, "c", "checked", {}, {}}, GeneSetEdit{Kind::Remove, "a", {}, {}, {}}}) {
            const auto read = geneSetEditFromJson(toJson(edit));
            VERIFY_OK(read);
            one = *applyEdit(one, edit);
            other = *applyEdit(other, *read);
            QCOMPARE(other, one);
        }
        QCOMPARE(one, (GeneSets{{"c", {"y", "z"}, "checked"}}));
        QCOMPARE(*geneSetsFromJson(toJson(one)), one);
        QCOMPARE(geneSetEditFromJson({{"do", "dance"}}).error().errorClass, std::string("journal_damaged"));
    }

    void editsAreUndoneAndDoneAgain()
    {
        Session session;
        open(session);
        QSignalSpy changed(&session.genes(), &Genes::setsChanged);
        VERIFY_OK(session.genes().edit(create("markers", {"CD3E"})));
        VERIFY_OK(session.genes().edit({Kind::AddGenes, "markers", {}, {"NKG7"}, {}}));
        VERIFY_OK(session.genes().edit({Kind::AddGenes, "markers", {}, {"NKG7"}, {}}));  // nothing new: no step
        QCOMPARE(changed.count(), 2);
        QUndoStack &history = *session.journal().undoStack();
        QCOMPARE(history.undoText(), QString("Add 1 gene to markers"));
        history.undo();
        QCOMPARE(genesOf(session, "markers"), QStringList{"CD3E"});
        history.undo();
        QVERIFY(session.genes().sets().empty());
        history.redo();
        history.redo();
        QCOMPARE(genesOf(session, "markers"), (QStringList{"CD3E", "NKG7"}));
    }

    void anEditIsOnDiskBeforeItIsShown()
    {
        Session session;
        open(session);
        int rows = -1;
        connect(&session.genes(), &Genes::setsChanged, this, [&] { rows = rowsOf(path()); });
        VERIFY_OK(session.genes().edit(create("markers", {"CD3E"})));
        QCOMPARE(rows, 1);
        session.journal().undoStack()->undo();
        QCOMPARE(rows, 2);
    }

    void aProjectBringsThemBack()
    {
        {
            Session session;
            open(session);
            VERIFY_OK(session.genes().edit(create("markers", {"CD3E"}, "note")));
            VERIFY_OK(session.labels().edit(assign(1)));
            VERIFY_OK(session.genes().edit(create("gone", {})));
            VERIFY_OK(session.genes().edit({Kind::Rename, "markers", "T", {}, {}}));
            session.journal().undoStack()->undo();
            session.journal().undoStack()->undo();
            session.genes().setCurrent("NKG7");
        }
        Session session;
        open(session);
        QCOMPARE(m_restored.edits, 4);
        QCOMPARE(session.genes().sets(), (GeneSets{{"markers", {"CD3E"}, "note"}}));
        QCOMPARE(session.genes().current(), QString("NKG7"));
        session.journal().undoStack()->redo();
        QCOMPARE(namesOf(session.genes().sets()), (QStringList{"markers", "gone"}));
        session.close();
        QVERIFY(session.genes().sets().empty() && session.genes().current().isEmpty());
    }

    // The files as they lie there while the program runs: what a kill leaves.
    void aKilledProgramLosesNothing()
    {
        Session session;
        open(session);
        VERIFY_OK(session.genes().edit(create("markers", {"CD3E"})));
        VERIFY_OK(session.genes().edit({Kind::AddGenes, "markers", {}, {"MS4A1"}, {}}));
        const QString copy = m_folder.filePath("killed.lexicell");
        for (const char *part : {"", "-wal"})
            QVERIFY2(QFile::copy(path() + part, copy + part) || !QFile::exists(path() + part), part);
        Session later;
        const DatasetPtr dataset = smallDataset(10);
        QVERIFY(!later.open(dataset, factsFor(*dataset, "same"), openProject(copy)).damaged);
        QCOMPARE(later.genes().sets(), session.genes().sets());
    }

    // The names of genes belong to no cells.
    void otherDataKeepThem()
    {
        {
            Session session;
            open(session);
            VERIFY_OK(session.genes().edit(create("markers", {"CD3E"})));
            VERIFY_OK(session.genes().edit(create("undone", {})));
            session.journal().undoStack()->undo();
            VERIFY_OK(session.labels().edit(assign(1)));
        }
        {
            Session session;
            open(session, "other", 30);
            QVERIFY(session.changedData());
            QCOMPARE(namesOf(session.genes().sets()), QStringList{"markers"});
            QCOMPARE(session.genes().edit(create("now", {})).error().errorClass, std::string("dataset_changed"));
            VERIFY_OK(beginJournal(session, Session::Keep::Nothing));
            QVERIFY(session.labels().edited().empty());
            QCOMPARE(namesOf(session.genes().sets()), QStringList{"markers"});
            VERIFY_OK(session.genes().edit(create("now", {})));
        }
        Session session;
        open(session, "other", 30);
        QVERIFY(!session.changedData());
        QCOMPARE(namesOf(session.genes().sets()), (QStringList{"markers", "now"}));
        QCOMPARE(geneSetsOf(session.journal().project()->readJournal()), session.genes().sets());
    }

    void anEntryThatCannotBeReadStopsTheReplay()
    {
        {
            Session session;
            open(session);
            VERIFY_OK(session.genes().edit(create("markers", {"CD3E"})));
            VERIFY_OK(session.journal().append({{0, {}, JournalEntry::Kind::GeneEdit, {{"do", "add"}, {"set", "none"}}, {}}}));
        }
        Session session;
        open(session);
        QVERIFY(m_restored.damaged);
        QCOMPARE(namesOf(session.genes().sets()), QStringList{"markers"});
        QVERIFY(!session.genes().edit(create("now", {})).ok());
    }

    // An h5ad cannot take them, so nobody is asked to save one.
    void theyAskForNoH5ad()
    {
        Session session;
        open(session);
        VERIFY_OK(session.genes().edit(create("markers", {"CD3E"})));
        QVERIFY(!session.hasUnsavedWork());
        VERIFY_OK(session.labels().edit(assign(1)));
        QVERIFY(session.hasUnsavedWork());
        session.journal().undoStack()->undo();
        QVERIFY(!session.hasUnsavedWork());
    }

    void aTextNamesGenesHoweverTheyAreSeparated()
    {
        QCOMPARE(genesIn("# markers of T cells\nCD3D, \"CD3E\";IL7R\r\n\tCD3D HLA-DRA\n"),
                 (QStringList{"CD3D", "CD3E", "IL7R", "HLA-DRA"}));
        QVERIFY(genesIn(" ,;\n").isEmpty());
    }

    void gmtComesBackAsItWas()
    {
        const GeneSets sets{{"T cells", {"CD3D", "CD3E"}, "a paper"}, {"B", {"MS4A1"}, {}}};
        const QString file = m_folder.filePath("sets.gmt");
        VERIFY_OK(writeGmt(sets, file));
        lexicell::JobContext context;
        const auto read = readGeneSetFile(file, context);
        VERIFY_OK(read);
        QCOMPARE(*read, sets);
    }

    void aListIsASetWithTheNameOfItsFile()
    {
        const QString file = m_folder.filePath("my markers.txt");
        QFile list(file);
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write("CD3D\nCD3E\n");
        list.close();
        lexicell::JobContext context;
        const auto read = readGeneSetFile(file, context);
        VERIFY_OK(read);
        QCOMPARE(*read, (GeneSets{{"my markers", {"CD3D", "CD3E"}, {}}}));
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.close();
        QCOMPARE(readGeneSetFile(file, context).error().errorClass, std::string("empty_file"));
        QCOMPARE(readGeneSetFile(m_folder.filePath("none.txt"), context).error().errorClass, std::string("not_found"));
    }
};

QTEST_GUILESS_MAIN(TestGeneSets)
#include "tst_gene_sets.moc"
