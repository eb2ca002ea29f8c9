// Exceptions end at guarded(), each as its class of error, with a sentence that says what to do.
#include "core/base/guarded.h"
#include "core/io/failure.h"

#include <QTest>

#include <new>
#include <stdexcept>

using namespace lexicell;

class TestGuarded : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void resultsPass()
    {
        const auto result = guarded("add", []() -> Result<int> { return 3; });
        QVERIFY(result.ok());
        QCOMPARE(*result, 3);
    }

    void noMemory()
    {
        const auto result = guarded("embed the cells", []() -> Result<int> { throw std::bad_alloc(); },
                                    {"Use smaller batches.", {{"batch-size"}}});
        QVERIFY(result.error().is(errors::outOfMemory));
        QCOMPARE(result.error().kind, ErrorKind::OutOfMemory);
        QCOMPARE(result.error().message, std::string("Not enough memory to embed the cells. Use smaller batches."));
        QCOMPARE(result.error().choices.size(), std::size_t{1});
    }

    void faults()
    {
        const auto known = guarded("add", []() -> Result<int> { throw std::runtime_error("boom"); });
        QVERIFY(known.error().is(errors::internal));
        QCOMPARE(known.error().detail, std::string("boom"));
        QVERIFY(guarded("add", []() -> Result<int> { throw 7; }).error().is(errors::internal));
    }

    void failuresKeepTheirError()
    {
        const auto result = guarded("add", []() -> Result<int> { throw Failure({errors::badText, "No.", "why"}); });
        QVERIFY(result.error().is(errors::badText));
        QCOMPARE(result.error().detail, std::string("why"));
    }

    void filesAreNamed()
    {
        QCOMPARE(*io::guarded("a.h5ad", [] { return 3; }), 3);
        QVERIFY(io::guarded("a.h5ad", [] {}).ok());
        const auto result = io::guarded("a.h5ad", []() -> int { throw std::bad_alloc(); });
        QVERIFY(result.error().is(errors::outOfMemory));
        QVERIFY(result.error().message.find("a.h5ad") != std::string::npos);
        QVERIFY(io::guarded("a.h5ad", [] { throw io::badFile(errors::truncated, "short"); }).error().is(errors::truncated));
    }
};

QTEST_APPLESS_MAIN(TestGuarded)
#include "tst_guarded.moc"
