#include "models/tasks/annotate/reference_vote.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <map>

namespace lexicell::models::tasks {

namespace {

constexpr double ignoredShare = 0.01;  // of the votes: upstream treats a hundredth as chance

Error badOption(const std::string &message) { return {errors::badOption, message, {}}; }

// The nearest rows of one cell so far, kept sorted in the result: there are few. Rows come in order, so an equal
// distance is placed behind.
class NearestOfCell {
  public:
    NearestOfCell(NearestReferences &nearest, std::int64_t cell)
        : m_rows(nearest.rows.data() + cell * nearest.neighbors),
          m_distances(nearest.squaredDistances.data() + cell * nearest.neighbors), m_room(nearest.neighbors)
    {
    }
    void offer(std::int64_t row, double distance)
    {
        if (m_size == m_room && distance >= m_distances[m_size - 1]) return;
        std::int64_t place = m_size < m_room ? m_size++ : m_size - 1;
        for (; place > 0 && distance < m_distances[place - 1]; --place) {
            m_rows[place] = m_rows[place - 1];
            m_distances[place] = m_distances[place - 1];
        }
        m_rows[place] = row;
        m_distances[place] = distance;
    }

  private:
    std::int64_t *m_rows;
    double *m_distances;
    std::int64_t m_room;
    std::int64_t m_size = 0;
};

struct Tally {
    std::int64_t votes = 0;
    std::int64_t first = 0;  // place in neighbor order
    double distances = 0.0;
};

std::map<std::string, Tally> tally(const NearestReferences &nearest, const std::vector<std::string> &labels, std::size_t query)
{
    std::map<std::string, Tally> tallies;
    for (std::int64_t i = 0; i < nearest.neighbors; ++i) {
        const std::size_t place = query * static_cast<std::size_t>(nearest.neighbors) + static_cast<std::size_t>(i);
        Tally &own = tallies[labels[static_cast<std::size_t>(nearest.rows[place])]];
        if (own.votes++ == 0) own.first = i;
        own.distances += nearest.squaredDistances[place];
    }
    return tallies;
}

// A tie by name needs no code: `tied` is sorted, and the first stays.
bool winsTie(const Tally &challenger, const Tally &holder, VoteTie tie)
{
    if (tie == VoteTie::Nearest) return challenger.first < holder.first;
    return tie == VoteTie::Distance && challenger.distances < holder.distances;  // equally many votes, so sums can be compared
}

std::size_t queries(const NearestReferences &nearest)
{
    return nearest.neighbors == 0 ? 0 : nearest.rows.size() / static_cast<std::size_t>(nearest.neighbors);
}

}  // namespace

double squaredDistance(const float *a, const float *b, std::int64_t width)
{
    double sum = 0.0;
    for (std::int64_t i = 0; i < width; ++i) {
        const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sum += difference * difference;
    }
    return sum;
}

Result<NearestReferences> nearestReferences(const data::MatrixView &query, const data::MatrixView &reference,
                                            std::int64_t neighbors, JobContext &context)
{
    if (query.columns != reference.columns)
        return Error{errors::shapeMismatch,
                     "The cells have " + std::to_string(query.columns) + " dimensions and the reference " +
                         std::to_string(reference.columns) + ". Embed both with the same model.",
                     {}};
    if (neighbors < 1) return badOption("The number of neighbors must be at least 1.");
    if (neighbors > reference.rows)
        return badOption(std::to_string(neighbors) + " neighbors were requested, but the reference has " +
                         std::to_string(reference.rows) + " cells. Choose fewer.");
    return guarded(
        "search the reference",
        [&]() -> Result<NearestReferences> {
            NearestReferences nearest{neighbors, {}, {}};
            nearest.rows.resize(static_cast<std::size_t>(query.rows * neighbors));
            nearest.squaredDistances.resize(nearest.rows.size());
            parallelFor(query.rows, context.threads, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t cell = begin; cell < end && !context.cancelled(); ++cell) {
                    NearestOfCell own(nearest, cell);
                    for (std::int64_t row = 0; row < reference.rows; ++row)
                        own.offer(row, squaredDistance(query.row(cell), reference.row(row), query.columns));
                }
            });
            if (context.cancelled()) return cancelled();
            return nearest;
        },
        "Use fewer reference cells, or close other programs.");
}

std::vector<Vote> vote(const NearestReferences &nearest, const std::vector<std::string> &labels, VoteTie tie)
{
    std::vector<Vote> votes;
    for (std::size_t query = 0; query < queries(nearest); ++query) {
        const auto tallies = tally(nearest, labels, query);
        std::int64_t most = 0;
        for (const auto &[label, own] : tallies) most = std::max(most, own.votes);
        Vote result;
        result.fraction = static_cast<double>(most) / static_cast<double>(nearest.neighbors);
        const Tally *holder = nullptr;
        for (const auto &[label, own] : tallies) {
            if (own.votes != most) continue;
            result.tied.push_back(label);
            if (holder && !winsTie(own, *holder, tie)) continue;
            holder = &own;
            result.label = label;
        }
        votes.push_back(std::move(result));
    }
    return votes;
}

WeightedVotes weightedVotes(const NearestReferences &nearest, const std::vector<std::string> &labels)
{
    std::map<std::string, double> counts;
    for (const std::string &label : labels) counts[label] += 1.0;
    WeightedVotes result;
    for (const auto &[label, count] : counts) {
        result.classes.push_back(label);
        result.proportions.push_back(count / static_cast<double>(labels.size()));
    }
    for (std::size_t query = 0; query < queries(nearest); ++query) {
        const auto tallies = tally(nearest, labels, query);
        std::vector<double> weights;
        double sum = 0.0;
        for (std::size_t i = 0; i < result.classes.size(); ++i) {
            const auto found = tallies.find(result.classes[i]);
            const double votes = found == tallies.end() ? 0.0 : static_cast<double>(found->second.votes);
            const double kept = std::max(0.0, votes - ignoredShare * static_cast<double>(nearest.neighbors));
            weights.push_back(kept / result.proportions[i]);
            sum += weights.back();
        }
        for (const double weight : weights) result.weights.push_back(sum > 0.0 ? weight / sum : 0.0);
    }
    return result;
}

}  // namespace lexicell::models::tasks
