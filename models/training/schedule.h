// Learning rates by step. A schedule is a pure function of the step and the epoch, so a resumed run needs no state of it.
#pragma once

#include <cstdint>
#include <functional>

namespace lexicell::models::training {

// `step` counts optimizer steps from 0 over the whole run, `epoch` from 1.
using Schedule = std::function<double(std::int64_t step, int epoch)>;

Schedule constantRate(double rate);

// Rises in equal steps, then falls along half a cosine to zero at `steps`, the steps of the whole run. The warm-up takes a tenth
// of the steps and at most 10,000: scGPT's pretraining (branch dev-temp, commit 4068d67: warmup_ratio_or_step, cosine schedule).
Schedule warmUpCosine(double rate, double steps);

// Rises in equal steps to `rate` over the first `steps` steps, then stays. Source: Exceiver's optimizer hook (commit 216f09f).
Schedule linearWarmUp(double rate, std::int64_t steps);

// `rate` in the first `interval` epochs, then `factor` times as much in each next interval: PyTorch's StepLR. The defaults are
// those of scGPT's fine-tuning (commit cebd6fa: StepLR(optimizer, 1, gamma=0.9)).
Schedule decayByEpoch(double rate, int interval = 1, double factor = 0.9);

// Cosine cycles with a linear warm-up, by epoch; the first epoch runs at `lowest`. Each next cycle's part after the warm-up is
// `growth` times as long, and its maximum is `decay` times as high. Source and defaults: scBERT's CosineAnnealingWarmupRestarts
// (utils.py, pretrain.py and finetune.py at commit 262fd4b). A larger highest rate learns faster until it diverges.
struct CosineRestarts {
    double lowest = 1e-6;
    double highest = 1e-4;
    std::int64_t warmUp = 5;       // epochs
    std::int64_t firstCycle = 15;  // epochs, including the warm-up
    std::int64_t growth = 2;
    double decay = 0.9;
};
Schedule cosineRestarts(const CosineRestarts &cycles);

}  // namespace lexicell::models::training
