// The parameters of an Exceiver network under their names in upstream's files: one list for loading, saving, training.
#pragma once

#include "models/families/exceiver/format/tensors.h"
#include "models/families/exceiver/network/network.h"

namespace lexicell::models::exceiver {

// Calls visit(name, tensor, shape) for every tensor of the network in the order of its declaration. The network must have its
// layers, and its class head if the checkpoint has one.
template <class Visit> void visitParameters(Network &network, Visit &&visit)
{
    declareTensors(network.config, inNetwork(network, visit));
}

}  // namespace lexicell::models::exceiver
