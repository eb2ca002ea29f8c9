// A folder is there whole, old or new, at every moment; nothing of others is removed on the way.
#include "core/files/atomic_file.h"
#include "core/files/pending_folder.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <QTemporaryDir>

#include <atomic>
#include <fstream>
#include <set>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace lexicell;
using namespace lexicell::files;
namespace fs = std::filesystem;
using test::namesIn;
using test::write;

namespace {

bool isJson(const fs::path &file) { return file.extension() == ".json"; }

}  // namespace

class TestPendingFolder : public QObject {
    Q_OBJECT
    QTemporaryDir m_temporary;
    fs::path m_folder, m_model;

    void makeModel()
    {
        fs::create_directory(m_model);
        write(m_model / "args.json", "old");
        write(m_model / "former.json", "old");
    }
    std::string errorClassOf(bool replace = true)
    {
        const auto folder = PendingFolder::create(m_model, replace ? isJson : PendingFolder::Replaceable());
        return folder.ok() ? "ok" : folder.error().errorClass;
    }

  private slots:
    void init()
    {
        m_folder = fs::path(m_temporary.path().toStdString()) / QTest::currentTestFunction();
        fs::create_directories(m_folder);
        m_model = m_folder / "model";
    }

    void appearsWhenCommitted()
    {
        {
            auto folder = PendingFolder::create(m_model, {});
            VERIFY_OK(folder);
            write(folder->path() / "args.json", "new");
            QVERIFY(!fs::exists(m_model));
            VERIFY_OK(folder->commit());
        }
        QCOMPARE(namesIn(m_model), std::set<std::string>{"args.json"});
        QCOMPARE(namesIn(m_folder), std::set<std::string>{"model"});
        const mode_t mask = ::umask(0);
        ::umask(mask);
        QCOMPARE(static_cast<unsigned>(fs::status(m_model).permissions()), 0777U & ~mask);
    }

    void leavesNothingWithoutCommit()
    {
        makeModel();
        {
            auto folder = PendingFolder::create(m_model, isJson);
            VERIFY_OK(folder);
            write(folder->path() / "args.json", "new");
        }
        QCOMPARE(namesIn(m_folder), std::set<std::string>{"model"});
        QCOMPARE(namesIn(m_model).size(), std::size_t{2});
    }

    void bystandersStay()
    {
        const std::string pid = std::to_string(::getpid());
        for (const char *name : {"model.part", "model.part.old", "model.old"}) fs::create_directory(m_folder / (name + pid));
        fs::create_directory(m_folder / ("model.part" + pid + ".old"));
        makeModel();
        const auto before = namesIn(m_folder);
        auto folder = PendingFolder::create(m_model, isJson);
        VERIFY_OK(folder);
        write(folder->path() / "args.json", "new");
        VERIFY_OK(folder->commit());
        QCOMPARE(namesIn(m_folder), before);
        QCOMPARE(namesIn(m_model), std::set<std::string>{"args.json"});
    }

    // Looked at all the time while it is replaced again and again: it is never absent.
    void aFolderIsReplacedInOneStep()
    {
        makeModel();
        std::atomic<bool> done{false};
        std::atomic<int> absent{0}, looks{0};
        std::thread watcher([&] {
            while (!done) {
                struct stat status {};
                if (::stat(m_model.c_str(), &status) != 0) ++absent;
                ++looks;
            }
        });
        for (int i = 0; i < 500; ++i) {
            auto folder = PendingFolder::create(m_model, isJson);
            if (!folder.ok()) break;
            write(folder->path() / "args.json", std::to_string(i));
            if (!folder->commit().ok()) break;
        }
        done = true;
        watcher.join();
        QVERIFY(looks > 0);
        QCOMPARE(absent.load(), 0);
        QCOMPARE(namesIn(m_folder), std::set<std::string>{"model"});
        std::ifstream last(m_model / "args.json");
        std::string text;
        last >> text;
        QCOMPARE(text, std::string("499"));
    }

    void whatCameMeanwhileIsKept()
    {
        makeModel();
        auto folder = PendingFolder::create(m_model, isJson);
        VERIFY_OK(folder);
        write(folder->path() / "args.json", "new");
        write(m_model / "thesis.txt", "precious");
        const auto refused = folder->commit();
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().errorClass, std::string("output_exists"));
        QCOMPARE(namesIn(m_model), (std::set<std::string>{"args.json", "former.json", "thesis.txt"}));
    }

    void whatIsNoCheckpointIsRefused()
    {
        makeModel();
        QCOMPARE(errorClassOf(false), std::string("output_exists"));
        QCOMPARE(errorClassOf(), std::string("ok"));
        write(m_model / "thesis.txt", "");
        QCOMPARE(errorClassOf(), std::string("output_exists"));
        fs::remove_all(m_model);
        write(m_model, "a file");
        QCOMPARE(errorClassOf(), std::string("output_exists"));
        fs::remove(m_model);
        QCOMPARE(::mkfifo(m_model.c_str(), 0600), 0);
        QCOMPARE(errorClassOf(), std::string("output_exists"));
        fs::remove(m_model);
        fs::create_symlink("/dev/null", m_model);
        QCOMPARE(errorClassOf(), std::string("output_exists"));
    }

    void aLinkToAFolderStays()
    {
        makeModel();
        fs::create_directory_symlink("model", m_folder / "link");
        auto folder = PendingFolder::create(m_folder / "link", isJson);
        VERIFY_OK(folder);
        write(folder->path() / "args.json", "new");
        VERIFY_OK(folder->commit());
        QVERIFY(fs::is_symlink(m_folder / "link"));
        QCOMPARE(namesIn(m_model), std::set<std::string>{"args.json"});
    }

    // A folder of ours in a place where nothing can be made beside it.
    void aFolderThatCannotBeRenamedIsFilled()
    {
        makeModel();
        ::chmod(m_folder.c_str(), 0555);
        if (::access(m_folder.c_str(), W_OK) == 0) {
            ::chmod(m_folder.c_str(), 0755);
            return;  // the administrator may write everywhere
        }
        auto folder = PendingFolder::create(m_model, isJson);
        VERIFY_OK(folder);
        write(folder->path() / "args.json", "new");
        VERIFY_OK(folder->commit());
        ::chmod(m_folder.c_str(), 0755);
        QVERIFY(!fs::exists(m_model / "former.json"));
        QVERIFY(fs::exists(m_model / "args.json"));
    }
};

QTEST_APPLESS_MAIN(TestPendingFolder)
#include "tst_pending_folder.moc"
