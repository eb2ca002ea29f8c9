// A task that exists for tests alone: it measures curves as a training does, and writes a folder.
#pragma once

#include "models/tasks/registry.h"

#include <chrono>
#include <filesystem>
#include <thread>

namespace lexicell::test {

struct MeasuringOptions {
    int points = 5;
    int pause = 0;
    bool fail = false;
};
template <class V> void describe(MeasuringOptions &o, V &&visit)
{
    visit(Option{"points", "Points of each curve; larger takes longer.", "points", {}}, o.points);
    visit(Option{"pause", "Time between two points; larger is slower.", "ms", {}}, o.pause);
    visit(Option{"fail", "Whether it ends with an error.", "", {}}, o.fail);
}

inline Result<models::tasks::TaskOutcome> runMeasuring(const models::tasks::TaskInput &input, const OptionValues &values,
                                                       JobContext &context)
{
    const auto options = values.as<MeasuringOptions>();
    if (input.curves)
        input.curves->begin({.xName = "step",
                             .yName = "loss",
                             .curves = {{"cls", {}, {}, false}, {"validation accuracy", {}, {}, false}},
                             .axes = {"loss", "score"}});
    for (int point = 1; point <= options.points; ++point) {
        if (context.cancelled()) return cancelled();
        if (input.curves) {
            input.curves->add(0, point, 1.0 / point);
            input.curves->add(1, point, 1.0 - 1.0 / (1.0 + point));
            if (point == 2) input.curves->keep(point, "epoch 1");
        }
        context.report(static_cast<double>(point) / options.points, "Step " + std::to_string(point));
        std::this_thread::sleep_for(std::chrono::milliseconds(options.pause));
    }
    if (options.fail) return Error{errors::diverged, "Training diverged in step 5.", {}};
    std::error_code error;
    std::filesystem::create_directories(input.folder, error);
    return models::tasks::TaskOutcome{models::tasks::CheckpointFolder{input.folder}, {{"steps", options.points}}};
}

inline models::tasks::TaskTable tableWithMeasuring()
{
    using namespace models::tasks;
    TaskTable table = TaskTable::builtIn();
    table.add({.id = "measuring",
               .title = "Measure",
               .summary = "Measures curves.",
               .group = TaskGroup::Train,
               .needs = {Need::Dataset},
               .writes = Writes::Folder,
               .output = "Folder to write.",
               .ending = "_measured",
               .options = OptionValues(MeasuringOptions{}),
               .run = &runMeasuring});
    return table;
}

}  // namespace lexicell::test
