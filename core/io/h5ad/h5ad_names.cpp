#include "core/io/h5ad/h5ad_names.h"

#include <algorithm>
#include <unordered_set>

namespace lexicell::io {

namespace {

constexpr std::size_t deepestName = 16;  // slashes in one name; a deeper name comes from a circle of links
constexpr std::size_t mostNames = 100'000;

using Names = std::vector<std::string>;

std::string encodingOf(const Hdf5Node &group)
{
    try {
        return group.textAttribute("encoding-type").value_or("");
    } catch (const Failure &) {
        return "unreadable";  // reading the element reports the error
    }
}

std::string firstPart(const std::string &name) { return name.substr(0, name.find('/')); }

// A group that only holds other elements: made by a slash in a name, or a dictionary.
bool isContainer(const Hdf5Node &group)
{
    const auto encoding = encodingOf(group);
    if (encoding == "dict") return true;
    return encoding.empty() && !group.hasAttribute("h5sparse_format") &&
           !(group.has("data") && group.has("indices") && group.has("indptr"));
}

std::unordered_set<std::string> columnParts(const Hdf5Node &frame)
{
    std::unordered_set<std::string> parts{"__categories"};
    if (const auto index = frame.textAttribute("_index")) parts.insert(firstPart(*index));
    const auto order = frame.textsAttribute("column-order");
    for (const auto &name : order ? *order : frame.names()) parts.insert(firstPart(name));
    return parts;
}

// Empty: all members belong to the element.
std::optional<std::unordered_set<std::string>> ownMembers(const Hdf5Node &element)
{
    const auto encoding = encodingOf(element);
    if (encoding == "csr_matrix" || encoding == "csc_matrix" || element.hasAttribute("h5sparse_format"))
        return std::unordered_set<std::string>{"data", "indices", "indptr"};
    if (encoding == "categorical") return std::unordered_set<std::string>{"codes", "categories"};
    if (encoding.starts_with("nullable-")) return std::unordered_set<std::string>{"values", "mask"};
    if (encoding == "dataframe") return columnParts(element);
    return std::nullopt;
}

class Collector {
  public:
    void collect(const Hdf5Node &group, const Names &members, const std::string &prefix, std::size_t depth)
    {
        for (const auto &member : members) {
            if (++m_visited > mostNames)
                throw group.bad(errors::corruptData, "holds more than a hundred thousand elements; it is not a data set");
            add(group, member, prefix + member, depth);
        }
    }
    Names names;

  private:
    void add(const Hdf5Node &group, const std::string &member, const std::string &name, std::size_t depth)
    {
        std::optional<Hdf5Node> node;
        try {
            node = group.child(member);
        } catch (const Failure &) {
            names.push_back(name);
            return;
        }
        const bool container = node->isGroup() && depth < deepestName && isContainer(*node);
        if (!container) names.push_back(name);
        if (!node->isGroup() || depth >= deepestName) return;
        try {
            collect(*node, container ? node->names() : strayMembers(*node), name + "/", depth + 1);
        } catch (const Failure &failure) {
            if (failure.error().errorClass == errors::corruptData.name) throw;  // else reading the element reports the error
        }
    }

    std::size_t m_visited = 0;
};

}  // namespace

std::vector<std::string> elementNames(const Hdf5Node &group)
{
    const Hdf5Scope scope;
    Collector collector;
    collector.collect(group, group.names(), {}, 0);
    return std::move(collector.names);
}

std::vector<std::string> strayMembers(const Hdf5Node &element)
{
    const Hdf5Scope scope;
    Names strays;
    const auto own = ownMembers(element);
    if (!own) return strays;
    for (const auto &name : element.names())
        if (!own->contains(name)) strays.push_back(name);
    return strays;
}

}  // namespace lexicell::io
