// The identity of a data set: its bytes, wherever they lie.
#include "core/io/dataset_hash.h"
#include "tests/core/reading.h"

using namespace lexicell;
using namespace lexicell::test;

class TestDatasetHash : public QObject {
    Q_OBJECT

    static Result<std::string> hash(const std::filesystem::path &path)
    {
        JobContext context;
        return io::hashDataset(path, context);
    }

  private slots:
    void ofAFile()
    {
        const ScratchFolder scratch;
        const auto found = hash(scratch.write("abc.csv", "abc"));
        VERIFY_OK(found);  // FIPS 180-2, appendix B.1
        QCOMPARE(*found, std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(hash(scratch.path() / "absent.csv").error().errorClass, std::string("not_found"));
    }

    // Each of the three files counts, and nothing else in the folder.
    void ofAFolder()
    {
        const ScratchFolder scratch;
        const std::vector<std::pair<std::string, std::string>> files{
            {"matrix.mtx", "%%MatrixMarket matrix coordinate integer general\n2 1 1\n1 1 3\n"},
            {"genes.tsv", "G1\tA\nG2\tB\n"},
            {"barcodes.tsv", "C1\n"}};
        for (const auto &[name, text] : files) scratch.write("cells/" + name, text);
        const auto folder = scratch.path() / "cells";
        const auto before = hash(folder);
        VERIFY_OK(before);
        scratch.write("cells/notes.txt", "later");
        QCOMPARE(hash(folder).value(), *before);
        for (const auto &[name, text] : files) {
            scratch.write("cells/" + name, text + "\n");
            const auto changed = hash(folder);
            VERIFY_OK(changed);
            QVERIFY2(*changed != *before, name.c_str());
            scratch.write("cells/" + name, text);
        }
        QCOMPARE(hash(folder).value(), *before);
    }

    void stopsWhenCancelled()
    {
        const ScratchFolder scratch;
        JobContext context;
        context.cancel();
        const auto stopped = io::hashDataset(scratch.write("abc.csv", "abc"), context);
        QVERIFY(!stopped.ok() && stopped.error().kind == ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestDatasetHash)
#include "tst_dataset_hash.moc"
