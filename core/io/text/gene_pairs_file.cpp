#include "core/io/text/gene_pairs_file.h"

#include "core/io/text/number_parse.h"
#include "core/io/text/text_file.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace lexicell::io {

namespace {

constexpr std::string_view separators = "\t, ";

std::vector<std::string_view> fieldsOf(std::string_view line)
{
    std::vector<std::string_view> fields;
    for (std::size_t begin = line.find_first_not_of(separators); begin != std::string_view::npos;) {
        const std::size_t end = line.find_first_of(separators, begin);
        fields.push_back(line.substr(begin, end == std::string_view::npos ? end : end - begin));
        begin = end == std::string_view::npos ? end : line.find_first_not_of(separators, end);
    }
    return fields;
}

class Reader {
  public:
    Reader(const std::filesystem::path &path, JobContext &context) : m_file(path, context, "Reading pairs of genes") {}

    GenePairs read()
    {
        std::string_view line;
        for (bool first = true; m_file.nextLine(line);) {
            if (line.starts_with('#')) continue;
            const auto fields = fieldsOf(line);
            if (fields.empty()) continue;
            add(fields, first);
            first = false;
        }
        for (const auto &[pair, weight] : m_weights) m_pairs.pairs.push_back({pair.first, pair.second, weight});
        if (m_pairs.pairs.empty())
            throw m_file.badFileAsWhole(errors::emptyFile,
                                        "there is no pair of genes. Write two names a line, and a weight if there is one.");
        return std::move(m_pairs);
    }

  private:
    void add(const std::vector<std::string_view> &fields, bool first)
    {
        if (fields.size() < 2 || fields.size() > 3)
            throw m_file.bad(errors::parseError,
                             "this is no pair of genes. A line holds two names and, in every line or in none, a weight.");
        double weight = 1.0;
        if (fields.size() == 3 && (!parseNumber(fields[2], weight) || !std::isfinite(weight) || weight < 0.0)) {
            if (first) return;  // a heading
            throw m_file.bad(errors::parseError, "\"" + std::string(fields[2]) + "\" is no weight: a number of at least 0.");
        }
        const bool weighted = fields.size() == 3;
        if (m_any && weighted != m_pairs.weighted)
            throw m_file.bad(errors::parseError, "some lines have a weight and some have none.");
        m_any = true;
        m_pairs.weighted = weighted;
        const std::int32_t a = placeOf(fields[0]), b = placeOf(fields[1]);
        if (a == b) return;
        const auto [found, added] = m_weights.try_emplace(std::minmax(a, b), weight);
        if (!added) found->second = std::max(found->second, weight);
    }

    std::int32_t placeOf(std::string_view gene)
    {
        const auto [found, added] = m_places.try_emplace(std::string(gene), static_cast<std::int32_t>(m_pairs.genes.size()));
        if (added) m_pairs.genes.emplace_back(gene);
        return found->second;
    }

    TextFile m_file;
    GenePairs m_pairs;
    bool m_any = false;
    std::unordered_map<std::string, std::int32_t> m_places;
    std::map<std::pair<std::int32_t, std::int32_t>, double> m_weights;
};

}  // namespace

Result<GenePairs> readGenePairs(const std::filesystem::path &file, JobContext &context)
{
    return guarded(file, [&] { return Reader(file, context).read(); });
}

}  // namespace lexicell::io
