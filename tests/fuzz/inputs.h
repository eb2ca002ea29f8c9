// Bytes of others through each reader of files, one function a format, shared by the fuzzers and by the test of the kept
// corpus. A reader may refuse any bytes, but it must say why, and what it accepts must come from the bytes: no crash, no
// exception, no refusal without a class and a message, nothing larger than the input can hold.
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace lexicell::fuzz {

using Bytes = std::span<const std::byte>;

// Each returns what is wrong with the reader's answer; empty when nothing is.
std::string zipInput(Bytes bytes);          // archives, and the torch checkpoints that are archives
std::string pickleInput(Bytes bytes);       // pickles, torch's older container, pickled lists of genes and labels
std::string safetensorsInput(Bytes bytes);  // safetensors
std::string jsonInput(Bytes bytes);         // the text beside a checkpoint: settings, vocabulary, labels, gene list, scaler
std::string npyInput(Bytes bytes);          // NumPy's .npy and .npz
std::string h5adInput(Bytes bytes);         // HDF5 files: h5ad, 10x, loom

// Empty when `error` tells a person and a program what happened.
std::string refusal(const Error &error);

// Bytes as a file, for readers that open by name; gone with the object.
class ScratchFile {
  public:
    ScratchFile(Bytes bytes, const std::string &extension);
    ScratchFile(const ScratchFile &) = delete;
    ScratchFile &operator=(const ScratchFile &) = delete;
    ~ScratchFile();
    const std::filesystem::path &path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

}  // namespace lexicell::fuzz
