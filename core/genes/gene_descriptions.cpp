#include "core/genes/gene_descriptions.h"

#include "core/base/guarded.h"
#include "core/base/platform/resources.h"
#include "core/genes/table_text.h"

#include <array>
#include <mutex>
#include <utility>

namespace lexicell::genes {

Result<std::shared_ptr<const GeneDescriptions>> GeneDescriptions::load(const std::filesystem::path &file)
{
    return guarded("read the gene names " + file.string(), [&]() -> Result<std::shared_ptr<const GeneDescriptions>> {
        LEXICELL_TRY(text, readGzip(file));
        const std::shared_ptr<GeneDescriptions> table(new GeneDescriptions);
        table->m_text = std::move(text);
        bool header = true;
        bool good = true;
        forEachPart(table->m_text, '\n', [&](std::string_view line) {
            if (line.empty()) return;
            std::array<std::string_view, 4> fields;
            const bool whole = splitFields(line, fields) == fields.size() && !fields[0].empty();
            if (header) good = whole && fields[0] == "symbol" && fields[1] == "name";
            else if (whole) table->m_rows.emplace(fields[0], Row{fields[1], fields[2], fields[3]});
            good = good && whole;
            header = false;
        });
        if (!good || header)
            return Error{errors::parseError,
                         "The gene table " + file.string() + " does not have the columns symbol, name, location, groups.",
                         {}};
        return std::shared_ptr<const GeneDescriptions>(table);
    });
}

Result<std::shared_ptr<const GeneDescriptions>> GeneDescriptions::ofSpecies(std::string_view species)
{
    if (species != "human") return std::shared_ptr<const GeneDescriptions>();
    static std::mutex mutex;
    static std::shared_ptr<const GeneDescriptions> known;
    const std::lock_guard lock(mutex);
    if (known) return known;
    LEXICELL_TRY(file, resourceFile("gene_ids/human_names.tsv.gz"));
    LEXICELL_TRY(table, load(file));
    known = table;
    return known;
}

GeneDescription GeneDescriptions::of(std::string_view symbol) const
{
    const auto found = m_rows.find(symbol);
    if (found == m_rows.end()) return {};
    const Row &row = found->second;
    return {std::string(row.name), std::string(row.location), listed(row.groups)};
}

}  // namespace lexicell::genes
