// Predicts genes whose values are hidden from a model, the way each family is trained to.
//
// Three decoders, where a checkpoint has them: "prompt" (scGPT's generative pretraining: the hidden genes are asked for, and see
// the known ones and themselves alone), "token" (the hidden gene stays a token with the family's mask, and its own output is
// decoded) and "cell" (the same input, but what is decoded is the vector of the cell; scGPT's second decoder).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/model.h"
#include "models/tasks/knock_out_expression/row_decoder.h"
#include "models/tasks/row_workers.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

enum class HiddenDecoder { Prompt, Token, Cell };
const char *toString(HiddenDecoder decoder);  // prompt, token, cell

// One cell with some of its values hidden.
struct Question {
    TokenBatch row;                   // one cell without padding, its values as they are
    std::vector<std::size_t> hidden;  // places in the row, ascending, each once
};

// The row without the hidden genes, and the hidden genes as a row.
struct KnownAndAsked {
    TokenBatch known, asked;
};
KnownAndAsked split(const Question &question);
// The row with the mask in place of what is hidden.
TokenBatch masked(const Question &question, const HiddenToken &token);

// Whether the model predicts the values of hidden genes at all. Error class: unsupported_model.
Result<void> checkPredictsHidden(const LoadedModel &model);

class HiddenGenes {
  public:
    // `choice`: default, prompt, token or cell; default: the first that answers `sample`, a question about one of the cells.
    // `tokenizer`: fitted to the cells. `threads`: 0: all cores. Error classes: unsupported_model (it predicts no values of
    // genes, or not of hidden ones), bad_option (a decoder that the checkpoint lacks), those of the decoder.
    static Result<HiddenGenes> open(const LoadedModel &model, const Tokenizer &tokenizer, const std::string &choice,
                                    const Question &sample, int threads, JobContext &context);

    HiddenDecoder decoder() const { return m_decoder; }

    // For each question a number for each hidden gene, in the decoder's unit. The result does not depend on the number of threads
    // or on the other questions. Error classes: cancelled, those of the decoder.
    Result<std::vector<std::vector<float>>> predict(const std::vector<Question> &questions, JobContext &context) const;

  private:
    HiddenGenes(const LoadedModel &model, HiddenToken token, HiddenDecoder decoder, int threads);

    Result<std::vector<std::vector<float>>> prompted(const std::vector<Question> &questions, JobContext &context) const;

    const LoadedModel &m_model;
    HiddenToken m_token;
    HiddenDecoder m_decoder;
    int m_threads;
};

}  // namespace lexicell::models::tasks
