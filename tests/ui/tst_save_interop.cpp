// What the window's Save writes, over every data set that the tests have: opened by real anndata, and nothing of the input gone
// without a warning that names it. The session labels cells first, because a save without labels is rare.
#include "core/io/h5ad/h5ad_writer.h"
#include "core/io/read_dataset.h"
#include "tests/support/data_files.h"
#include "tests/support/fixtures.h"
#include "ui/workspace/session.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

using namespace lexicell::ui;
using namespace lexicell;

class TestSaveInterop : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static QString python() { return QString::fromStdString((test::sourceRoot() / ".deps/python/bin/python").string()); }

    // The data set after some labeling, as Save would write it; none when there is nothing to label.
    static std::optional<data::Dataset> labeled(const std::shared_ptr<const data::Dataset> &dataset)
    {
        JobContext context;
        auto facts = factsOf(*dataset, context);
        if (!facts.ok()) return std::nullopt;
        Session session;
        session.open(dataset, std::make_shared<const DatasetFacts>(std::move(*facts)), nullptr);
        LabelEdit create;
        create.kind = LabelEdit::Kind::CreateField;
        create.field = "my labels";
        LabelEdit assign = create;
        assign.kind = LabelEdit::Kind::Assign;
        assign.label = "NK cell";
        assign.cells = {0};
        for (const QString &name : session.labels().fieldNames())
            session.labels().field(name);  // looked at: their colors are saved, too
        if (dataset->cells() > 0 && (!session.labels().edit(create).ok() || !session.labels().edit(assign).ok()))
            return std::nullopt;
        return session.datasetToSave();
    }

  private Q_SLOTS:
    void initTestCase() { QVERIFY2(QFile::exists(python()), "the tests' Python is missing: ./test makes it in .deps/python"); }

    void everyDataSet()
    {
        QJsonArray jobs;
        for (const test::DataFile &file : test::allDataFiles()) {
            JobContext reading, writing;
            auto dataset = io::readDataset(file.path.toStdString(), {}, reading);
            if (!dataset.ok()) continue;
            const auto saved = labeled(std::make_shared<const data::Dataset>(std::move(*dataset)));
            QVERIFY2(saved, qPrintable(file.path));
            const QString written = m_folder.filePath(QString::number(jobs.size()) + "_saved.h5ad");
            VERIFY_OK(io::writeH5ad(*saved, written.toStdString(), {.overwrite = true, .gzipLevel = 0}, writing));
            QJsonArray warnings;
            for (const JobContext *context : {&reading, &writing})
                for (const auto &warning : context->warnings()) warnings << QString::fromStdString(warning.message);
            jobs << QJsonObject{{"written", written}, {"original", file.path}, {"warnings", warnings}};
        }
        QVERIFY(jobs.size() > 20);
        QFile list(m_folder.filePath("jobs.json"));
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write(QJsonDocument(jobs).toJson());
        list.close();
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(python(), {QString::fromStdString((test::sourceRoot() / "tests/interop/check_nothing_lost.py").string()),
                                 list.fileName()});
        QVERIFY(process.waitForFinished(1'200'000));
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());
    }
};

QTEST_MAIN(TestSaveInterop)
#include "tst_save_interop.moc"
