// The parameters of a scGPT network under the names of released files: one list for loading, saving, initializing, training.
#pragma once

#include "models/families/scgpt/format/tensors.h"
#include "models/families/scgpt/network/network.h"

namespace lexicell::models::scgpt {

// Calls visit(name, tensor, shape) for every tensor of the network in the order of its declaration. Running statistics of a
// batch norm count as parameters here.
template <class Visit> void visitParameters(Network &network, Visit &&visit)
{
    declareTensors(network.config, network.vocabulary, network.parts, inNetwork(network, visit));
}

}  // namespace lexicell::models::scgpt
