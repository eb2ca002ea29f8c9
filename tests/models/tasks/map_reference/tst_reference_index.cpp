// The index of a reference: upstream's neighbors and votes (fixtures/scgpt/refmap), what was written comes back, and nothing
// damaged, foreign or stale is used.
#include "core/base/random.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/tasks/map_reference/reference_index.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <QtCore/QTemporaryDir>

#include <cmath>
#include <fstream>
#include <iterator>
#include <numeric>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;
using test::Hdf5File;
namespace fs = std::filesystem;

namespace {

const IndexIdentity identity{"0123", "4567", {{"label", "cell_type"}, {"search", "hnsw"}}};

// Rows 1, 3, 5 … of the file; the classes in turn.
LabeledReference referenceOf(std::int64_t cells, std::vector<std::string> classes = {"B", "NK", "T"})
{
    LabeledReference reference;
    reference.classes = std::move(classes);
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        reference.rows.push_back(2 * cell + 1);
        reference.codes.push_back(static_cast<std::int32_t>(cell % static_cast<std::int64_t>(reference.classes.size())));
    }
    return reference;
}

std::vector<float> randomVectors(std::int64_t cells, std::int64_t width, std::uint64_t stream)
{
    Random random(5, stream);
    std::vector<float> values(static_cast<std::size_t>(cells * width));
    for (float &value : values) value = static_cast<float>(random.normal());
    return values;
}

std::string contents(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

bool same(const NearestReferences &a, const NearestReferences &b)
{
    return a.neighbors == b.neighbors && a.rows == b.rows && a.squaredDistances == b.squaredDistances;
}

}  // namespace

class TestReferenceIndex : public QObject {
    Q_OBJECT

    static constexpr std::int64_t cells = 40, width = 4;
    QTemporaryDir m_root;
    const LabeledReference m_reference = referenceOf(cells);
    const std::vector<float> m_vectors = randomVectors(cells, width, 0);
    JobContext m_context;

    fs::path file() const { return fs::path(m_root.path().toStdString()) / "atlas.index"; }
    void write(const std::string &bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }
    Result<ReferenceIndex> build(IndexSearch search)
    {
        return ReferenceIndex::build(m_reference, m_vectors, width, search, m_context);
    }
    Result<ReferenceIndex> read() const { return ReferenceIndex::read(file(), identity, m_reference); }

    // The file with changed tensors, and a hash that fits them.
    template <class Change> void rewrite(Change &&change)
    {
        const auto bytes = files::MappedFile::open(file());
        VERIFY_OK(bytes);
        auto metadata = checkpoint::readSafetensorsMetadata(*bytes, file());
        auto tensors = checkpoint::readSafetensors(*bytes, file());
        VERIFY_OK(metadata);
        VERIFY_OK(tensors);
        change(*tensors, *metadata);
        (*metadata)["sha256"] = checkpoint::contentDigest(*metadata, *tensors);
        VERIFY_OK(checkpoint::writeSafetensors(*tensors, file(), *metadata));
    }

  private Q_SLOTS:
    void init()
    {
        const auto index = build(IndexSearch::Hnsw);
        VERIFY_OK(index);
        VERIFY_OK(index->write(file(), identity, m_reference.classes));
    }

