#include "ui/commands/open_sample.h"

#include "core/base/platform/resources.h"
#include "core/io/h5ad/h5ad_reader.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QFileInfo>

namespace lexicell::ui {

namespace {

// Empty: the file is missing. A message was posted.
QString sampleFile(Workbench &bench, const char *name)
{
    const auto file = resourceFile(name);
    if (file.ok()) return QString::fromStdString(file->string());
    bench.notices.postError(QObject::tr("The sample is missing."), file.error(), {}, true);
    return {};
}

void addMaps(Workbench &bench, const QString &sample)
{
    const auto maps = resourceFile("sample/lexicell_sample_maps.h5ad");
    if (!maps.ok() || !bench.session.data().embeddings().isEmpty()) return;
    bench.jobs.start(
        {job::open, QObject::tr("Open the sample's maps")}, &bench.session,
        [file = *maps](JobContext &context) { return io::readH5ad(file, {}, context); },
        [bench, sample](const Result<data::Dataset> &read) {
            if (!read.ok()) return bench.notices.postError(QObject::tr("The sample's maps could not be read."), read.error());
            if (bench.session.data().hasDataset() && bench.session.data().facts()->identity.path == sample)
                bench.session.restoreResults(*read);
        },
        JobRunner::Lane::Files);
}

// The model that comes with the program for these cells, unless another one is loaded.
void addModel(Workbench &bench, const char *name)
{
    const auto model = resourceFile(name);
    if (model.ok() && !bench.session.models().outline()) loadModel(bench, QString::fromStdString(model->string()));
}

}  // namespace

void openSimulatedSample(Workbench &bench)
{
    const QString sample = sampleFile(bench, "sample/lexicell_sample.h5ad");
    if (sample.isEmpty()) return;
    openDataset(bench, sample, OpenOptions{}, [bench, sample](const Result<void> &opened) mutable {
        if (!opened.ok()) return;
        addMaps(bench, QFileInfo(sample).absoluteFilePath());
        addModel(bench, "sample/demo_scgpt");
    });
}

void openRealSample(Workbench &bench)
{
    const QString sample = sampleFile(bench, "sample/pbmc3k/pbmc3k.h5ad");
    if (sample.isEmpty()) return;
    openDataset(bench, sample, OpenOptions{}, [bench](const Result<void> &opened) mutable {
        if (opened.ok()) addModel(bench, "models/pbmc_small");
    });
}

bool isSimulatedSample(const QString &path)
{
    const auto file = resourceFile("sample/lexicell_sample.h5ad");
    return file.ok() && QFileInfo(QString::fromStdString(file->string())) == QFileInfo(path);
}

}  // namespace lexicell::ui
