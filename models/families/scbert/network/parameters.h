// The tensors of an scBERT network under the names of upstream's state dict: one list for loading, saving and training.
#pragma once

#include "models/families/scbert/format/tensors.h"
#include "models/families/scbert/network/network.h"

namespace lexicell::models::scbert {

// Calls visit(name, tensor, shape) for every tensor of the network in the order of its declaration, buffers included. The
// network must have its blocks and the head of its geometry.
template <class Visit> void visitTensors(Network &network, Visit &&visit)
{
    declareTensors(network.geometry, inNetwork(network, visit));
}

}  // namespace lexicell::models::scbert
