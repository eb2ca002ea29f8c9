#include "models/input/coverage_json.h"

namespace lexicell::models::input {

nlohmann::ordered_json toJson(const Coverage &coverage)
{
    nlohmann::ordered_json json{
        {"genes_matched", coverage.genesMatched}, {"genes", coverage.genes}, {"counts_share", coverage.countsShare}};
    for (const auto &[kind, count] : coverage.report.byKind) json["by_kind"][genes::toString(kind)] = count;
    json["ambiguous"] = coverage.report.ambiguous.size();
    if (!coverage.species.empty())
        json["species"] = {
            {"data", coverage.species}, {"model", coverage.modelSpecies}, {"matched_by_case", coverage.matchedByCase}};
    return json;
}

}  // namespace lexicell::models::input
