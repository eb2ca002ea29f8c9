#include "models/tasks/pretrain/pretrain.h"

namespace lexicell::models::tasks {

Curves trainingCurves(const training::History &history, double baseline)
{
    Curves result{"step", "loss", {}};
    for (std::size_t i = 0; i < history.terms.size(); ++i) {
        Curve trained{history.terms[i].name, {}, {}, false};
        Curve held{"validation " + history.terms[i].name, {}, {}, false};
        for (const training::HistoryRow &row : history.rows) {
            const auto step = static_cast<double>(row.step);
            trained.x.push_back(step);
            trained.y.push_back(row.terms[i]);
            if (row.validation.empty()) continue;
            held.x.push_back(step);
            held.y.push_back(row.validation[i]);
        }
        result.curves.push_back(std::move(trained));
        result.curves.push_back(std::move(held));
    }
    if (baseline > 0.0 && !history.rows.empty())
        result.curves.push_back({"baseline", {1.0, static_cast<double>(history.rows.back().step)}, {baseline, baseline}, true});
    return result;
}

}  // namespace lexicell::models::tasks
