// What a program that ends at once removes: its own unfinished outputs by their exact names, and nothing of anybody else.
#include "core/files/unfinished_output.h"
#include "core/files/leftovers.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <QTemporaryDir>

#include <fstream>
#include <set>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lexicell;
using namespace lexicell::files;
namespace fs = std::filesystem;
using test::namesIn;
using test::write;

namespace {

// Ends a program as one is ended that cannot wait: an output that goes out of scope would wait for the end.
[[noreturn]] void end(bool good) { ::_exit(good ? 0 : 1); }

// A program of its own, because nothing can be written after removeUnfinishedOutputs(). True: it did all it was to do.
template <class Work> bool inAnotherProgram(Work work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        end(false);
    }
    int status = -1;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

class TestUnfinishedOutput : public QObject {
    Q_OBJECT
    QTemporaryDir m_temporary;
    fs::path m_folder;

  private slots:
    void init()
    {
        m_folder = fs::path(m_temporary.path().toStdString()) / QTest::currentTestFunction();
        fs::create_directories(m_folder);
    }

    void onlyWhatWasMadeHereIsRemoved()
    {
        const auto done = inAnotherProgram([&] {
            int failure = 0;
            const auto file = UnfinishedOutput::file(m_folder / "sim.h5ad", failure);
            const auto folder = UnfinishedOutput::folder(m_folder / "model", failure);
            if (!file || !folder) end(false);
            write(folder->path() / "args.json", "{}");
            fs::create_directory(folder->path() / "inner");
            // of others, in every spelling that a search by name would find
            for (const char *name : {"my_sim.h5ad", "sim.h5ad", ".sim.h5ad.backup", "sim.h5ad.part1", "model.txt"})
                write(m_folder / name, "precious");
            fs::create_directory(m_folder / "sim.h5ad_figures");
            write(m_folder / "sim.h5ad_figures" / "fig1.svg", "precious");
            removeUnfinishedOutputs();
            end(!fs::exists(file->path()) && !fs::exists(folder->path()));
        });
        QVERIFY(done);
        QCOMPARE(namesIn(m_folder), (std::set<std::string>{"my_sim.h5ad", "sim.h5ad", ".sim.h5ad.backup", "sim.h5ad.part1",
                                                           "model.txt", "sim.h5ad_figures"}));
        QCOMPARE(namesIn(m_folder / "sim.h5ad_figures"), std::set<std::string>{"fig1.svg"});
    }

    void anotherFileUnderOurNameStays()
    {
        const auto done = inAnotherProgram([&] {
            int failure = 0;
            const auto file = UnfinishedOutput::file(m_folder / "a.h5ad", failure);
            if (!file) end(false);
            fs::rename(file->path(), m_folder / "taken away");
            write(file->path(), "precious");
            write(m_folder / "name", file->path().filename().string());
            removeUnfinishedOutputs();
            end(fs::exists(file->path()) && fs::exists(m_folder / "taken away"));
        });
        QVERIFY(done);
        QCOMPARE(namesIn(m_folder).size(), std::size_t{3});
    }

    void whatIsPublishedStays()
    {
        const auto done = inAnotherProgram([&] {
            int failure = 0;
            auto file = UnfinishedOutput::file(m_folder / "a.h5ad", failure);
            auto folder = UnfinishedOutput::folder(m_folder / "model", failure);
            if (!file || !folder) end(false);
            if (file->publish(m_folder / "a.h5ad") != 0 || folder->publish(m_folder / "model") != 0) end(false);
            removeUnfinishedOutputs();
            end(true);
        });
        QVERIFY(done);
        QCOMPARE(namesIn(m_folder), (std::set<std::string>{"a.h5ad", "model"}));
    }

    void theWorkingFolderMayChange()
    {
        const auto done = inAnotherProgram([&] {
            fs::current_path(m_folder);
            int failure = 0;
            const auto file = UnfinishedOutput::file("a.h5ad", failure);
            fs::current_path("/");
            removeUnfinishedOutputs();
            end(file.has_value());
        });
        QVERIFY(done);
        QVERIFY(fs::is_empty(m_folder));
    }

