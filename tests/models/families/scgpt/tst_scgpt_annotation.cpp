// Fine-tuning scGPT's class head: gradients of the first step, then our clipping and Adam beside upstream's for the whole run.
#include "models/nn/optimizer.h"
#include "tests/models/scgpt_training.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::Hdf5File;
using test::tensorOf;

namespace {

scgpt::Minibatch minibatch(const Hdf5File &file, std::int64_t step, std::int64_t pad)
{
    const at::Tensor rows = test::idTensorOf(file, "batch_order")[step];
    scgpt::Minibatch batch;
    batch.tokens = test::rowsOf(test::tokensOf(file, "ids", "values", pad), rows);
    batch.labels = test::idTensorOf(file, "labels").index_select(0, rows);
    return batch;
}

}  // namespace

class TestScgptAnnotation : public test::ScgptTest {
    Q_OBJECT
  private slots:
    void firstStep_data() { test::addCases(m_root, "train_step/annotation"); }
    void firstStep()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        auto loaded = test::networkOf(folder);
        VERIFY_OK(loaded);
        const auto trained = test::trainable(std::move(*loaded));
        const auto batch = minibatch(file, 0, test::padIdOf(folder));
        const test::NoDropout training;
        scgpt::losses(trained.network, batch, scgpt::annotationObjective(), training.pass()).total().backward();
        const std::string difference = test::gradientDifference(trained, file, "grad_step0");
        QVERIFY2(difference.empty(), difference.c_str());
    }

    void wholeRun_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("run");
        if (test::casesOf(m_root, "train_step/annotation").empty()) QSKIP("no such case in this folder");
        for (const fs::path &folder : test::casesOf(m_root, "train_step/annotation")) {
            const Hdf5File file(folder / "expected.h5");
            for (const std::string &name : file.children("/"))
                if (file.has(name + "/settings"))
                    QTest::addRow("%s %s", folder.filename().c_str(), name.c_str())
                        << QString::fromStdString(folder.string()) << QString::fromStdString(name);
        }
    }
    void wholeRun()
    {
        const fs::path folder = test::fetchedFolder();
        QFETCH(QString, run);
        const Hdf5File file(folder / "expected.h5");
        const std::string group = run.toStdString();
        auto loaded = test::networkOf(folder);
        VERIFY_OK(loaded);
        const auto trained = test::trainable(std::move(*loaded));
        const auto settings = file.doubles(group + "/settings").values;  // lr, eps, gamma, steps per epoch, clip
        const auto total = file.doubles(group + "/total").values;
        const auto norms = file.doubles(group + "/grad_norm").values;
        nn::AdamOptions options;
        options.learningRate = settings[0];
        options.epsilon = settings[1];
        nn::Adam adam(trained.trained, options);
        const test::NoDropout training;
        const std::int64_t pad = test::padIdOf(folder);
        for (std::size_t step = 0; step < total.size(); ++step) {
            const auto batch = minibatch(file, static_cast<std::int64_t>(step), pad);
            const auto losses = scgpt::losses(trained.network, batch, scgpt::annotationObjective(), training.pass());
            QVERIFY(test::relativeError(losses.value("cls"), total[step]) < (step == 0 ? 1e-5 : 1e-4));
            adam.clearGradients();
            losses.total().backward();
            QVERIFY(std::abs(adam.clipGradients(settings[4]) / norms[step] - 1.0) < 1e-4);
            adam.setLearningRate(settings[0] * std::pow(settings[2], std::floor(static_cast<double>(step) / settings[3])));
            adam.step();
        }
        for (const std::string &name : file.children(group + "/final_tensor"))
            if (!name.ends_with("_f64"))
                VERIFY_CLOSE(trained.parameters.at(name), tensorOf(file, group + "/final_tensor/" + name));
    }
};

QTEST_APPLESS_MAIN(TestScgptAnnotation)
#include "tst_scgpt_annotation.moc"
