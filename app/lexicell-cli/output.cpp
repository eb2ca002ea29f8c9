#include "app/lexicell-cli/output.h"

#include "core/io/write_dataset.h"
#include "models/tasks/output_place.h"

namespace lexicell::cli {

namespace fs = std::filesystem;

void addOutputPath(CLI::App &command, fs::path &output)
{
    command
        .add_option("output", output,
                    "The file to write: everything the input holds, and the results. A name that ends in .h5mu gives MuData.")
        ->required()
        ->type_name("OUT.h5ad");
}

Result<void> checkOutput(const fs::path &output, const Run &run)
{
    return models::tasks::checkFilePlace(output, run.globals.force);
}

Result<void> writeOutput(const data::Dataset &dataset, const fs::path &output, Run &run, int gzipLevel)
{
    return io::writeDataset(dataset, output, io::WriteOptions{run.globals.force, gzipLevel}, run.context);
}

}  // namespace lexicell::cli
