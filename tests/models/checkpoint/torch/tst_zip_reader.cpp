// ZIP archives: what we write we read, what others write too, and damage is an error.
#include "core/base/random.h"
#include "models/checkpoint/torch/zip_reader.h"
#include "models/checkpoint/torch/zip_writer.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"
#include "tests/support/plain_files.h"

#include <zlib.h>

#include <QTemporaryDir>

#include <fstream>

using namespace lexicell;
using namespace lexicell::files;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;
using test::bytesOf;

namespace {

Blob blobOf(std::string bytes)
{
    const auto owner = std::make_shared<const std::string>(std::move(bytes));
    return {owner, reinterpret_cast<const std::byte *>(owner->data()), owner->size()};
}

std::string text(const Blob &blob) { return {reinterpret_cast<const char *>(blob.data), blob.size}; }

std::string u16(unsigned v) { return {static_cast<char>(v & 255), static_cast<char>(v >> 8)}; }
std::string u32(std::size_t v) { return u16(v & 0xFFFF) + u16((v >> 16) & 0xFFFF); }

// One entry, with the fields a test wants to bend.
struct Entry {
    std::string data;
    unsigned method = 0;
    unsigned flags = 0;
    std::size_t size = 0;
};
std::string archive(const Entry &entry)
{
    const std::string name = "a/data.pkl";
    const std::string sizes = u32(0) + u32(entry.data.size()) + u32(entry.size);
    const std::string local =
        u32(0x04034B50) + u16(20) + u16(entry.flags) + u16(entry.method) + u32(0) + sizes + u16(10) + u16(0) + name + entry.data;
    const std::string central = u32(0x02014B50) + u16(20) + u16(20) + u16(entry.flags) + u16(entry.method) + u32(0) + sizes +
                                u16(10) + u16(0) + u16(0) + u16(0) + u16(0) + u32(0) + u32(0) + name;
    return local + central + u32(0x06054B50) + u16(0) + u16(0) + u16(1) + u16(1) + u32(central.size()) + u32(local.size()) +
           u16(0);
}

std::string deflated(const std::string &data)
{
    std::string out(data.size() + 100, '\0');
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string readClass(const std::string &bytes)
{
    const auto zip = ZipReader::open(blobOf(bytes), "x.pt");
    if (!zip.ok()) return zip.error().errorClass;
    const auto entry = zip->read("a/data.pkl");
    return entry.ok() ? "ok" : entry.error().errorClass;
}

// The first checkpoint in a zip archive that the list of small ones names.
std::filesystem::path smallCheckpoint(const std::filesystem::path &root)
{
    const auto names = test::Hdf5File(root / "pytorch_names/expected.h5").strings("good_small").values;
    return root / "pytorch_names" / names.front() / "best_model.pt";
}

}  // namespace

// Several names for one and the same part.
std::string overlapping(const std::string &data, std::size_t size, int names)
{
    const std::string sizes = u32(0) + u32(data.size()) + u32(size);
    const std::string local =
        u32(0x04034B50) + u16(20) + u16(0) + u16(8) + u32(0) + sizes + u16(10) + u16(0) + "a/data.pkl" + data;
    std::string central;
    for (int i = 0; i < names; ++i) {
        const std::string name = i == 0 ? "a/data.pkl" : "a/data/" + std::to_string(100 + i);
        central += u32(0x02014B50) + u16(20) + u16(20) + u16(0) + u16(8) + u32(0) + sizes + u16(10) + u16(0) + u16(0) + u16(0) +
                   u16(0) + u32(0) + u32(0) + name;
    }
    const auto count = static_cast<unsigned>(names);
    return local + central + u32(0x06054B50) + u16(0) + u16(0) + u16(count) + u16(count) + u32(central.size()) +
           u32(local.size()) + u16(0);
}

class TestZipReader : public QObject {
    Q_OBJECT
  private slots:
    // A few hundred kilobytes that would be gigabytes unpacked.
    void bombsAreRefused()
    {
        const std::string zeros(64 << 20, '\0');
        const std::string packed = deflated(zeros);
        QCOMPARE(readClass(overlapping(packed, zeros.size(), 1)), std::string("ok"));
        QCOMPARE(readClass(overlapping(packed, zeros.size(), 60)), std::string("corrupt_data"));
        const auto refused = ZipReader::open(blobOf(overlapping(packed, zeros.size(), 60)), "x.pt");
        QVERIFY(refused.error().message.find("overlap") != std::string::npos);
        // Honest in its directory, and still far more than weights ever are.
        Entry entry;
        entry.data = std::string(720'000, 'x');  // refused before it is unpacked
        entry.method = 8;
        entry.size = std::size_t{700} << 20;
        QCOMPARE(readClass(archive(entry)), std::string("unsupported_type"));
    }

    void whatIsSharedIsUnpackedOnce()
    {
        const std::string data(1 << 20, 'x');
        const auto zip = ZipReader::open(blobOf(overlapping(deflated(data), data.size(), 1)), "x.pt");
        VERIFY_OK(zip);
        const auto first = zip->read("a/data.pkl"), second = zip->read("a/data.pkl");
        VERIFY_OK(first);
        VERIFY_OK(second);
        QVERIFY(first->data == second->data);
    }

    void readsWhatTheWriterWrote()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "x.zip";
        auto file = AtomicFile::create(path);
        VERIFY_OK(file);
        ZipWriter writer(*file);
        writer.add("archive/data.pkl", "first");
        writer.add("archive/data/0", std::string(1000, 'x'));
        writer.add("archive/empty", "");
        writer.finish();
        QVERIFY(!fs::exists(path));  // not before it is complete
        const auto committed = file->commit();
        VERIFY_OK(committed);

        const auto bytes = MappedFile::open(path);
        VERIFY_OK(bytes);
        const auto zip = ZipReader::open(*bytes, path);
        VERIFY_OK(zip);
        QCOMPARE(zip->names(), (std::vector<std::string>{"archive/data.pkl", "archive/data/0", "archive/empty"}));
        const auto data = zip->read("archive/data/0");
        VERIFY_OK(data);
        QCOMPARE(text(*data), std::string(1000, 'x'));
        QCOMPARE((data->data - bytes->data) % 64, std::ptrdiff_t{0});  // torch.load maps files on this promise
        QCOMPARE(text(*zip->read("archive/data.pkl")), std::string("first"));
        QCOMPARE(zip->read("archive/empty")->size, std::size_t{0});
        QVERIFY(!zip->read("archive/other").ok());
    }

