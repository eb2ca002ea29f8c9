// Names of tensors as the model itself gives them: what wrappers of the training loop put into them is taken out.
#pragma once

#include "models/checkpoint/tensor_map.h"

namespace lexicell::models::checkpoint {

// Takes out the components that torch's own wrappers add, at any place and in any nesting: `module` (DataParallel, DDP,
// AveragedModel), `_orig_mod` (torch.compile), `_fsdp_wrapped_module`, `_checkpoint_wrapped_module`, `_forward_module`; drops
// AveragedModel's counter n_averaged. Names stay as they are where two tensors would get the same one.
void removeWrapperNames(TensorMap &tensors);

}  // namespace lexicell::models::checkpoint
