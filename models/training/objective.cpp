#include "models/training/objective.h"

#include <algorithm>

namespace lexicell::models::training {

Result<void> checkTerms(const Objective &objective, const std::vector<std::string> &known)
{
    if (objective.terms.empty()) return Error{errors::badOption, "The objective has no term. Name one at least.", {}};
    for (const Term &term : objective.terms) {
        if (std::find(known.begin(), known.end(), term.name) == known.end()) return noHead(term.name);
        if (!(term.weight > 0.0))
            return Error{errors::badOption, "The weight of the term \"" + term.name + "\" must be above 0.", {}};
    }
    return {};
}

Error noHead(const std::string &term)
{
    return {errors::badOption, "This network cannot be trained on the term \"" + term + "\".", {}};
}

}  // namespace lexicell::models::training
