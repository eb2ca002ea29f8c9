// The parameters of an scEMB-style network under their names in model.safetensors: one list for loading, saving, training.
#pragma once

#include "models/families/scemb/format/tensors.h"
#include "models/families/scemb/network/network.h"

namespace lexicell::models::scemb {

// Calls visit(name, tensor, shape) for every tensor of the network in the order of its declaration. The network must have its
// layers, and its final norm if the settings include one.
template <class Visit> void visitParameters(Network &network, Visit &&visit)
{
    declareTensors(network.config, inNetwork(network, visit));
}

}  // namespace lexicell::models::scemb
