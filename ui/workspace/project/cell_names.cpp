#include "ui/workspace/project/cell_names.h"

#include "ui/workspace/project/packed_numbers.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <unordered_map>

namespace lexicell::ui {

namespace {

constexpr int fastDeflate = 1;  // a tenth larger than the default and four times as fast
constexpr std::int64_t severalCells = -2;

using Positions = std::unordered_map<std::string_view, std::int64_t>;

Positions positionsOf(const std::vector<std::string> &names)
{
    Positions positions;
    positions.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto [entry, fresh] = positions.try_emplace(names[i], static_cast<std::int64_t>(i));
        if (!fresh) entry->second = severalCells;
    }
    return positions;
}

std::string withoutNumbers(const std::string &name)
{
    std::string pattern;
    for (const char c : name) {
        const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
        if (!digit) pattern += c;
        else if (pattern.empty() || pattern.back() != '#') pattern += '#';
    }
    return pattern;
}

// Numbers with a batch in front still count as numbers: there may be up to a quarter as many patterns as names.
bool areCounters(const std::vector<std::string> &names)
{
    const std::size_t most = std::max<std::size_t>(1, names.size() / 4);
    std::set<std::string> patterns;
    for (const std::string &name : names) {
        patterns.insert(withoutNumbers(name));
        if (patterns.size() > most) return false;
    }
    return true;
}

}  // namespace

QByteArray packNames(const std::vector<std::string> &names)
{
    QByteArray bytes;
    std::size_t total = 0;
    for (const std::string &name : names) total += name.size() + 2;
    bytes.reserve(static_cast<qsizetype>(total));
    for (const std::string &name : names) {
        std::size_t length = name.size();
        for (; length >= 0x80; length >>= 7) bytes.append(static_cast<char>(length | 0x80));
        bytes.append(static_cast<char>(length));
        bytes.append(name.data(), static_cast<qsizetype>(name.size()));
    }
    return qCompress(bytes, fastDeflate);
}

std::optional<std::vector<std::string>> unpackNames(const QByteArray &packed)
{
    const auto bytes = inflated(packed);
    if (!bytes) return std::nullopt;
    std::vector<std::string> names;
    for (qsizetype at = 0; at < bytes->size();) {
        std::uint64_t length = 0;
        int shift = 0;
        bool more = true;
        while (more) {
            if (at == bytes->size() || shift > 35) return std::nullopt;
            const auto byte = static_cast<unsigned char>((*bytes)[at++]);
            length |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            shift += 7;
            more = (byte & 0x80) != 0;
        }
        if (length > static_cast<std::uint64_t>(bytes->size() - at)) return std::nullopt;
        names.emplace_back(bytes->constData() + at, static_cast<std::size_t>(length));
        at += static_cast<qsizetype>(length);
    }
    return names;
}

double NameMatch::share() const
{
    const std::int64_t smaller = std::min(before, static_cast<std::int64_t>(from.size()));
    return smaller > 0 ? static_cast<double>(found) / static_cast<double>(smaller) : 0.0;
}

NameMatch matchNames(const std::vector<std::string> &before, const std::vector<std::string> &now)
{
    const Positions old = positionsOf(before), fresh = positionsOf(now);
    NameMatch match;
    match.before = static_cast<std::int64_t>(before.size());
    match.from.assign(now.size(), -1);
    match.counters = areCounters(before) && areCounters(now);
    for (std::size_t i = 0; i < now.size(); ++i) {
        const auto known = old.find(now[i]);
        if (known == old.end()) continue;
        if (known->second == severalCells || fresh.at(now[i]) == severalCells) {
            ++match.ambiguous;
            continue;
        }
        match.from[i] = known->second;
        ++match.found;
    }
    return match;
}

}  // namespace lexicell::ui
