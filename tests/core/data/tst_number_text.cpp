// Numbers as Python prints them; the expected texts are CPython's repr() and numpy's str(float32).
#include "core/data/element.h"
#include "core/data/number_text.h"

#include <QTest>

#include <cmath>

using namespace lexicell::data;

class TestNumberText : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void doubles_data();
    void doubles();
    void floats();
    void otherTypes();
    void categoryNames();
};

void TestNumberText::doubles_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const std::vector<std::pair<double, const char *>> cases = {{0.0, "0.0"},
                                                                {-0.0, "-0.0"},
                                                                {1.0, "1.0"},
                                                                {-12.5, "-12.5"},
                                                                {0.1, "0.1"},
                                                                {100.0, "100.0"},
                                                                {1e15, "1000000000000000.0"},
                                                                {1e16, "1e+16"},
                                                                {1.5e300, "1.5e+300"},
                                                                {0.0001, "0.0001"},
                                                                {0.00001, "1e-05"},
                                                                {1.0 / 3.0, "0.3333333333333333"},
                                                                {2.5e-7, "2.5e-07"},
                                                                {123456.789, "123456.789"},
                                                                {std::nan(""), "nan"},
                                                                {INFINITY, "inf"},
                                                                {-INFINITY, "-inf"},
                                                                {5e-324, "5e-324"}};
    for (const auto &[value, text] : cases) QTest::newRow(text) << value << QString(text);
}

void TestNumberText::doubles()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(numberText(value)), text);
}

void TestNumberText::floats()
{
    QCOMPARE(numberText(0.1f), std::string("0.1"));
    QCOMPARE(numberText(16777216.0f), std::string("16777216.0"));
    QCOMPARE(numberText(1e-5f), std::string("1e-05"));
}

void TestNumberText::otherTypes()
{
    QCOMPARE(numberText(Array::ofBool({true, false}), 0), std::string("True"));
    QCOMPARE(numberText(Array::ofBool({true, false}), 1), std::string("False"));
    QCOMPARE(numberText(Array::of(std::vector<std::int8_t>{-3}), 0), std::string("-3"));
    QCOMPARE(numberText(Array::of(std::vector<std::uint64_t>{~0ull}), 0), std::string("18446744073709551615"));
    QCOMPARE(numberText(Array::of(std::vector<std::int64_t>{-9007199254740993}), 0), std::string("-9007199254740993"));
}

void TestNumberText::categoryNames()
{
    const Categorical numbers{{0, 1}, makeElement(Array::of(std::vector<double>{0.5, 2.0})), false};
    QCOMPARE(numbers.categoryNames(), (std::vector<std::string>{"0.5", "2.0"}));
    QCOMPARE(numbers.categoryCount(), std::size_t{2});
    const Categorical none;
    QVERIFY(none.categoryNames().empty());
    QCOMPARE(none.categoryCount(), std::size_t{0});
}

QTEST_APPLESS_MAIN(TestNumberText)
#include "tst_number_text.moc"
