#include "models/training/recipe.h"

namespace lexicell::models::training {

Schedule scheduleOf(const Recipe &recipe, double rate, double steps)
{
    switch (recipe.rates) {
    case Rates::Constant: return constantRate(rate);
    case Rates::DecayByEpoch: return decayByEpoch(rate, 1, recipe.decay);
    case Rates::WarmUp: return linearWarmUp(rate, recipe.warmUpSteps);
    case Rates::WarmUpCosine: return warmUpCosine(rate, steps);
    case Rates::CosineRestarts: break;
    }
    CosineRestarts cycles;
    cycles.highest = rate;
    cycles.lowest = rate / 100.0;  // upstream's 1e-6 to 1e-4
    return cosineRestarts(cycles);
}

}  // namespace lexicell::models::training
