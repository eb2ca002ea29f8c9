#include "models/tasks/annotate/score_table.h"

#include "core/steps/step_output.h"
#include "models/tasks/label_scores.h"

#include <utility>

namespace lexicell::models::tasks {

nlohmann::ordered_json methodScoresJson(const MethodScores &scores, bool intervals)
{
    nlohmann::ordered_json json{{"method", scores.name},
                                {"baseline", scores.baseline},
                                {"accuracy", scores.scores.accuracy},
                                {"macro_precision", scores.scores.macroPrecision},
                                {"macro_recall", scores.scores.macroRecall},
                                {"macro_f1", scores.scores.macroF1}};
    if (!intervals) return json;
    json["accuracy_interval"] = intervalJson(scores.intervals.accuracy);
    json["macro_f1_interval"] = intervalJson(scores.intervals.macroF1);
    return json;
}

Table methodScoresTable(const std::vector<MethodScores> &methods)
{
    std::vector<std::string> names, kinds;
    std::vector<double> accuracy, accuracyLow, accuracyHigh, precision, recall, f1, f1Low, f1High;
    for (const MethodScores &scores : methods) {
        names.push_back(scores.name);
        kinds.emplace_back(scores.baseline ? "baseline" : "model");
        accuracy.push_back(scores.scores.accuracy);
        accuracyLow.push_back(scores.intervals.accuracy.low);
        accuracyHigh.push_back(scores.intervals.accuracy.high);
        precision.push_back(scores.scores.macroPrecision);
        recall.push_back(scores.scores.macroRecall);
        f1.push_back(scores.scores.macroF1);
        f1Low.push_back(scores.intervals.macroF1.low);
        f1High.push_back(scores.intervals.macroF1.high);
    }
    return {{{"method", std::move(names)},
             {"kind", std::move(kinds)},
             {"accuracy", std::move(accuracy)},
             {"accuracy_low", std::move(accuracyLow)},
             {"accuracy_high", std::move(accuracyHigh)},
             {"macro_precision", std::move(precision)},
             {"macro_recall", std::move(recall)},
             {"macro_f1", std::move(f1)},
             {"macro_f1_low", std::move(f1Low)},
             {"macro_f1_high", std::move(f1High)}}};
}

data::ElementPtr methodScoresFrame(const std::vector<MethodScores> &methods)
{
    data::Table frame;
    const auto number = [&](auto value) {
        std::vector<double> values;
        values.reserve(methods.size());
        for (const MethodScores &scores : methods) values.push_back(value(scores));
        return steps::column(values);
    };
    for (const MethodScores &scores : methods) frame.index.values.push_back(scores.name);
    frame.index.shape = {frame.rows()};
    using S = const MethodScores &;
    frame.columns.set("accuracy", number([](S s) { return s.scores.accuracy; }));
    frame.columns.set("accuracy_low", number([](S s) { return s.intervals.accuracy.low; }));
    frame.columns.set("accuracy_high", number([](S s) { return s.intervals.accuracy.high; }));
    frame.columns.set("macro_precision", number([](S s) { return s.scores.macroPrecision; }));
    frame.columns.set("macro_recall", number([](S s) { return s.scores.macroRecall; }));
    frame.columns.set("macro_f1", number([](S s) { return s.scores.macroF1; }));
    frame.columns.set("macro_f1_low", number([](S s) { return s.intervals.macroF1.low; }));
    frame.columns.set("macro_f1_high", number([](S s) { return s.intervals.macroF1.high; }));
    return data::makeElement(std::move(frame));
}

}  // namespace lexicell::models::tasks
