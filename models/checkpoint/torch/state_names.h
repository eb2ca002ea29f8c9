// Names of tensors as in the model itself, without the components that wrappers of the training loop add.
#pragma once

#include "models/checkpoint/tensor_map.h"

namespace lexicell::models::checkpoint {

// Removes the components that torch's own wrappers add, at any place and in any nesting: `module` (DataParallel, DDP,
// AveragedModel), `_orig_mod` (torch.compile), `_fsdp_wrapped_module`, `_checkpoint_wrapped_module`, `_forward_module`; drops
// AveragedModel's counter n_averaged. Names that would collide stay unchanged.
void removeWrapperNames(TensorMap &tensors);

}  // namespace lexicell::models::checkpoint
