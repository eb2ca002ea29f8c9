// Python's pickle format (protocols 0 to 5), read as data: a tree of values in which a permitted call is a node and any
// other call is an error. Nothing is executed, imported or looked up.
//
// The tree is stored in one list and refers to values by number, so a hostile file can cause neither deep recursion nor
// reference cycles that are never freed. A value may be referred to more than once (the pickle's memo).
// Opcodes: Lib/pickle.py and Lib/pickletools.py of CPython 3.13.
// Error classes: forbidden_global (the name is in the message), truncated, parse_error, out_of_memory.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

enum class PickleKind { None, Bool, Int, BigInt, Float, Text, Bytes, Tuple, List, Dict, Global, Call, Persistent };

using PickleId = std::uint32_t;

struct PickleNode {
    PickleKind kind = PickleKind::None;
    std::int64_t integer = 0;     // Bool, Int
    double real = 0.0;            // Float
    std::string text;             // Text, Bytes, BigInt (little-endian bytes); Global and Call: "module name"
    std::vector<PickleId> items;  // Tuple, List; Dict: key, value, key, value …; Persistent: the id;
                                  // Call: the arguments (a Tuple), then the state from a BUILD
};

struct Pickle {
    std::vector<PickleNode> nodes;
    PickleId root = 0;
    std::size_t end = 0;  // bytes consumed, STOP included

    const PickleNode &node(PickleId id) const { return nodes[id]; }
    const PickleNode &rootNode() const { return nodes[root]; }
    // Value of a text key in a Dict node (the last one if the key repeats, as in Python), or null.
    const PickleNode *find(const PickleNode &dict, const std::string &key) const;
};

// Reads one pickle from the start of `data`; more bytes may follow. `file` is for messages.
Result<Pickle> readPickle(const std::byte *data, std::size_t size, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
