// A network of one weight and its data, for tests of the trainer without LibTorch. Every step draws from a random stream, so a
// resumed run that loses the stream's state goes astray.
#pragma once

#include "models/training/trainer.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

namespace lexicell::test {

namespace training = models::training;
using models::checkpoint::TensorMap;

class ToyNetwork : public training::Trainable {
  public:
    int steps = 0, fails = -1;  // the step that gives no number
    float weight = 0.0F;
    std::uint32_t stream = 1;
    std::string notice;

    std::string takeNotice() override { return std::exchange(notice, {}); }
    Result<std::vector<double>> step(const std::vector<training::Examples> &views, double learningRate) override
    {
        if (steps++ == fails) return std::vector<double>{std::nan("")};
        stream = stream * 1664525U + 1013904223U;
        const double noise = static_cast<double>(stream >> 8U) / (1U << 24U);
        const double target = views.front().target.front();
        const double loss = (weight - target) * (weight - target);
        weight -= static_cast<float>(learningRate * (weight - target + noise - 0.5));
        return std::vector<double>{loss};
    }
    Result<training::Evaluation> evaluate(const training::Examples &examples) override
    {
        const double difference = weight - static_cast<double>(examples.target.front());
        return training::Evaluation{{difference * difference}, {static_cast<float>(difference)}};
    }
    Result<TensorMap> weights() const override
    {
        TensorMap map;
        map.add("weight", {1}, {weight});
        return map;
    }
    Result<TensorMap> state() const override
    {
        TensorMap map;
        map.add("weight", {1}, {weight});
        map.add("stream", {1}, {std::bit_cast<float>(stream)});
        return map;
    }
    Result<void> restore(const TensorMap &state) override
    {
        const auto *savedWeight = state.find("weight"), *savedStream = state.find("stream");
        if (!savedWeight || !savedStream) return Error{errors::missingTensor, "The state is incomplete.", {}};
        std::memcpy(&weight, savedWeight->data, sizeof weight);
        std::memcpy(&stream, savedStream->data, sizeof stream);
        return {};
    }
};

// 20 cells to train on in minibatches of 3, 5 to validate; a cell's number is its target.
class ToyData : public training::Minibatches {
  public:
    std::int64_t trainingCells() const override { return 20; }
    std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const override
    {
        return training::shuffledBatches(
            cells(0, 20), [](std::int64_t cell) { return cell % 7; }, 3, 11, epoch);
    }
    std::vector<std::vector<std::int64_t>> validationBatches() const override
    {
        return training::sortedBatches(
            cells(20, 25), [](std::int64_t cell) { return cell; }, 3);
    }
    Result<std::vector<training::Examples>> views(const std::vector<std::int64_t> &of, int) const override
    {
        return std::vector<training::Examples>{*held(of)};
    }
    Result<training::Examples> held(const std::vector<std::int64_t> &of) const override
    {
        training::Examples examples;
        examples.target = {static_cast<float>(of.front())};
        return examples;
    }
    double weight(const training::Examples &) const override { return 1.0; }

  private:
    static std::vector<std::int64_t> cells(std::int64_t begin, std::int64_t end)
    {
        std::vector<std::int64_t> list;
        for (std::int64_t cell = begin; cell < end; ++cell) list.push_back(cell);
        return list;
    }
};

inline constexpr int toySteps = 7;  // in an epoch

}  // namespace lexicell::test
