// Checkpoints that we write, read back in every container; damage to them never passes as tensors of another size.
#include "core/base/random.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/checkpoint/torch/torch_reader.h"
#include "models/checkpoint/torch/torch_writer.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

using namespace lexicell;
using namespace lexicell::files;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;
using test::bytesOf;

namespace {

using Writer = Result<void> (*)(const TensorMap &, const fs::path &);
using Reader = Result<TensorMap> (*)(const Blob &, const fs::path &);

template <class T> Tensor tensorOf(TensorType type, std::vector<std::int64_t> shape, const std::vector<T> &values)
{
    const auto copy = std::make_shared<const std::vector<T>>(values);
    return {type, std::move(shape), copy, reinterpret_cast<const std::byte *>(copy->data())};
}

TensorMap sample()
{
    TensorMap map;
    map.add("weight", {2, 3}, {1.5F, -2, 3, 0, 1e-30F, 6});
    map.add("scalar", {}, {7});
    map.add("empty", {0, 4}, {});
    map.add("count", tensorOf<std::int64_t>(TensorType::Int64, {}, {std::int64_t{1} << 40}));
    map.add("half", tensorOf<std::uint16_t>(TensorType::Float16, {3}, {0x3C00, 0xC000, 0x0001}));
    map.add("brain", tensorOf<std::uint16_t>(TensorType::BFloat16, {2}, {0x3F80, 0xC000}));
    map.add("double", tensorOf<double>(TensorType::Float64, {1, 1}, {0.1}));
    map.add("bytes", tensorOf<std::uint8_t>(TensorType::UInt8, {5}, {1, 2, 3, 4, 255}));
    map.add("flags", tensorOf<std::uint8_t>(TensorType::Bool, {2}, {1, 0}));
    map.add("tied", map.entries[0].second);
    return map;
}

Result<void> writeWithoutMetadata(const TensorMap &tensors, const fs::path &path) { return writeSafetensors(tensors, path); }

const Writer writers[] = {writeTorchZip, writeTorchLegacy, writeWithoutMetadata};
const Reader readers[] = {readTorchZip, readTorchLegacy, readSafetensors};

}  // namespace

class TestTorchWriter : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path path(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }
    static void containers()
    {
        QTest::addColumn<int>("container");
        QTest::newRow("zip") << 0;
        QTest::newRow("legacy") << 1;
        QTest::newRow("safetensors") << 2;
    }

  private slots:
    void comesBackTheSame_data() { containers(); }
    void comesBackTheSame()
    {
        QFETCH(int, container);
        const TensorMap written = sample();
        VERIFY_OK(writers[container](written, path("model")));
        const auto bytes = MappedFile::open(path("model"));
        VERIFY_OK(bytes);
        const auto map = readers[container](*bytes, path("model"));
        VERIFY_OK(map);
        QCOMPARE(map->entries.size(), written.entries.size());
        for (const auto &[name, tensor] : written.entries) {
            const Tensor *found = map->find(name);
            QVERIFY2(found, name.c_str());
            QCOMPARE(found->type, tensor.type);
            QCOMPARE(found->shape, tensor.shape);
            QVERIFY(std::equal(tensor.data, tensor.data + tensor.byteSize(), found->data));
            QVERIFY(reinterpret_cast<std::uintptr_t>(found->data) % itemSize(tensor.type) == 0);
        }
    }

    void theNameOfTheFileDoesNotMatter_data() { containers(); }
    void theNameOfTheFileDoesNotMatter()
    {
        QFETCH(int, container);
        VERIFY_OK(writers[container](sample(), path("a")));
        VERIFY_OK(writers[container](sample(), path("b")));
        QVERIFY(bytesOf(path("a")) == bytesOf(path("b")));
    }

    void sharedTensorsShareTheirBytes()
    {
        VERIFY_OK(writeTorchZip(sample(), path("model")));
        const auto bytes = MappedFile::open(path("model"));
        const auto map = readTorchZip(*bytes, path("model"));
        VERIFY_OK(map);
        QCOMPARE(map->find("tied")->data, map->find("weight")->data);
        QVERIFY(map->find("weight")->data >= bytes->data && map->find("weight")->data < bytes->data + bytes->size);  // no copy
    }

    void damageIsAnErrorOrOtherNumbers_data() { containers(); }
    void damageIsAnErrorOrOtherNumbers()
    {
        QFETCH(int, container);
        VERIFY_OK(writers[container](sample(), path("model")));
        const std::string good = bytesOf(path("model"));
        const auto tryRead = [&](const std::string &bytes) {
            const auto map =
                readers[container]({nullptr, reinterpret_cast<const std::byte *>(bytes.data()), bytes.size()}, "x.pt");
            for (std::size_t i = 0; map.ok() && i < map->entries.size(); ++i) {
                const Tensor &tensor = map->entries[i].second;
                QVERIFY(tensor.byteSize() <= bytes.size());
                tensor.toFloat();
            }
        };
        for (std::size_t size = 0; size < good.size(); size += 13) {
            const auto map = readers[container]({nullptr, reinterpret_cast<const std::byte *>(good.data()), size}, "x.pt");
            QVERIFY(!map.ok());
        }
        Random random(5, static_cast<std::uint64_t>(container));
        for (int round = 0; round < 5000; ++round) {
            std::string bytes = good;
            for (int flips = 0; flips < 2; ++flips) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
            tryRead(bytes);
        }
    }

    void halfPrecisionIsWidenedExactly()
    {
        const auto map = sample();
        QCOMPARE(map.find("half")->toFloat(), (std::vector<float>{1.0F, -2.0F, 0x1.0p-24F}));
        QCOMPARE(map.find("brain")->toFloat(), (std::vector<float>{1.0F, -2.0F}));
        const auto special = tensorOf<std::uint16_t>(TensorType::Float16, {4}, {0x7C00, 0xFC00, 0x7BFF, 0x8000});
        const auto values = special.toFloat();
        QCOMPARE(values[0], std::numeric_limits<float>::infinity());
        QCOMPARE(values[1], -std::numeric_limits<float>::infinity());
        QCOMPARE(values[2], 65504.0F);
        QVERIFY(values[3] == 0.0F && std::signbit(values[3]));
        QVERIFY(!special.finite());
        QVERIFY(map.find("half")->finite());
    }

    void findsWhatIsNotFinite()
    {
        for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
            QVERIFY(!tensorOf<double>(TensorType::Float64, {3}, {1, value, 2}).finite());
            QVERIFY(!tensorOf<float>(TensorType::Float32, {3}, {1, 2, static_cast<float>(value)}).finite());
        }
        QVERIFY(!tensorOf<std::uint16_t>(TensorType::BFloat16, {1}, {0x7F80}).finite());
        QVERIFY(tensorOf<float>(TensorType::Float32, {2}, {3.4e38F, -1e-44F}).finite());
        QVERIFY(tensorOf<std::int64_t>(TensorType::Int64, {1}, {-1}).finite());
    }
};

QTEST_APPLESS_MAIN(TestTorchWriter)
#include "tst_torch_writer.moc"
