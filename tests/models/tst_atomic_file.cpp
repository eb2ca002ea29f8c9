// A file is there completely or not at all.
#include "models/checkpoint/atomic_file.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <fstream>

#include <unistd.h>

using namespace lexicell;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;

class TestAtomicFile : public QObject {
    Q_OBJECT
  private slots:
    void appearsOnlyWhenComplete()
    {
        QTemporaryDir temporary;
        const fs::path path = fs::path(temporary.path().toStdString()) / "x.pt";
        auto file = AtomicFile::create(path);
        VERIFY_OK(file);
        file->write("all of it");
        QCOMPARE(file->position(), std::uint64_t{9});
        QVERIFY(!fs::exists(path));
        const auto committed = file->commit();
        VERIFY_OK(committed);
        QCOMPARE(fs::file_size(path), std::uintmax_t{9});
        QCOMPARE(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), std::ptrdiff_t{1});
    }

    void leavesNothingBehindWithoutCommit()
    {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        {
            auto file = AtomicFile::create(folder / "x.pt");
            VERIFY_OK(file);
            file->write("half");
        }
        QVERIFY(fs::is_empty(folder));
    }

    void aFullDiskLeavesTheOldFile()
    {
        if (!fs::exists("/dev/full")) QSKIP("no device that is always full");
        QTemporaryDir temporary;
        const fs::path path = fs::path(temporary.path().toStdString()) / "x.pt";
        std::ofstream(path) << "old";
        fs::create_symlink("/dev/full", path.string() + ".part" + std::to_string(::getpid()));
        {
            auto file = AtomicFile::create(path);
            VERIFY_OK(file);
            file->write(std::string(100'000, 'x'));
            const auto committed = file->commit();
            QVERIFY(!committed.ok());
            QCOMPARE(committed.error().errorClass, std::string("disk_full"));
            QCOMPARE(exitStatus(committed.error()), 4);
        }
        QCOMPARE(fs::file_size(path), std::uintmax_t{3});
        QCOMPARE(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), std::ptrdiff_t{1});
    }

    void saysWhereItCannotWrite()
    {
        const auto nowhere = AtomicFile::create("/nowhere/x.pt");
        QVERIFY(!nowhere.ok());
        QCOMPARE(nowhere.error().errorClass, std::string("not_writable"));
        QCOMPARE(exitStatus(nowhere.error()), 4);
        QVERIFY(nowhere.error().message.find("/nowhere/x.pt") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestAtomicFile)
#include "tst_atomic_file.moc"
