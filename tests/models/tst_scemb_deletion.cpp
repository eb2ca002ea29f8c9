// In-silico deletion on tokens, on examples that can be calculated by hand.
#include "models/families/scemb/format/deletion.h"

#include <QtTest/QtTest>

using namespace lexicell::models;
using scemb::Deletion;

namespace {

// Cells: (5 6 7), (6 -- --), (7 5 --).
TokenBatch batch()
{
    TokenBatch tokens;
    tokens.cells = 3;
    tokens.tokens = 3;
    tokens.genes = {5, 6, 7, 6, 0, 0, 7, 5, 0};
    tokens.values = {90, 50, 1, 1, 0, 0, 51, 1, 0};
    tokens.padding = {0, 0, 0, 0, 1, 1, 0, 0, 1};
    return tokens;
}

using Ids = std::vector<std::int64_t>;
using Values = std::vector<float>;
using Flags = std::vector<std::uint8_t>;

}  // namespace

class TestScembDeletion : public QObject {
    Q_OBJECT
  private slots:
    void masking()
    {
        const auto deleted = scemb::deleteGene(batch(), 6, Deletion::Mask, {});
        QCOMPARE(deleted.cells, (Ids{0, 1}));
        QCOMPARE(deleted.batch.cells, std::int64_t{2});
        QCOMPARE(deleted.batch.genes, (Ids{5, 1, 7, 1, 0, 0}));
        QCOMPARE(deleted.batch.values, (Values{90, 101, 1, 101, 0, 0}));
        QCOMPARE(deleted.batch.padding, (Flags{0, 0, 0, 0, 1, 1}));
    }

    // The second cell would have no token left: it has no value.
    void removing()
    {
        const auto deleted = scemb::deleteGene(batch(), 6, Deletion::Remove, {});
        QCOMPARE(deleted.cells, (Ids{0}));
        QCOMPARE(deleted.batch.genes, (Ids{5, 7, 0}));
        QCOMPARE(deleted.batch.values, (Values{90, 1, 0}));
        QCOMPARE(deleted.batch.padding, (Flags{0, 0, 1}));
        const auto last = scemb::deleteGene(batch(), 5, Deletion::Remove, {});
        QCOMPARE(last.cells, (Ids{0, 2}));
        QCOMPARE(last.batch.genes, (Ids{6, 7, 0, 7, 0, 0}));
        QCOMPARE(last.batch.padding, (Flags{0, 0, 1, 0, 1, 1}));
    }

    void aGeneThatNoCellHas()
    {
        const auto deleted = scemb::deleteGene(batch(), 9, Deletion::Mask, {});
        QVERIFY(deleted.cells.empty());
        QCOMPARE(deleted.batch.cells, std::int64_t{0});
    }

    // Padding has an id, too; it is no gene.
    void paddingIsNotDeleted() { QVERIFY(scemb::deleteGene(batch(), scemb::padId, Deletion::Mask, {}).cells.empty()); }
};

QTEST_APPLESS_MAIN(TestScembDeletion)
#include "tst_scemb_deletion.moc"
