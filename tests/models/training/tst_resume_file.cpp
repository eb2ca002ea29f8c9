// The file of an unfinished run: what was written comes back, and nothing damaged or foreign is taken.
#include "models/training/resume_file.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "tests/support/fixtures.h"

#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::training;
namespace fs = std::filesystem;

namespace {

const std::vector<Term> terms{{"gep", 1.0, "mse"}, {"gepc", 1.0, "mse"}};
const RunIdentity identity{{{"lr", "0.001"}, {"epochs", "6"}}, "0123"};

RunState someState()
{
    RunState state;
    state.history.terms = terms;
    state.history.rows = {{1, 1, {400.0, 1.0 / 3.0}, 1e-5, {}}, {2, 1, {0.1, 5e-324}, 1e-4, {std::nan(""), -0.0}}};
    state.best.add("a.weight", {2, 2}, {1.0F, 2.0F, 3.0F, 4.0F});
    state.state.add("weight/a.weight", {2, 2}, {5.0F, 6.0F, 7.0F, 8.0F});
    const auto bytes = std::make_shared<const std::vector<std::byte>>(3, std::byte{7});
    state.state.add("dropout", checkpoint::Tensor{checkpoint::TensorType::UInt8, {3}, bytes, bytes->data()});
    return state;
}

std::string contents(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

class TestResumeFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_root;
    fs::path file() const { return fs::path(m_root.path().toStdString()) / "run.resume"; }
    void write(const std::string &bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }

  private Q_SLOTS:
    void init() { VERIFY_OK(writeResumeFile(file(), identity, someState())); }

    // For a form that goes on with the run.
    void tellsItsOptions()
    {
        const auto options = optionsOfRun(file());
        VERIFY_OK(options);
        auto wanted = identity.options;
        std::sort(wanted.begin(), wanted.end());
        QVERIFY(*options == wanted);
        write("no run");
        QVERIFY(!optionsOfRun(file()).ok());
    }

    void comesBack()
    {
        const auto state = readResumeFile(file(), identity, {terms, {}});
        VERIFY_OK(state);
        QCOMPARE(state->history.rows.size(), std::size_t{2});
        QVERIFY(state->history.rows[0].validation.empty());
        QCOMPARE(state->history.rows[0].terms[1], 1.0 / 3.0);
        QCOMPARE(state->history.rows[1].terms[1], 5e-324);
        QVERIFY(std::isnan(state->history.rows[1].validation[0]));
        QVERIFY(std::signbit(state->history.rows[1].validation[1]));
        QCOMPARE(state->best.entries.size(), std::size_t{1});
        QVERIFY(state->best.find("a.weight")->toFloat() == (std::vector<float>{1.0F, 2.0F, 3.0F, 4.0F}));
        QVERIFY(state->state.find("weight/a.weight")->toFloat() == (std::vector<float>{5.0F, 6.0F, 7.0F, 8.0F}));
        QCOMPARE(state->state.find("dropout")->shape.front(), std::int64_t{3});
    }

    void everyChangedByteIsNoticed()
    {
        const std::string good = contents(file());
        QVERIFY(good.size() > 300);
        for (std::size_t at = 0; at < good.size(); ++at) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ (1 << at % 8));
            write(bad);
            const auto state = readResumeFile(file(), identity, {terms, {}});
            // Blanks around the header's text carry nothing.
            if (state.ok()) QVERIFY2(good[at] == ' ', qPrintable(QString("byte %1").arg(at)));
            else QVERIFY(!state.error().message.empty());
        }
    }

    void everyCutIsNoticed()
    {
        const std::string good = contents(file());
        for (std::size_t size = 0; size < good.size(); ++size) {
            write(good.substr(0, size));
            QVERIFY(!readResumeFile(file(), identity, {terms, {}}).ok());
        }
        write(good + "x");
        QVERIFY(!readResumeFile(file(), identity, {terms, {}}).ok());
    }

    void foreignFiles_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("none") << "none"
                              << "not_found";
        QTest::newRow("a checkpoint") << "checkpoint"
                                      << "not_a_checkpoint";
        QTest::newRow("of a later version") << "version"
                                            << "unsupported_format";
        QTest::newRow("other options") << "options"
                                       << "bad_option";
        QTest::newRow("fewer options") << "fewer"
                                       << "bad_option";
        QTest::newRow("other data") << "data"
                                    << "dataset_changed";
        QTest::newRow("other terms") << "terms"
                                     << "corrupt_data";
    }
    void foreignFiles()
    {
        QFETCH(QString, what);
        QFETCH(QString, errorClass);
        RunIdentity wanted = identity;
        auto wantedTerms = terms;
        if (what == "none") fs::remove(file());
        if (what == "checkpoint") VERIFY_OK(checkpoint::writeSafetensors(someState().best, file()));
        if (what == "version")
            VERIFY_OK(
                checkpoint::writeSafetensors(someState().best, file(), {{"format", "lexicell-training-run"}, {"version", "2"}}));
        if (what == "options") wanted.options[0].second = "0.002";
        if (what == "fewer") wanted.options.pop_back();
        if (what == "data") wanted.data = "4567";
        if (what == "terms") wantedTerms.pop_back();
        const auto state = readResumeFile(file(), wanted, {wantedTerms, {}});
        QVERIFY(!state.ok());
        QCOMPARE(QString::fromStdString(state.error().errorClass), errorClass);
        QVERIFY2(QString::fromStdString(state.error().message).contains("run.resume"), state.error().message.c_str());
        if (what == "options") {
            QCOMPARE(state.error().choices.front().option, std::string("lr"));
            QCOMPARE(state.error().choices.front().values.front(), std::string("0.001"));
        }
    }
};

QTEST_APPLESS_MAIN(TestResumeFile)
#include "tst_resume_file.moc"
