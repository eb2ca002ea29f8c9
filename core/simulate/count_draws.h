// Random counts from the project's counter-based stream.
#pragma once

#include "core/base/random.h"

namespace lexicell::simulate {

double drawGamma(Random &random, double shape);   // scale 1; shape > 0. Marsaglia and Tsang 2000
double drawPoisson(Random &random, double mean);  // mean >= 0. Hörmann 1993 (PTRS) from 10 on, inversion below
// mean >= 0, dispersion > 0: variance mean + dispersion * mean²
double drawNegativeBinomial(Random &random, double mean, double dispersion);

}  // namespace lexicell::simulate