    // A killed program leaves its outputs; the next one removes them, and neither those of a running program nor other files.
    void leftoversOfAKilledProgramGo()
    {
        int failure = 0;
        const auto ours = UnfinishedOutput::file(m_folder / "model.resume", failure);
        const auto oursToo = UnfinishedOutput::folder(m_folder / "model", failure);
        QVERIFY(ours && oursToo);
        std::set<std::string> kept{ours->path().filename().string(), oursToo->path().filename().string()};
        for (const char *name : {"model", ".model.backup", ".model.BACKUP", ".model.202611", ".model.v1.old", ".model.a1B2c3d",
                                 ".models.a1B2c3", "model.resume"}) {
            write(m_folder / name, "precious");
            kept.insert(name);
        }
        const auto killed = inAnotherProgram([&] {
            int reason = 0;
            const auto file = UnfinishedOutput::file(m_folder / "model.resume", reason);
            const auto folder = UnfinishedOutput::folder(m_folder / "model", reason);
            if (!file || !folder) end(false);
            fs::rename(file->path(), m_folder / ".model.resume.a1B2c3");
            fs::rename(folder->path(), m_folder / ".model.a1B2c3");
            write(m_folder / ".model.a1B2c3" / "half", "a model");
            end(true);
        });
        QVERIFY(killed);
        QCOMPARE(namesIn(m_folder).size(), kept.size() + 2);
        removeLeftovers(m_folder / "model");
        removeLeftovers(m_folder / "model.resume");
        QCOMPARE(namesIn(m_folder), kept);
        removeLeftovers(m_folder / "nowhere" / "model");
    }

    void goesWhenItGoesOutOfScope()
    {
        int failure = 0;
        {
            auto file = UnfinishedOutput::file(m_folder / "a", failure);
            QVERIFY(file && file->descriptor() >= 0);
            const UnfinishedOutput moved = std::move(*file);
            QVERIFY(file->path().empty());
            QCOMPARE(namesIn(m_folder).size(), std::size_t{1});
        }
        QVERIFY(fs::is_empty(m_folder));
        QVERIFY(!UnfinishedOutput::file(m_folder / "nowhere" / "a", failure));
        QCOMPARE(failure, ENOENT);
    }

    void exchangedFoldersAreNotOurs()
    {
        write(m_folder / "b", "");
        fs::create_directory(m_folder / "model");
        write(m_folder / "model" / "old", "");
        {
            int failure = 0;
            auto folder = UnfinishedOutput::folder(m_folder / "model", failure);
            QVERIFY(folder);
            write(folder->path() / "new", "");
            const int refused = folder->exchange(m_folder / "model");
            if (refused == EINVAL || refused == ENOSYS) QSKIP("this file system cannot exchange names");
            QCOMPARE(refused, 0);
            QCOMPARE(namesIn(m_folder / "model"), std::set<std::string>{"new"});
            QCOMPARE(namesIn(folder->path()), std::set<std::string>{"old"});
        }
        QCOMPARE(namesIn(m_folder).size(), std::size_t{3});  // what was there is for the caller to remove
    }

    void longNamesFit()
    {
        int failure = 0;
        const auto file = UnfinishedOutput::file(m_folder / std::string(255, 'x'), failure);
        QVERIFY(file);
    }

    void replacedFilesKeepTheirMode()
    {
        write(m_folder / "a", "");
        ::chmod((m_folder / "a").c_str(), 0640);
        QCOMPARE(modeOfOutput(m_folder / "a", false), 0640U);
        const mode_t mask = ::umask(022);
        QCOMPARE(modeOfOutput(m_folder / "new", false), 0644U);
        QCOMPARE(modeOfOutput(m_folder / "new", true), 0755U);
        ::umask(mask);
    }
};

QTEST_APPLESS_MAIN(TestUnfinishedOutput)
#include "tst_unfinished_output.moc"