    void upstreamsVotes_data()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QTest::addColumn<QString>("folder");
        const auto folders = test::caseFolders(root, "expected.h5", {"refmap"});
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const auto &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }
    void upstreamsVotes()
    {
        QFETCH(QString, folder);
        const Hdf5File expected(fs::path(folder.toStdString()) / "expected.h5");
        const auto query = expected.floats("query/X_scGPT"), vectors = expected.floats("reference/X_scGPT");
        const auto labels = expected.strings("reference/labels").values;
        LabeledReference reference;
        const std::set<std::string> classes(labels.begin(), labels.end());
        reference.classes.assign(classes.begin(), classes.end());
        for (std::size_t cell = 0; cell < labels.size(); ++cell) {
            reference.rows.push_back(static_cast<std::int64_t>(cell));
            reference.codes.push_back(static_cast<std::int32_t>(std::distance(classes.begin(), classes.find(labels[cell]))));
        }
        const auto wanted = expected.strings("vote/label_by_distance").values;
        const auto fraction = expected.doubles("vote/fraction").values;
        for (const IndexSearch search : {IndexSearch::Exact, IndexSearch::Hnsw}) {
            const auto index = ReferenceIndex::build(reference, vectors.values, vectors.columns(), search, m_context);
            VERIFY_OK(index);
            QCOMPARE(index->hasGraph(), search == IndexSearch::Hnsw);
            const auto nearest =
                index->search(data::rowsOf(query.values, query.columns()), expected.ints("knn/k").values[0], m_context);
            VERIFY_OK(nearest);
            QCOMPARE(nearest->rows, expected.ints("knn/index").values);
            const auto votes = vote(*nearest, labels, VoteTie::Distance);
            for (std::size_t cell = 0; cell < wanted.size(); ++cell) {
                QCOMPARE(votes[cell].label, wanted[cell]);
                QVERIFY(std::abs(votes[cell].fraction - fraction[cell]) < 1e-12);
            }
        }
    }

    void comesBack()
    {
        const auto queries = randomVectors(9, width, 1);
        const data::MatrixView query = data::rowsOf(queries, width);
        for (const IndexSearch search : {IndexSearch::Exact, IndexSearch::Hnsw}) {
            const auto made = build(search);
            VERIFY_OK(made);
            VERIFY_OK(made->write(file(), identity, m_reference.classes));
            QVERIFY(isReferenceIndex(file()));
            const auto again = read();
            VERIFY_OK(again);
            QCOMPARE(again->cells(), cells);
            QCOMPARE(again->hasGraph(), search == IndexSearch::Hnsw);
            QVERIFY(again->places() == made->places());
            QVERIFY(std::equal(made->nearest(), made->nearest() + cells, again->nearest()));
            JobContext one, two;
            one.threads = 1;
            two.threads = 2;
            const auto first = made->search(query, 5, one), second = again->search(query, 5, two);
            VERIFY_OK(first);
            VERIFY_OK(second);
            QVERIFY(same(*first, *second));
            const auto exact = nearestReferences(query, data::rowsOf(m_vectors, width), 5, one);
            VERIFY_OK(exact);
            QVERIFY(same(*first, *exact));  // the graph of so few cells misses none
        }
    }

    void distancesWithinTheReference()
    {
        for (const IndexSearch search : {IndexSearch::Exact, IndexSearch::Hnsw}) {
            const auto index = build(search);
            VERIFY_OK(index);
            const data::MatrixView &points = index->vectors();
            for (std::int64_t a = 0; a < cells; ++a) {
                double smallest = INFINITY;
                for (std::int64_t b = 0; b < cells; ++b)
                    if (a != b) smallest = std::min(smallest, squaredDistance(points.row(a), points.row(b), width));
                QVERIFY(std::abs(index->nearest()[a] - std::sqrt(smallest)) < 1e-9);
            }
        }
    }

    void cellsWithoutAVectorAreLeftOut()
    {
        std::vector<float> vectors = m_vectors;
        std::fill_n(vectors.begin() + 3 * width, width, 0.0F);
        const auto index = ReferenceIndex::build(m_reference, vectors, width, IndexSearch::Exact, m_context);
        VERIFY_OK(index);
        QCOMPARE(index->cells(), cells - 1);
        QCOMPARE(index->places()[2], std::int64_t{2});
        QCOMPARE(index->places()[3], std::int64_t{4});
        std::fill(vectors.begin() + width, vectors.end(), 0.0F);
        QVERIFY(ReferenceIndex::build(m_reference, vectors, width, IndexSearch::Exact, m_context).error().is(errors::tooSmall));
        vectors = m_vectors;
        vectors[5] = std::nanf("");
        QVERIFY(ReferenceIndex::build(m_reference, vectors, width, IndexSearch::Exact, m_context).error().is(errors::nonFinite));
    }

    void everyChangedByteIsNoticed()
    {
        const std::string good = contents(file());
        for (std::size_t at = 0; at < good.size(); ++at) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ (1 << at % 8));
            write(bad);
            const auto index = read();
            // Blanks around the header's text carry nothing.
            if (index.ok()) QVERIFY2(good[at] == ' ', qPrintable(QString("byte %1").arg(at)));
            else QVERIFY2(QString::fromStdString(index.error().message).contains("atlas.index"), index.error().message.c_str());
        }
    }

    void everyCutIsNoticed()
    {
        const std::string good = contents(file());
        for (std::size_t size = 0; size < good.size(); ++size) {
            write(good.substr(0, size));
            QVERIFY(!read().ok());
        }
        write(good.substr(0, good.size() - 1));
        QVERIFY(read().error().is(errors::truncated));
        QVERIFY(isReferenceIndex(file()));  // its beginning says so: it may be replaced
        write(good.substr(0, 20));
        QVERIFY(!isReferenceIndex(file()));
        write(good + "x");
        QVERIFY(!read().ok());
    }

    void otherFilesAndRuns_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("errorClass");
        const std::pair<const char *, const char *> rows[] = {{"none", "not_found"},
                                                              {"empty", "empty_file"},
                                                              {"text", "not_a_checkpoint"},
                                                              {"a checkpoint", "not_a_checkpoint"},
                                                              {"a later version", "unsupported_format"},
                                                              {"another reference", "stale_index"},
                                                              {"another model", "stale_index"},
                                                              {"another option", "stale_index"},
                                                              {"fewer options", "stale_index"},
                                                              {"other labels", "corrupt_data"},
                                                              {"fewer cells", "corrupt_data"}};
        for (const auto &[what, errorClass] : rows) QTest::newRow(what) << what << errorClass;
    }
    void otherFilesAndRuns()
    {
        QFETCH(QString, what);
        QFETCH(QString, errorClass);
        IndexIdentity wanted = identity;
        LabeledReference reference = m_reference;
        if (what == "none") fs::remove(file());
        if (what == "empty") write("");
        if (what == "text") write("cell\tlabel and many more words of a table that someone needs\n");
        checkpoint::TensorMap tensors;
        tensors.add("a.weight", {2, 2}, {1.0F, 2.0F, 3.0F, 4.0F});
        if (what == "a checkpoint") VERIFY_OK(checkpoint::writeSafetensors(tensors, file()));
        if (what == "a later version")
            VERIFY_OK(checkpoint::writeSafetensors(tensors, file(), {{"format", "lexicell-reference-index"}, {"version", "2"}}));
        if (what == "another reference") wanted.reference = "89ab";
        if (what == "another model") wanted.model = "89ab";
        if (what == "another option") wanted.options[0].second = "donor";
        if (what == "fewer options") wanted.options.pop_back();
        if (what == "other labels") reference.classes[0] = "A";
        if (what == "fewer cells") reference = referenceOf(cells - 1);
        const auto index = ReferenceIndex::read(file(), wanted, reference);
        QVERIFY(!index.ok());
        QCOMPARE(QString::fromStdString(index.error().errorClass), errorClass);
        QVERIFY2(QString::fromStdString(index.error().message).contains("atlas.index"), index.error().message.c_str());
    }

    // Files that someone made with a hash that fits: nothing in them is trusted.
    void partsThatDoNotFit_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what : {"vectors of another type", "vectors that are not finite", "no codes", "other codes",
                                 "other rows", "a negative distance", "a link beyond the cells", "no ground"})
            QTest::newRow(what) << what;
    }
    void partsThatDoNotFit()
    {
        QFETCH(QString, what);
        const auto replaced = [](checkpoint::TensorMap &tensors, const std::string &name, auto change) {
            for (auto &[own, tensor] : tensors.entries) {
                if (own != name) continue;
                auto bytes = std::make_shared<std::vector<std::byte>>(tensor.data, tensor.data + tensor.byteSize());
                change(bytes->data());
                tensor.owner = bytes;
                tensor.data = bytes->data();
            }
        };
        const auto without = [](checkpoint::TensorMap &tensors, const std::string &name) {
            std::erase_if(tensors.entries, [&](const auto &entry) { return entry.first == name; });
        };
        rewrite([&](checkpoint::TensorMap &tensors, checkpoint::Metadata &) {
            if (what == "vectors of another type")
                for (auto &[name, tensor] : tensors.entries)
                    if (name == "vectors") tensor.type = checkpoint::TensorType::Int32;
            if (what == "vectors that are not finite")
                replaced(tensors, "vectors", [](std::byte *bytes) { std::fill_n(bytes, 4, std::byte{0xFF}); });
            if (what == "no codes") without(tensors, "codes");
            if (what == "no ground") without(tensors, "ground");
            if (what == "other codes") replaced(tensors, "codes", [](std::byte *bytes) { bytes[0] ^= std::byte{1}; });
            if (what == "other rows") replaced(tensors, "rows", [](std::byte *bytes) { bytes[8] = std::byte{2}; });
            if (what == "a negative distance")
                replaced(tensors, "nearest", [](std::byte *bytes) { bytes[7] |= std::byte{0x80}; });
            if (what == "a link beyond the cells") replaced(tensors, "ground", [](std::byte *bytes) { bytes[1] = std::byte{1}; });
        });
        const auto index = read();
        QVERIFY(!index.ok());
        QVERIFY2(index.error().is(errors::corruptData), index.error().errorClass.c_str());
    }
};

QTEST_APPLESS_MAIN(TestReferenceIndex)
#include "tst_reference_index.moc"
