#include "models/tasks/training_curves.h"

#include <algorithm>
#include <string>
#include <utility>

namespace lexicell::models::tasks {

namespace {

using training::History;
using training::HistoryRow;

const std::string lossAxis = "loss", scoreAxis = "score";

// Where the curves of a history stand: terms in training, then the validation of terms and scores, then references.
struct Places {
    std::size_t terms, validated;

    explicit Places(const History &history) : terms(history.terms.size()), validated(terms + history.scores.size()) {}
    std::size_t validation(std::size_t value) const { return terms + value; }
    std::size_t reference(std::size_t number) const { return terms + validated + number; }
};

std::string valueName(const History &history, std::size_t value)
{
    const std::size_t terms = history.terms.size();
    return value < terms ? history.terms[value].name : history.scores[value - terms];
}

// The curves without points.
Curves frameOf(const History &history)
{
    Curves frame{.xName = "step", .yName = lossAxis, .curves = {}};
    const std::size_t terms = history.terms.size();
    const auto add = [&](std::string name, std::size_t value, bool baseline) {
        frame.curves.push_back({std::move(name), {}, {}, baseline});
        frame.axes.push_back(value < terms ? lossAxis : scoreAxis);
    };
    for (std::size_t i = 0; i < terms; ++i) add(history.terms[i].name, i, false);
    for (std::size_t i = 0; i < Places(history).validated; ++i) add("validation " + valueName(history, i), i, false);
    for (const training::Reference &reference : history.references)
        add(reference.name + ' ' + valueName(history, reference.value), reference.value, true);
    return frame;
}

// Gives what rows from `first` on add to the curves. The validation of the row before may have come since: `validated` counts the
// rows that were asked for theirs.
template <class Add> void addRows(const History &history, std::size_t first, std::size_t validated, Add &&add)
{
    const Places places(history);
    for (std::size_t row = std::min(first, validated); row < history.rows.size(); ++row) {
        const HistoryRow &now = history.rows[row];
        const auto step = static_cast<double>(now.step);
        if (row >= first)
            for (std::size_t i = 0; i < places.terms; ++i) add(i, step, now.terms[i]);
        if (row >= validated)
            for (std::size_t i = 0; i < now.validation.size(); ++i) add(places.validation(i), step, now.validation[i]);
    }
}

// The last step of the kept epoch; 0: none is kept.
double keptStep(const History &history)
{
    double step = 0.0;
    for (const HistoryRow &row : history.rows)
        if (row.epoch == history.keptEpoch) step = static_cast<double>(row.step);
    return step;
}

std::string epochName(int epoch) { return "epoch " + std::to_string(epoch); }

// What a live history has shown so far.
struct Seen {
    std::size_t rows = 0, validated = 0;
    int kept = 0;
};

}  // namespace

std::function<void(const History &)> following(LiveCurves *curves)
{
    if (!curves) return {};
    return [curves, seen = Seen()](const History &history) mutable {
        if (seen.rows == 0) curves->begin(frameOf(history));
        addRows(history, seen.rows, seen.validated, [&](std::size_t curve, double x, double y) { curves->add(curve, x, y); });
        if (const std::size_t rows = history.rows.size(); rows > 0) {
            // Horizontal lines from the first step on, which grow with each validation.
            const bool validation = !history.rows.back().validation.empty();
            for (std::size_t i = 0; i < history.references.size() && (seen.rows == 0 || validation); ++i) {
                const HistoryRow &row = seen.rows == 0 ? history.rows.front() : history.rows.back();
                curves->add(Places(history).reference(i), static_cast<double>(row.step), history.references[i].reached);
            }
            // The last row waits for its validation.
            seen = {rows, validation ? rows : rows - 1, seen.kept};
        }
        if (history.keptEpoch == seen.kept) return;
        seen.kept = history.keptEpoch;
        curves->keep(keptStep(history), epochName(history.keptEpoch));
    };
}

}  // namespace lexicell::models::tasks
