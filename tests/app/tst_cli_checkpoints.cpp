// Checkpoints as other training loops save them, through the whole program: the same vectors as the bare checkpoint's, and a
// copy that upstream's programs read.
#include "tests/app/cli_process.h"
#include "tests/models/wrapped_checkpoint.h"
#include "tests/support/hdf5_values.h"

#include <QDir>
#include <QTemporaryDir>

#include <functional>

using namespace lexicell;
using namespace lexicell::test;
using models::checkpoint::Envelope;
using models::checkpoint::TorchContainer;
namespace fs = std::filesystem;

class TestCliCheckpoints : public QObject {
    Q_OBJECT

    QTemporaryDir m_temporary;
    QString m_cells;
    std::vector<float> m_wanted;

    QString path(const QString &name) const { return m_temporary.filePath(name); }

    std::vector<float> vectors(const QString &model) const
    {
        const Outcome outcome = cli({"embed", m_cells, path("out.h5ad"), "--model", model, "--force", "--max-length", "64"});
        if (outcome.status != 0) {
            qWarning("%s", qPrintable(outcome.text()));
            return {};
        }
        return Hdf5File(path("out.h5ad").toStdString()).floats("obsm/X_scGPT").values;
    }

  private slots:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "40", "--genes", "400"}));
        m_wanted = vectors(demoModel());
        QVERIFY(!m_wanted.empty());
    }

    void vectorsAreThoseOfTheBareCheckpoint_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind :
             {"prefix", "key", "bin", "average", "parts", "parts without a list", "list of tokens", "names by id"})
            QTest::newRow(kind) << kind;
    }
    void vectorsAreThoseOfTheBareCheckpoint()
    {
        QFETCH(QString, kind);
        const fs::path model = path("model").toStdString();
        fs::remove_all(model);
        fs::remove_all(path("copy").toStdString());
        const auto bare = unpackInto(fs::path(demoModel().toStdString()) / "best_model.pt", model);
        VERIFY_OK(bare);
        Result<void> written;
        using namespace models::checkpoint;
        if (kind == "prefix") written = writeTorchZip(prefixed(*bare, "module._orig_mod.model."), model / "a.pt");
        else if (kind == "key") written = writeTorch(*bare, Envelope{{}, "net"}, TorchContainer::Legacy, model / "a.ckpt");
        else if (kind == "bin") written = models::checkpoint::writeTorchZip(*bare, model / "pytorch_model.bin");
        else if (kind.startsWith("parts")) written = writeParts(prefixed(*bare, "encoder_model."), model, kind == "parts");
        else if (kind == "average") {
            auto both = prefixed(*bare, "model.");
            join(both, prefixed(*bare, "ema_model.module."));
            written = models::checkpoint::writeSafetensors(both, model / "model.safetensors");
        } else {
            written = models::checkpoint::writeTorchZip(*bare, model / "best_model.pt");
            JobContext context;
            const auto bundle = models::checkpoint::openBundle(demoModel().toStdString(), context);
            VERIFY_OK(bundle);
            QByteArray text;
            for (std::size_t id = 0; id < bundle->vocabulary.size(); ++id) {
                const QByteArray token = "\"" + QByteArray::fromStdString(bundle->vocabulary[id]) + "\"";
                text += (id ? ", " : "") + (kind == "names by id" ? "\"" + QByteArray::number(id) + "\": " + token : token);
            }
            QVERIFY(writeText(path("model/vocab.json"), kind == "names by id" ? "{" + text + "}" : "[" + text + "]"));
        }
        VERIFY_OK(written);
        const Outcome info = cli({"info", path("model")});
        VERIFY_DONE(info);
        QCOMPARE(info.json["family"].toString(), QString("scgpt"));
        QVERIFY(vectors(path("model")) == m_wanted);
        VERIFY_DONE(cli({"convert-model", path("model"), path("copy")}));
        QVERIFY(vectors(path("copy")) == m_wanted);
        // As upstream's Python reads it.
        const QJsonObject vocabulary = QJsonDocument::fromJson(fileBytes(path("copy/vocab.json"))).object();
        QVERIFY(!vocabulary.isEmpty() && vocabulary.begin().value().isDouble());
    }
};

QTEST_GUILESS_MAIN(TestCliCheckpoints)
#include "tst_cli_checkpoints.moc"
