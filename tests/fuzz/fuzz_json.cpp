// Bytes as a sidecar: an error or an object.
#include "models/checkpoint/json_text.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto json = lexicell::models::checkpoint::parseJsonObject({reinterpret_cast<const char *>(data), size}, "fuzz");
    if (json.ok() && !json->is_object()) std::abort();
    return 0;
}
