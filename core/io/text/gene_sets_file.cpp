#include "core/io/text/gene_sets_file.h"

#include "core/base/platform/resources.h"
#include "core/io/text/text_file.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace lexicell::io {

namespace {

constexpr std::size_t mostNamed = 3;  // names that a warning lists

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\r')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

class Reader {
  public:
    Reader(const std::filesystem::path &path, JobContext &context)
        : m_file(path, context, "Reading gene sets"), m_context(context)
    {
    }

    GeneSets read()
    {
        std::string_view line;
        while (m_file.nextLine(line))
            if (!trimmed(line).empty()) addSet(line);
        if (m_sets.sets.empty())
            throw m_file.badFileAsWhole(errors::emptyFile,
                                        "there is no gene set. A GMT file has one set a line: its name, a description and its "
                                        "genes, separated by tabs.");
        warn(warnings::leftOut, m_empty, " without a gene were left out: ");
        warn(warnings::duplicateNames, m_repeated, " have the name of an earlier one; each is kept: ");
        return std::move(m_sets);
    }

  private:
    void addSet(std::string_view line)
    {
        std::vector<std::string_view> fields;
        for (;;) {
            const std::size_t tab = line.find('\t');
            fields.push_back(trimmed(line.substr(0, tab)));
            if (tab == std::string_view::npos) break;
            line.remove_prefix(tab + 1);
        }
        if (fields.size() < 2 || fields[0].empty() || fields[0].find('\0') != std::string_view::npos)
            throw m_file.bad(
                errors::parseError,
                "this is no gene set. A line of a GMT file holds a name, a description and genes, separated by tabs.");
        GeneSet set{std::string(fields[0]), std::string(fields[1]), {}};
        for (std::size_t i = 2; i < fields.size(); ++i)
            if (const std::string_view gene = trimmed(fields[i].substr(0, fields[i].find(','))); !gene.empty())
                set.genes.push_back(placeOf(gene));
        std::sort(set.genes.begin(), set.genes.end());
        set.genes.erase(std::unique(set.genes.begin(), set.genes.end()), set.genes.end());
        if (set.genes.empty()) return m_empty.push_back(std::move(set.name));
        if (!m_names.insert(set.name).second) m_repeated.push_back(set.name);
        m_sets.sets.push_back(std::move(set));
    }

    std::int32_t placeOf(std::string_view gene)
    {
        const auto [found, added] = m_places.try_emplace(std::string(gene), static_cast<std::int32_t>(m_sets.genes.size()));
        if (added) m_sets.genes.emplace_back(gene);
        return found->second;
    }

    void warn(const WarningClass &of, const std::vector<std::string> &names, const char *what)
    {
        if (names.empty()) return;
        std::string text = std::to_string(names.size()) + " gene sets of " + m_file.path().string() + what;
        for (std::size_t i = 0; i < names.size() && i < mostNamed; ++i) text += (i ? ", " : "") + names[i];
        m_context.warn(of, text + (names.size() > mostNamed ? ", …" : "."));
    }

    TextFile m_file;
    JobContext &m_context;
    GeneSets m_sets;
    std::unordered_map<std::string, std::int32_t> m_places;
    std::unordered_set<std::string> m_names;
    std::vector<std::string> m_empty, m_repeated;
};

}  // namespace

Result<GeneSets> readGeneSets(const std::filesystem::path &file, JobContext &context)
{
    return guarded(file, [&] { return Reader(file, context).read(); });
}

Result<std::filesystem::path> geneSetsFile(const std::string &nameOrFile)
{
    if (nameOrFile == "reactome") return resourceFile("gene_sets/reactome.gmt.gz");
    if (nameOrFile == "go-bp") return resourceFile("gene_sets/go_bp.gmt.gz");
    return std::filesystem::path(nameOrFile);
}

}  // namespace lexicell::io
