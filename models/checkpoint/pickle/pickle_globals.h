// The Python names that a checkpoint's pickle may call. All others are refused: a pickle is a program, and its
// calls could do harm. Nothing is executed here; a permitted call only becomes a node of the tree.
#pragma once

#include <string_view>

namespace lexicell::models::checkpoint {

enum class CallMeaning {
    Forbidden,
    Dictionary,  // a dict under another name: OrderedDict, Lightning's AttributeDict
    Record,      // kept as a call node with its arguments: tensors, paths, numpy arrays
};

// `global`: module and name with a blank between, as in messages ("torch._utils _rebuild_tensor_v2").
CallMeaning callMeaning(std::string_view global);

}  // namespace lexicell::models::checkpoint
