// Bytes as a pickle: an error or a tree whose numbers all point into it.
#include "models/checkpoint/pickle_reader.h"
#include "models/checkpoint/plain_values.h"

#include <cstdlib>

using namespace lexicell::models::checkpoint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto pickle = readPickle(reinterpret_cast<const std::byte *>(data), size, "fuzz");
    if (!pickle.ok()) return 0;
    if (pickle->end > size || pickle->root >= pickle->nodes.size()) std::abort();
    for (const auto &node : pickle->nodes)
        for (const PickleId item : node.items)
            if (item >= pickle->nodes.size()) std::abort();
    pickle->find(pickle->rootNode(), "state_dict");
    plainValue(*pickle, pickle->rootNode());
    return 0;
}
