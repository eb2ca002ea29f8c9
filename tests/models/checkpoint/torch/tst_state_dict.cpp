// Which dict of a torch file is the model: by its key, by its size, never an optimizer's, an average only when alone.
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/pickle/pickle_writer.h"
#include "models/checkpoint/torch/state_dict.h"
#include "models/checkpoint/torch/torch_writer.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lexicell;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;

namespace {

// A tree of dicts as readPickle() gives it. A leaf of n > 0 is a dict of n tensors.
class Tree {
  public:
    PickleId tensors(int count)
    {
        std::vector<PickleId> items;
        for (int i = 0; i < count; ++i) {
            items.push_back(text("t" + std::to_string(i)));
            const PickleId arguments = add({PickleKind::Tuple, 0, 0.0, {}, {}});
            items.push_back(add({PickleKind::Call, 0, 0.0, "torch._utils _rebuild_tensor_v2", {arguments}}));
        }
        return add({PickleKind::Dict, 0, 0.0, {}, items});
    }
    PickleId dict(const std::vector<std::pair<std::string, PickleId>> &entries)
    {
        std::vector<PickleId> items;
        for (const auto &[key, value] : entries) {
            items.push_back(text(key));
            items.push_back(value);
        }
        return add({PickleKind::Dict, 0, 0.0, {}, items});
    }
    PickleId number(std::int64_t value) { return add({PickleKind::Int, value, 0.0, {}, {}}); }
    PickleId add(PickleNode node)
    {
        m_pickle.nodes.push_back(std::move(node));
        return static_cast<PickleId>(m_pickle.nodes.size() - 1);
    }
    // Number of tensors of the dict that was found, or the error's class.
    QString found(PickleId root)
    {
        m_pickle.root = root;
        const auto state = findStateDict(m_pickle, "x.pt");
        return state.ok() ? QString::number((*state)->items.size() / 2) : QString::fromStdString(state.error().errorClass);
    }

  private:
    PickleId text(const std::string &value) { return add({PickleKind::Text, 0, 0.0, value, {}}); }
    Pickle m_pickle;
};

}  // namespace

class TestStateDict : public QObject {
    Q_OBJECT
  private slots:
    void theModelIsFound()
    {
        Tree t;
        QCOMPARE(t.found(t.tensors(3)), QString("3"));
        QCOMPARE(t.found(t.dict({{"epoch", t.number(1)}, {"whatever", t.tensors(3)}})), QString("3"));
        QCOMPARE(t.found(t.dict({{"state_dict", t.tensors(3)}, {"other", t.tensors(9)}})), QString("3"));
        QCOMPARE(t.found(t.dict({{"state_dict", t.tensors(2)}, {"model_state_dict", t.tensors(3)}})), QString("3"));
        QCOMPARE(t.found(t.dict({{"model", t.tensors(3)}, {"discriminator", t.tensors(9)}})), QString("3"));
        QCOMPARE(t.found(t.dict({{"state", t.dict({{"model", t.dict({{"state_dict", t.tensors(3)}})}})}})), QString("3"));
        QCOMPARE(t.found(t.add({PickleKind::Tuple, 0, 0.0, {}, {t.number(1), t.tensors(3)}})), QString("3"));
    }

    void averagesAndOptimizersComeLast()
    {
        Tree t;
        QCOMPARE(t.found(t.dict({{"model_ema", t.tensors(3)}, {"model", t.tensors(3)}})), QString("3"));
        QCOMPARE(t.found(t.dict({{"ema", t.dict({{"model", t.tensors(9)}})}, {"best", t.tensors(3)}})), QString("3"));
        QCOMPARE(t.found(t.dict({{"ema_state_dict", t.tensors(3)}, {"optimizer_state_dict", t.tensors(9)}})), QString("3"));
        QCOMPARE(t.found(t.dict({{"optimizer", t.dict({{"state", t.tensors(9)}})}, {"x", t.tensors(3)}})), QString("3"));
        QCOMPARE(t.found(t.dict({{"optimizer", t.tensors(9)}})), QString("no_state_dict"));
        QCOMPARE(t.found(t.dict({{"demagogue", t.tensors(9)}, {"x", t.tensors(3)}})), QString("9"));  // no "ema" in it
    }

    void whatIsUnclearIsRefused()
    {
        Tree t;
        QCOMPARE(t.found(t.dict({{"best", t.tensors(3)}, {"last", t.tensors(3)}})), QString("ambiguous_model"));
        QCOMPARE(t.found(t.dict({{"epoch", t.number(1)}})), QString("no_state_dict"));
        QCOMPARE(t.found(t.dict({{"state_dict", t.dict({})}})), QString("no_state_dict"));
        QCOMPARE(t.found(t.number(1)), QString("no_state_dict"));
    }

    // Each value is looked at once: dicts that refer to one another many times over end all the same.
    void sharedValuesEnd()
    {
        Tree t;
        PickleId shared = t.tensors(3);
        for (int i = 0; i < 60; ++i) shared = t.dict({{"a", shared}, {"b", shared}, {"c", shared}});
        QCOMPARE(t.found(shared), QString("no_state_dict"));
    }

    void filesWithoutTensorsAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        const auto pickle = [](auto build) {
            PickleWriter writer;
            build(writer);
            return QByteArray::fromStdString(writer.finish());
        };
        QTest::newRow("safetensors") << "model.safetensors" << QByteArray("\x02\0\0\0\0\0\0\0{}", 10);
        QTest::newRow("safetensors with metadata")
            << "model.safetensors" << QByteArray("\x23\0\0\0\0\0\0\0{\"__metadata__\": {\"format\": \"pt\"}}  ", 43);
        QTest::newRow("pickle of an empty dict") << "best_model.pt" << pickle([](PickleWriter &w) { w.emptyDict(); });
        QTest::newRow("npy") << "best_model.pt"
                             << QByteArray("\x93NUMPY\x01\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }", 64);
    }
    void filesWithoutTensorsAreRefused()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        const QTemporaryDir temporary;
        const fs::path file = fs::path(temporary.path().toStdString()) / name.toStdString();
        std::ofstream(file, std::ios::binary).write(content.data(), content.size());
        JobContext context;
        const auto bundle = openBundle(file, context);
        QVERIFY(!bundle.ok());
        QVERIFY(bundle.error().message.find(name.toStdString()) != std::string::npos);
    }

    void emptyStateDictsAreRefused()
    {
        const QTemporaryDir temporary;
        const fs::path file = fs::path(temporary.path().toStdString()) / "best_model.pt";
        JobContext context;
        for (const auto container : {TorchContainer::Zip, TorchContainer::Legacy})
            for (const char *key : {"", "state_dict", "model"}) {
                Envelope around;
                around.stateKey = key;
                VERIFY_OK(writeTorch({}, around, container, file));
                QCOMPARE(openBundle(file, context).error().errorClass, std::string("no_state_dict"));
            }
    }
};

QTEST_APPLESS_MAIN(TestStateDict)
#include "tst_state_dict.moc"
