// p-values of the tests on genes, and their correction for many tests. Pure functions, safe in any thread.
#pragma once

#include <vector>

namespace lexicell::analysis {

// P(|Z| >= |z|) of the standard normal distribution. 0 above |z| = 38, where double ends.
double normalTwoSided(double z);

// P(|T| >= |t|) of Student's t. Infinite degrees of freedom: the normal distribution. NaN in, NaN out.
double studentTwoSided(double t, double degreesOfFreedom);

// Benjamini and Hochberg 1995: the smallest false discovery rate at which each test is called. NaN is no test and stays NaN.
std::vector<double> falseDiscoveryRates(const std::vector<double> &pValues);

// Derivatives of ln gamma, for x > 0, and the inverse of the second: trigamma(trigammaInverse(y)) = y for y > 0.
double digamma(double x);
double trigamma(double x);
double trigammaInverse(double y);

}  // namespace lexicell::analysis
