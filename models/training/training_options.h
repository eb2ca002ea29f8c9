// What every training run needs, whatever the family and the task.
#pragma once

#include <cstdint>

namespace lexicell::models::training {

struct TrainingOptions {
    int epochs = 6;              // passes over the training cells; more: a lower loss, then overfitting
    int batchSize = 32;          // cells per step; larger: smoother steps, more memory
    double learningRate = 1e-4;  // the highest of the schedule; larger learns faster until it diverges
    double clippingNorm = 1.0;   // of all gradients together; scGPT's. Not an option of a person
    std::int64_t seed = 0;       // of weights, split, minibatches and dropout
};

}  // namespace lexicell::models::training
