// Rows come back in their order, whatever the batches; a batch that does not fit into memory is halved; a cancel stops the work.
#include "models/tasks/knock_out/row_encoder.h"

#include "tests/models/counting_model.h"

using namespace lexicell;
using namespace lexicell::models;

namespace {

TokenBatch rowOf(std::int64_t length)
{
    TokenBatch row;
    row.cells = 1;
    row.tokens = length;
    row.genes.assign(static_cast<std::size_t>(length), 1);
    row.values.assign(static_cast<std::size_t>(length), 2.0F);
    row.padding.assign(static_cast<std::size_t>(length), 0);
    return row;
}

}  // namespace

class TestRowEncoder : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void rowsKeepTheirOrder()
    {
        const CountingModel model({"A", "B"});
        tasks::RowEncoder encoder(model.loaded, 3, 1);
        const std::vector<std::int64_t> lengths{4, 2, 4, 4, 7, 4, 2};
        for (const std::int64_t length : lengths) encoder.add(rowOf(length));
        QVERIFY(encoder.full());
        JobContext context;
        const auto vectors = encoder.encode(context);
        VERIFY_OK(vectors);
        QCOMPARE(vectors->size(), lengths.size());
        for (std::size_t i = 0; i < lengths.size(); ++i) QCOMPARE((*vectors)[i][0], static_cast<double>(lengths[i]));
        QCOMPARE(encoder.size(), std::size_t{0});
        for (const auto &[cells, tokens] : model.encoder->batches) QVERIFY(cells <= 3 && tokens > 0);
        QCOMPARE(model.encoder->batches.front(), (std::pair<std::int64_t, std::int64_t>{1, 7}));  // longest first
    }

    void aLargeBatchIsHalved()
    {
        const CountingModel model({"A", "B"});
        model.encoder->memory = 8;
        tasks::RowEncoder encoder(model.loaded, 64, 1);
        for (int i = 0; i < 5; ++i) encoder.add(rowOf(4));
        JobContext context;
        VERIFY_OK(encoder.encode(context));
        QCOMPARE(model.encoder->batches.size(), std::size_t{3});
        encoder.add(rowOf(9));
        const auto refused = encoder.encode(context);
        QVERIFY(!refused.ok() && refused.error().is(errors::outOfMemory));
    }

    void aCancelStops()
    {
        const CountingModel model({"A", "B"});
        JobContext context;
        model.encoder->cancelAfterFirst = &context;
        tasks::RowEncoder encoder(model.loaded, 1, 1);
        for (int i = 0; i < 4; ++i) encoder.add(rowOf(3));
        const auto stopped = encoder.encode(context);
        QVERIFY(!stopped.ok() && stopped.error().is(errors::cancelled));
        QCOMPARE(model.encoder->batches.size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestRowEncoder)
#include "tst_row_encoder.moc"
