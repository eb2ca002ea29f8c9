// Headers of safetensors files that lie.
#include "models/checkpoint/safetensors/safetensors.h"
#include "tests/support/fixtures.h"

#include <QtCore/QTemporaryDir>

#include <cstring>

using namespace lexicell;
using namespace lexicell::models::checkpoint;

namespace {

std::string fileOf(const std::string &header, std::size_t dataBytes)
{
    const std::uint64_t size = header.size();
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    return bytes + header + std::string(dataBytes, '\0');
}

Result<TensorMap> read(const std::string &bytes)
{
    const auto owner = std::make_shared<const std::string>(bytes);
    return readSafetensors({owner, reinterpret_cast<const std::byte *>(owner->data()), owner->size()}, "x.safetensors");
}

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT
  private slots:
    void readsInTheOrderOfTheBytes()
    {
        const auto map = read(fileOf(
            R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"b":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})",
            8));
        VERIFY_OK(map);
        QCOMPARE(map->entries.size(), std::size_t{2});
        QCOMPARE(map->entries[0].first, std::string("b"));
        QVERIFY(map->entries[0].second.shape.empty());
    }

    void metadataComeBack()
    {
        const QTemporaryDir root;
        const std::filesystem::path file = root.filePath("x.safetensors").toStdString();
        TensorMap map;
        map.add("a", {2}, {1.0F, 2.0F});
        const Metadata metadata{{"format", "ours"}, {"text", "{\"quoted\": \"\xC3\xA4\"}"}};
        VERIFY_OK(writeSafetensors(map, file, metadata));
        const auto bytes = files::MappedFile::open(file);
        VERIFY_OK(bytes);
        const auto read = readSafetensorsMetadata(*bytes, file);
        VERIFY_OK(read);
        QVERIFY(*read == metadata);
        QCOMPARE(readSafetensors(*bytes, file)->entries.size(), std::size_t{1});
        VERIFY_OK(writeSafetensors(map, file));
        QVERIFY(readSafetensorsMetadata(*files::MappedFile::open(file), file)->empty());
    }

    void wrongHeadersAreErrors_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("errorClass");
        const auto row = [](const char *name, const std::string &bytes, const char *errorClass) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(errorClass);
        };
        row("shorter than its length field", "abc", "truncated");
        row("a huge header", std::string(7, '\xff') + std::string("\x7f{}", 3), "not_a_checkpoint");
        row("header longer than the file", std::string("\x50\0\0\0\0\0\0\0{}", 10), "truncated");
        row("no JSON", fileOf("nonsense", 0), "parse_error");
        row("a list", fileOf("[1]", 0), "parse_error");
        row("nested without end", fileOf(std::string(200000, '['), 0), "parse_error");
        row("a name twice",
            fileOf(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
                   1),
            "duplicate_key");
        row("unknown type", fileOf(R"({"a":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}})", 4), "unsupported_type");
        row("no shape", fileOf(R"({"a":{"dtype":"F32","data_offsets":[0,4]}})", 4), "corrupt_data");
        row("negative extent", fileOf(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4), "corrupt_data");
        row("shape that overflows", fileOf(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}})", 4),
            "corrupt_data");
        row("shape that disagrees", fileOf(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4), "corrupt_data");
        row("beyond the file", fileOf(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4), "truncated");
        row("end before begin", fileOf(R"({"a":{"dtype":"F32","shape":[0],"data_offsets":[4,0]}})", 4), "corrupt_data");
        row("overlap",
            fileOf(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                   3),
            "corrupt_data");
        row("a hole",
            fileOf(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
                   3),
            "corrupt_data");
        row("bytes behind the last tensor", fileOf(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 3),
            "corrupt_data");
    }
    void wrongHeadersAreErrors()
    {
        QFETCH(QByteArray, bytes);
        const auto map = read(bytes.toStdString());
        QVERIFY(!map.ok());
        QTEST(QString::fromStdString(map.error().errorClass), "errorClass");
        QVERIFY(map.error().message.find("x.safetensors") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
