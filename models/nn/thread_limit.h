// Products of matrices are split among threads by their shapes, so the last bits of a cell's vector depend on the number of
// threads and on the cells beside it. On one thread they do not. Work that must give the same bits for any batch shares batches
// among threads of its own, each of which keeps LibTorch to one.
#pragma once

namespace lexicell::models::nn {

// For what the calling thread computes. While on, useThreads() of this thread sets one.
void keepToOneThread(bool on);

}  // namespace lexicell::models::nn
