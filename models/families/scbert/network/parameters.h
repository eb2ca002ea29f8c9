// The tensors of an scBERT network under the names of upstream's state dict: one list for loading, saving and training.
#pragma once

#include "models/families/scbert/format/tensors.h"
#include "models/families/scbert/network/network.h"

namespace lexicell::models::scbert {

// Calls visit(name, tensor, shape) for every tensor of the network in the order of its declaration. The network must have its
// blocks and the head of its geometry. This includes the projections: buffers, which training must not change (isFineTuned()
// in training_rules.h excludes them).
template <class Visit> void visitTensors(Network &network, Visit &&visit)
{
    declareTensors(network.geometry, inNetwork(network, visit));
}

}  // namespace lexicell::models::scbert
