#include "models/checkpoint/gene_list.h"

#include "core/base/guarded.h"
#include "core/genes/gene_spelling.h"
#include "core/io/h5ad/h5ad_reader.h"
#include "models/checkpoint/file_error.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/pickle/pickled_list.h"
#include "models/checkpoint/torch/torch_reader.h"
#include "models/checkpoint/vocabulary.h"

#include <cstring>
#include <unordered_map>

namespace lexicell::models::checkpoint {

namespace {

bool looksLikeHdf5(const files::Blob &bytes)
{
    constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
    return bytes.size >= signature.size() && std::memcmp(bytes.data, signature.data(), signature.size()) == 0;
}

// The first field of a line of a table, without surrounding quotes and blanks.
std::string firstField(std::string_view line)
{
    line = line.substr(0, line.find_first_of(",\t;"));
    const auto begin = line.find_first_not_of(" \r\"");
    if (begin == std::string_view::npos) return {};
    return std::string(line.substr(begin, line.find_last_not_of(" \r\"") - begin + 1));
}

bool isHeader(const std::string &name)
{
    const genes::NamesOf names = genes::namesUnder(name);
    return names == genes::NamesOf::GeneSymbols || names == genes::NamesOf::GeneIds;
}

Result<std::vector<std::string>> readLines(const std::filesystem::path &file)
{
    LEXICELL_TRY(text, readTextFile(file));
    if (text.find('\0') != std::string::npos)
        return badFile(errors::parseError, file, "is not text", "A gene list has one symbol per line.");
    std::string_view rest = text;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    std::vector<std::string> genes;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        std::string gene = firstField(rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        if (gene.empty() && rest.find_first_not_of(" \t\r\n") == std::string_view::npos) break;  // blank lines at the end
        if (!(genes.empty() && isHeader(gene))) genes.push_back(std::move(gene));
    }
    return genes;
}

// Reads only the names: the matrix stays in the file. Warnings about the rest of the data set are dropped.
Result<std::vector<std::string>> readVarNames(const std::filesystem::path &file)
{
    JobContext unheard;
    io::ReadOptions options;
    options.backed = true;
    LEXICELL_TRY(dataset, io::readH5ad(file, options, unheard));
    return std::move(dataset.var.index.values);
}

Result<void> checkNames(const std::vector<std::string> &genes, const std::filesystem::path &file)
{
    const auto bad = [&](const std::string &what) {
        return badFile(errors::badVocabulary, file, what, "Use the gene list that came with the checkpoint, in its order.");
    };
    if (genes.empty()) return bad("names no gene");
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < genes.size(); ++i) {
        if (genes[i].empty()) return bad("has no name for gene " + std::to_string(i + 1));
        const auto [place, added] = places.emplace(genes[i], i);
        if (!added)
            return bad("names " + genes[i] + " twice, as gene " + std::to_string(place->second + 1) + " and " +
                       std::to_string(i + 1));
    }
    return {};
}

Result<std::vector<std::string>> readNames(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    if (looksLikeHdf5(bytes)) return readVarNames(file);
    if (looksLikePickle(bytes)) return readPickledNames(file);
    return readLines(file);
}

}  // namespace

Result<std::vector<std::string>> readGeneList(const std::filesystem::path &file, JobContext &context)
{
    return guarded("open " + file.string(), [&]() -> Result<std::vector<std::string>> {
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(genes, readNames(file));
        LEXICELL_CHECK(checkNames(genes, file));
        return std::move(genes);
    });
}

}  // namespace lexicell::models::checkpoint
