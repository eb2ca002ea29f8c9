// What lies around a state dict: settings come back as they were, paths as text, and a hostile pickle stays small.
#include "models/checkpoint/torch/torch_values.h"
#include "models/checkpoint/torch/torch_writer.h"
#include "models/checkpoint/torch/torch_reader.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::files;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;

namespace {

Pickle read(const std::string &bytes)
{
    const auto pickle = readPickle(reinterpret_cast<const std::byte *>(bytes.data()), bytes.size(), "x.pkl");
    if (!pickle.ok()) qFatal("%s", pickle.error().message.c_str());
    return *pickle;
}

PlainValue settings()
{
    return PlainValue::parse(R"({"epoch": 130, "big": 5000000000, "negative": -3, "rate": 0.0003, "name": "café", "load": null,
                                 "flag": true, "list": [1, [2.5, "x"], {}], "nested": {"a": {"b": []}}})");
}

}  // namespace

class TestPlainValues : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    fs::path path(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }

  private slots:
    void comeBackThroughAPickle()
    {
        PickleWriter writer;
        writeValue(writer, settings());
        const Pickle pickle = read(writer.finish());
        const auto value = plainValue(pickle, pickle.rootNode());
        QVERIFY(value);
        QCOMPARE(value->dump(), settings().dump());
    }

    void pathsBecomeText()
    {
        PickleWriter writer;
        writer.emptyDict().mark().text("logs").global("pathlib", "PosixPath").mark().text("..").text("data").tuple().reduce();
        writer.text("root").global("pathlib", "PosixPath").mark().text("/").text("scratch").tuple().reduce().setItems();
        const Pickle pickle = read(writer.finish());
        QCOMPARE(plainValue(pickle, pickle.rootNode())->dump(), std::string(R"({"logs":"../data","root":"/scratch"})"));
    }

    void deepPicklesEnd()
    {
        std::string lists(5000, ']');
        const Pickle pickle = read("\x80\x02" + lists + std::string(4999, 'a') + ".");
        const auto value = plainValue(pickle, pickle.rootNode());
        QVERIFY(value && value->dump().size() < 200);
    }

    // Each list holds the one before it ten times by reference: 10^20 values if they were written out.
    void manyReferencesEnd()
    {
        std::string bytes = "\x80\x02]q";
        bytes += '\0';
        for (char level = 1; level < 20; ++level) {
            bytes += "](";
            for (int i = 0; i < 10; ++i) bytes += std::string("h") + static_cast<char>(level - 1);
            bytes += std::string("eq") + level;
        }
        const Pickle pickle = read(bytes + ".");
        const auto value = plainValue(pickle, pickle.rootNode());
        QVERIFY(value && value->dump().size() < 10'000'000);
    }

    void anEnvelopeHoldsTheStateDictInItsPlace_data()
    {
        QTest::addColumn<int>("container");
        QTest::newRow("zip") << static_cast<int>(TorchContainer::Zip);
        QTest::newRow("legacy") << static_cast<int>(TorchContainer::Legacy);
    }
    void anEnvelopeHoldsTheStateDictInItsPlace()
    {
        QFETCH(int, container);
        TensorMap tensors;
        tensors.add("query_emb", {1, 2}, {1.5F, -2.0F});
        Envelope envelope;
        envelope.values["epoch"] = 7;
        envelope.values["state_dict"] = nullptr;
        envelope.values["hyper_parameters"] = settings();
        envelope.stateKey = "state_dict";
        VERIFY_OK(writeTorch(tensors, envelope, static_cast<TorchContainer>(container), path("model.ckpt")));
        const auto values = readTorchValues(path("model.ckpt"));
        VERIFY_OK(values);
        QCOMPARE((*values)["epoch"].get<int>(), 7);
        QCOMPARE((*values)["hyper_parameters"].dump(), settings().dump());
        const auto bytes = MappedFile::open(path("model.ckpt"));
        const auto back = container == static_cast<int>(TorchContainer::Zip) ? readTorchZip(*bytes, path("model.ckpt"))
                                                                             : readTorchLegacy(*bytes, path("model.ckpt"));
        VERIFY_OK(back);
        QCOMPARE(back->entries.size(), std::size_t{1});
        QCOMPARE(back->find("query_emb")->toFloat(), (std::vector<float>{1.5F, -2.0F}));
    }

    void aBareStateDictHasNoValues()
    {
        TensorMap tensors;
        tensors.add("w", {1}, {1.0F});
        VERIFY_OK(writeTorchZip(tensors, path("bare.pt")));
        const auto values = readTorchValues(path("bare.pt"));
        VERIFY_OK(values);
        QVERIFY(values->empty());
    }

    void nothingIsReadFromOtherFiles()
    {
        QFile file(QString::fromStdString(path("text.pt").string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("hello");
        file.close();
        const auto values = readTorchValues(path("text.pt"));
        QVERIFY(!values.ok());
        QCOMPARE(values.error().errorClass, std::string("not_a_checkpoint"));
    }
};

QTEST_APPLESS_MAIN(TestPlainValues)
#include "tst_plain_values.moc"
