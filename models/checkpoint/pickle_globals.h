// Which Python names a checkpoint's pickle may call. Everything else is refused by name: a pickle is a program, and a call
// is how it does harm. Nothing is ever executed here; a permitted call only becomes a node of the tree.
#pragma once

#include <string_view>

namespace lexicell::models::checkpoint {

enum class CallMeaning {
    Forbidden,
    Dictionary,  // a dict by another name: OrderedDict, Lightning's AttributeDict
    Record,      // kept as a call node with its arguments: tensors, paths, numpy arrays
};

// `global`: module and name with one blank between, as messages show it ("torch._utils _rebuild_tensor_v2").
CallMeaning callMeaning(std::string_view global);

}  // namespace lexicell::models::checkpoint
