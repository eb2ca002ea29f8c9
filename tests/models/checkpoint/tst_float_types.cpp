// Rounding to half precision: every half comes back from a wider type, everything between rounds to the nearest, ties to even.
#include "core/base/random.h"
#include "models/checkpoint/float_types.h"
#include "tests/support/fixtures.h"

#include <bit>
#include <cmath>
#include <cstring>

using namespace lexicell;
using namespace lexicell::models::checkpoint;

namespace {

template <class T> Tensor tensorOf(TensorType type, const std::vector<T> &values)
{
    const auto copy = std::make_shared<const std::vector<T>>(values);
    return {type, {static_cast<std::int64_t>(values.size())}, copy, reinterpret_cast<const std::byte *>(copy->data())};
}

template <class T> std::vector<T> values(const Tensor &tensor)
{
    std::vector<T> list(static_cast<std::size_t>(tensor.size()));
    std::memcpy(list.data(), tensor.data, tensor.byteSize());
    return list;
}

std::uint16_t rounded(double value, TensorType type)
{
    const auto converted = inType(tensorOf<double>(TensorType::Float64, {value}), type);
    return converted ? values<std::uint16_t>(*converted)[0] : 0xFFFF;
}

}  // namespace

class TestFloatTypes : public QObject {
    Q_OBJECT
  private slots:
    void everyHalfComesBack_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("fp16") << static_cast<int>(TensorType::Float16);
        QTest::newRow("bf16") << static_cast<int>(TensorType::BFloat16);
    }
    void everyHalfComesBack()
    {
        QFETCH(int, type);
        const auto half = static_cast<TensorType>(type);
        std::vector<std::uint16_t> all;
        for (unsigned bits = 0; bits < 0x10000; ++bits) {
            const auto one = tensorOf<std::uint16_t>(half, {static_cast<std::uint16_t>(bits)});
            if (!std::isnan(one.toFloat()[0])) all.push_back(static_cast<std::uint16_t>(bits));
        }
        const auto wide = inType(tensorOf(half, all), TensorType::Float32);
        QVERIFY(wide);
        QCOMPARE(wide->type, TensorType::Float32);
        const auto back = inType(*wide, half);
        QVERIFY(back);
        QVERIFY(values<std::uint16_t>(*back) == all);
    }

    // Between two neighbors a < b: below the middle is a, above it is b, and the middle is the even one.
    void whatLiesBetweenRoundsToTheNearest_data() { everyHalfComesBack_data(); }
    void whatLiesBetweenRoundsToTheNearest()
    {
        QFETCH(int, type);
        const auto half = static_cast<TensorType>(type);
        Random random(3, 1);
        const unsigned infinite = half == TensorType::Float16 ? 0x7C00 : 0x7F80;
        for (int round = 0; round < 2000; ++round) {
            const auto low = static_cast<std::uint16_t>(random.below(infinite - 1));
            const auto high = static_cast<std::uint16_t>(low + 1);
            const double a = tensorOf<std::uint16_t>(half, {low}).toFloat()[0];
            const double b = tensorOf<std::uint16_t>(half, {high}).toFloat()[0];
            const double middle = (a + b) / 2;
            QCOMPARE(rounded(middle, half), low % 2 == 0 ? low : high);
            QCOMPARE(rounded(std::nextafter(middle, a), half), low);
            QCOMPARE(rounded(std::nextafter(middle, b), half), high);
            QCOMPARE(rounded(-middle, half), static_cast<std::uint16_t>(0x8000 | (low % 2 == 0 ? low : high)));
        }
    }

    void whatIsTooLargeIsNothing()
    {
        QCOMPARE(rounded(65504, TensorType::Float16), std::uint16_t{0x7BFF});
        QCOMPARE(rounded(65519.9, TensorType::Float16), std::uint16_t{0x7BFF});
        QVERIFY(!inType(tensorOf<float>(TensorType::Float32, {1.0F, 65520.0F}), TensorType::Float16));
        QVERIFY(!inType(tensorOf<double>(TensorType::Float64, {1e300}), TensorType::Float32));
        QVERIFY(inType(tensorOf<float>(TensorType::Float32, {1e30F}), TensorType::BFloat16));
        QCOMPARE(rounded(largestFinite(TensorType::BFloat16), TensorType::BFloat16), std::uint16_t{0x7F7F});
    }

    void zerosAndWhatIsNoNumberStay()
    {
        QCOMPARE(rounded(-0.0, TensorType::Float16), std::uint16_t{0x8000});
        QCOMPARE(rounded(HUGE_VAL, TensorType::Float16), std::uint16_t{0x7C00});
        QCOMPARE(rounded(-HUGE_VAL, TensorType::BFloat16), std::uint16_t{0xFF80});
        QVERIFY(
            std::isnan(tensorOf<std::uint16_t>(TensorType::Float16, {rounded(std::nan(""), TensorType::Float16)}).toFloat()[0]));
        QCOMPARE(rounded(1e-30, TensorType::Float16), std::uint16_t{0});
    }

    void wholeNumbersStayWhatTheyAre()
    {
        const auto counter = tensorOf<std::int64_t>(TensorType::Int64, {1000});
        const auto same = inType(counter, TensorType::Float16);
        QVERIFY(same);
        QCOMPARE(same->type, TensorType::Int64);
        QCOMPARE(same->data, counter.data);
    }

    void emptyTensorsHaveAPlace()
    {
        const auto empty = inType(tensorOf<float>(TensorType::Float32, {}), TensorType::Float16);
        QVERIFY(empty && empty->data);
        QCOMPARE(empty->size(), std::int64_t{0});
    }
};

QTEST_APPLESS_MAIN(TestFloatTypes)
#include "tst_float_types.moc"
