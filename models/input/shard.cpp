#include "models/input/shard.h"

#include <charconv>

namespace lexicell::models::input {

namespace {

constexpr std::int64_t mostShards = 1'000'000;

// 0: the text is no whole number.
std::int64_t wholeNumber(const std::string &text)
{
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? value : 0;
}

}  // namespace

Result<Shard> shardOf(const std::string &text)
{
    const std::size_t slash = text.find('/');
    const bool two = slash != std::string::npos;
    const Shard shard{two ? wholeNumber(text.substr(0, slash)) : 0, two ? wholeNumber(text.substr(slash + 1)) : 0};
    if (shard.index >= 1 && shard.index <= shard.of && shard.of <= mostShards) return shard;
    return Error{errors::badOption,
                 "\"" + text +
                     "\" is no share of a run. Write its number, from 1, and the number of shares: 2/5 is the second of five.",
                 {},
                 {{"shard"}}};
}

}  // namespace lexicell::models::input