    void unpacksDeflatedEntries()
    {
        const std::string data(5000, 'y');
        const auto zip = ZipReader::open(blobOf(archive({deflated(data), 8, 0, data.size()})), "x.pt");
        VERIFY_OK(zip);
        const auto entry = zip->read("a/data.pkl");
        VERIFY_OK(entry);
        QCOMPARE(text(*entry), data);
    }

    void refusesWhatItCannotRead()
    {
        QCOMPARE(readClass(archive({"abc", 0, 0, 3})), std::string("ok"));
        QCOMPARE(readClass(archive({"abc", 0, 1, 3})), std::string("unsupported_type"));   // encrypted
        QCOMPARE(readClass(archive({"abc", 12, 0, 3})), std::string("unsupported_type"));  // bzip2
        QCOMPARE(readClass(archive({"abc", 0, 0, 4})), std::string("corrupt_data"));       // stored, but two sizes
        QCOMPARE(readClass(archive({deflated("abc"), 8, 0, 4})), std::string("corrupt_data"));
        // A bomb: refused by its size, before anything is allocated.
        QCOMPARE(readClass(archive({deflated("abc"), 8, 0, 4'000'000'000})), std::string("corrupt_data"));
    }

    void everyCutIsAnError()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const std::string good = bytesOf(smallCheckpoint(root));
        for (std::size_t size = 0; size < good.size(); size += 97) {
            const auto zip = ZipReader::open(blobOf(good.substr(0, size)), "x.pt");
            QVERIFY(!zip.ok());
            QCOMPARE(zip.error().errorClass, std::string("truncated"));
        }
    }

    void anyFlippedByteIsHandled()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const std::string good = bytesOf(smallCheckpoint(root));
        Random random(3, 4);
        const std::size_t directory = good.size() - 2500;  // where damage matters to this reader
        for (int round = 0; round < 3000; ++round) {
            std::string bytes = good;
            for (int flips = 0; flips < 2; ++flips) bytes[directory + random.below(2500)] = static_cast<char>(random.below(256));
            const auto zip = ZipReader::open(blobOf(bytes), "x.pt");
            if (!zip.ok()) continue;
            for (const auto &name : zip->names()) {
                const auto entry = zip->read(name);
                if (entry.ok()) QVERIFY(entry->size <= bytes.size());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestZipReader)
#include "tst_zip_reader.moc"
