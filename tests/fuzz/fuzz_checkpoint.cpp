// Bytes as a checkpoint in each container: no input may crash, hang, or make tensors that lie outside the file.
#include "models/checkpoint/safetensors.h"
#include "models/checkpoint/torch_reader.h"

using namespace lexicell::models::checkpoint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const Blob bytes{nullptr, reinterpret_cast<const std::byte *>(data), size};
    for (const auto read : {readTorchZip, readTorchLegacy, readSafetensors}) {
        const auto tensors = read(bytes, "fuzz");
        if (!tensors.ok()) continue;
        for (const auto &[name, tensor] : tensors->entries) {
            tensor.toFloat();  // touches every byte
            tensor.finite();
        }
    }
    return 0;
}
