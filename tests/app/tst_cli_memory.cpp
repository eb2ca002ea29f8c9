// Embedding with ever less memory: done, or one clear refusal, and never a half-written file.
#include "tests/app/cli_process.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace lexicell;

namespace {

constexpr rlim_t mebibyte = rlim_t{1} << 20;
// Less than this and the program does not get as far as main(): OpenBLAS, which igraph brings, waits for memory while it is
// loaded.
constexpr rlim_t least = 320 * mebibyte;

}  // namespace

class TestCliMemory : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        VERIFY_DONE(test::cli({"simulate", path("cells.h5ad"), "--cells", "200", "--genes", "1500", "--knockouts", "0"}));
    }

    void doneOrRefused()
    {
        rlim_t enough = 16384 * mebibyte;
        rlim_t little = least;
        QVERIFY2(embed(enough).status == 0, "sixteen gigabytes must do");
        // The boundary to within 8 MiB; on the way, failures far from it and close to it.
        int refused = 0;
        while (enough - little > 8 * mebibyte) {
            const rlim_t limit = little + (enough - little) / 2;
            const test::Outcome outcome = embed(limit);
            if (outcome.status == 0) {
                enough = limit;
                continue;
            }
            little = limit;
            refused += refusedForMemory(outcome, limit) ? 1 : 0;
            if (QTest::currentTestFailed()) return;
        }
        // Steps across the whole run: reading the cells, loading LibTorch, the network, its passes.
        for (rlim_t limit = little; limit >= least; limit -= 24 * mebibyte) {
            refused += refusedForMemory(embed(limit), limit) ? 1 : 0;
            if (QTest::currentTestFailed()) return;
        }
        QVERIFY(refused > 0);
    }

  private:
    QString path(const QString &name) const { return m_folder.filePath(name); }

    // One thread: OpenMP ends the program where it cannot start one.
    test::Outcome embed(rlim_t bytes) const
    {
        return test::limited(
            {"embed", path("cells.h5ad"), path("out.h5ad"), "--model", test::demoModel(), "--threads", "1", "--force"}, bytes);
    }

    bool refusedForMemory(const test::Outcome &outcome, rlim_t limit)
    {
        const QString text = QString("limit %1 MiB, %2").arg(limit / mebibyte).arg(outcome.text());
        [&] {
            QVERIFY2(outcome.status == 4, qPrintable(text));
            QVERIFY2(outcome.errorClass() == "out_of_memory", qPrintable(text));
            QVERIFY2(outcome.message().contains("memory"), qPrintable(text));
        }();
        const QStringList files = test::filesIn(m_folder.path());
        const bool clean = files == QStringList{"cells.h5ad"} || files == QStringList{"cells.h5ad", "out.h5ad"};
        [&] { QVERIFY2(clean, qPrintable(text + files.join(' '))); }();
        return outcome.status == 4;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliMemory)
#include "tst_cli_memory.moc"
