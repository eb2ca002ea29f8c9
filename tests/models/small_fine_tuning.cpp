#include "tests/models/small_fine_tuning.h"

#include "models/families/open_model.h"

namespace lexicell::test {

namespace fs = std::filesystem;

void setColumn(data::Dataset &dataset, const std::string &name, const std::vector<std::string> &values)
{
    data::StringArray column;
    column.shape = {static_cast<std::int64_t>(values.size())};
    column.values = values;
    dataset.obs.columns.set(name, data::makeElement(std::move(column)));
}

data::Dataset labeledCells(std::int64_t cells)
{
    data::Dataset dataset = cellsOfThreeKinds(cells, 1);
    std::vector<std::string> kinds, donors;
    kinds.reserve(static_cast<std::size_t>(cells));
    donors.reserve(static_cast<std::size_t>(cells));
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        kinds.push_back("kind " + std::to_string(cell % 3));
        donors.push_back("donor " + std::to_string(cell / 3 % 3));
    }
    setColumn(dataset, "kind", kinds);
    setColumn(dataset, "donor", donors);
    return dataset;
}

Result<SmallModel> smallModel(const QTemporaryDir &root)
{
    models::tasks::PretrainJob job = smallJob(root, "base");
    job.options.epochs = 1;
    JobContext context;
    context.threads = 1;
    if (!fs::exists(job.folder)) LEXICELL_CHECK(models::tasks::pretrain(job, context));
    const models::ModelSource source(job.folder);
    LEXICELL_TRY(model, models::openModel(source, {"cpu", "fp32", 1}, context));
    return SmallModel{source, std::move(model)};
}

models::tasks::FineTuneJob smallFineTuning(const data::Dataset &dataset, const SmallModel &from, const QTemporaryDir &root,
                                           const std::string &name)
{
    models::tasks::FineTuneJob job{dataset, from.model, from.source, fs::path(root.path().toStdString()) / name};
    job.device = "cpu";
    job.options.label = "kind";
    job.options.epochs = 8;
    job.options.batchSize = 16;
    job.options.learningRate = 3e-3;
    job.options.validation = 0.2;
    job.options.geneMatching = "exact";
    return job;
}

}  // namespace lexicell::test
