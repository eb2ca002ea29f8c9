#include "models/tasks/method_comparison.h"

#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

namespace {

constexpr double unknownScore = std::numeric_limits<double>::quiet_NaN();

double meanOf(const std::vector<double> &values)
{
    double sum = 0.0;
    for (const double value : values) sum += value;
    return values.empty() ? unknownScore : sum / static_cast<double>(values.size());
}

std::vector<double> column(const MethodRuns &method, std::size_t score)
{
    std::vector<double> values;
    values.reserve(method.values.size());
    for (const auto &run : method.values) values.push_back(run[score]);
    return values;
}

const MethodRuns *bestBaseline(const std::vector<MethodRuns> &methods, std::size_t score, bool smaller)
{
    const MethodRuns *best = nullptr;
    double most = 0.0;
    for (const MethodRuns &method : methods) {
        const double mean = meanOfRuns(column(method, score), 0, 0).mean;
        if (!method.baseline || std::isnan(mean) || (best && (smaller ? mean >= most : mean <= most))) continue;
        best = &method;
        most = mean;
    }
    return best;
}

}  // namespace

RunMean meanOfRuns(const std::vector<double> &values, int rounds, std::uint64_t seed)
{
    std::vector<double> known;
    for (const double value : values)
        if (!std::isnan(value)) known.push_back(value);
    RunMean result{known.size(), meanOf(known), {}};
    if (known.size() < 2 || rounds < 1) return result;
    const auto intervals = analysis::bootstrap(known.size(), rounds, seed, [&known](const std::vector<std::size_t> &runs) {
        std::vector<double> drawn;
        drawn.reserve(runs.size());
        for (const std::size_t run : runs) drawn.push_back(known[run]);
        return std::vector<double>{meanOf(drawn)};
    });
    result.interval = intervals.front();
    return result;
}

std::vector<ComparedMethod> compareMethods(const std::vector<MethodRuns> &methods, int rounds, std::uint64_t seed,
                                           const std::vector<bool> &smaller)
{
    std::vector<ComparedMethod> compared;
    compared.reserve(methods.size());
    for (const MethodRuns &method : methods) compared.push_back({method.method, method.baseline, {}});
    const std::size_t scores = methods.empty() || methods.front().values.empty() ? 0 : methods.front().values.front().size();
    for (std::size_t score = 0; score < scores; ++score) {
        const MethodRuns *const best = bestBaseline(methods, score, !smaller.empty() && smaller[score]);
        for (std::size_t i = 0; i < methods.size(); ++i) {
            const auto own = column(methods[i], score);
            ComparedScore result{meanOfRuns(own, rounds, seed), best ? best->method : std::string(), {}};
            auto differences = best ? column(*best, score) : std::vector<double>(own.size(), unknownScore);
            for (std::size_t run = 0; run < own.size(); ++run) differences[run] = own[run] - differences[run];
            result.difference = meanOfRuns(differences, rounds, seed);
            compared[i].scores.push_back(std::move(result));
        }
    }
    return compared;
}

}  // namespace lexicell::models::tasks
