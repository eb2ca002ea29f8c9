#include "core/io/mtx/mtx_files.h"

#include "core/io/failure.h"
#include "core/io/mtx/matrix_market.h"
#include "core/io/mtx/mtx_names.h"
#include "core/io/mtx/name_list.h"
#include "core/io/text/table_fields.h"

#include <algorithm>
#include <set>

namespace lexicell::io {

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr std::size_t kWidestList = 100;  // more fields per line mean a table of values

Names namesIn(const fs::path &folder)
{
    Names names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        names.push_back(entry->path().filename().string());
    if (error) throw Failure({errors::notFound, "The folder " + folder.string() + " cannot be read.", error.message()});
    std::sort(names.begin(), names.end());
    return names;
}

fs::path folderOf(const fs::path &file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

// Leaves out packed files whose unpacked copy is beside them.
Names withoutPacked(const Names &names)
{
    Names kept;
    for (const std::string &name : names)
        if (!name.ends_with(".gz") || !std::binary_search(names.begin(), names.end(), withoutGz(name))) kept.push_back(name);
    return kept;
}

Names matricesAmong(const Names &names)
{
    Names matrices;
    for (const std::string &name : withoutPacked(names))
        if (!matrixKeys(name).empty()) matrices.push_back(name);
    return matrices;
}

std::string joined(const Names &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 8; ++i) text += (i ? ", " : "") + names[i];
    return text + (names.size() > 8 ? ", …" : "");
}

Names pathsOf(const fs::path &folder, const Names &names)
{
    Names paths;
    for (const std::string &name : names) paths.push_back((folder / name).string());
    return paths;
}

// How well the names of a list and a matrix agree.
enum class Tie { Same, Part, None };

Tie tieOf(const ListName &list, const std::vector<Names> &keys)
{
    if (std::find(keys.begin(), keys.end(), list.key) != keys.end()) return Tie::Same;
    const auto isWord = [&](const std::string &word) {
        return std::find(keys.back().begin(), keys.back().end(), word) != keys.back().end();
    };
    return !list.key.empty() && std::all_of(list.key.begin(), list.key.end(), isWord) ? Tie::Part : Tie::None;
}

// The lists beside one matrix.
class Neighborhood {
  public:
    Neighborhood(const fs::path &matrix, Names names, JobContext &context)
        : m_matrix(matrix), m_context(context), m_keys(matrixKeys(matrix.filename().string())), m_names(std::move(names))
    {
        std::vector<std::vector<Names>> others;
        for (const std::string &name : matricesAmong(m_names))
            if (withoutGz(name) != withoutGz(matrix.filename().string())) others.push_back(matrixKeys(name));
        for (const std::string &name : withoutPacked(m_names)) {
            const auto list = listNameOf(name);
            if (!list) continue;
            m_all.push_back(name);
            const Tie tie = tieOf(*list, m_keys);
            const bool elsewhere =
                tie != Tie::Same && !list->key.empty() &&
                std::any_of(others.begin(), others.end(), [&](const auto &keys) { return tieOf(*list, keys) == Tie::Same; });
            if (!elsewhere) m_lists.push_back({*list, name, tie});
        }
    }

    const Names &lists() const { return m_all; }

    MtxFiles find()
    {
        MtxFiles files{m_matrix, {}, {}, {}};
        files.barcodes = choose(ListRole::Barcodes, {});
        files.features = choose(ListRole::Features, files.barcodes);
        const fs::path symbols = choose(ListRole::Symbols, files.barcodes);
        if (files.features.empty()) files.features = symbols;
        else if (!symbols.empty()) files.symbols = symbols;
        if (!files.features.empty() || !files.barcodes.empty()) return files;
        files.barcodes = choose(ListRole::Rows, {});
        files.features = choose(ListRole::Columns, files.barcodes);
        files.bySides = true;
        return files;
    }

  private:
    struct Candidate {
        ListName list;
        std::string name;
        Tie tie;
    };

    // The list of this role that is named after the matrix, else the only one that fits it; empty: none.
    fs::path choose(ListRole role, const fs::path &other)
    {
        std::vector<const Candidate *> candidates;
        for (const Candidate &candidate : m_lists)
            if (candidate.list.role == role) candidates.push_back(&candidate);
        for (const Tie tie : {Tie::Same, Tie::Part, Tie::None}) {
            std::vector<const Candidate *> found;
            for (const Candidate *candidate : candidates)
                if (candidate->tie == tie && (tie == Tie::Same || fitsMatrix(candidate->name, other))) found.push_back(candidate);
            if (found.empty()) continue;
            std::stable_sort(found.begin(), found.end(), [&](const Candidate *a, const Candidate *b) {
                return std::make_pair(a->list.key != m_keys.front(), a->list.rank) <
                       std::make_pair(b->list.key != m_keys.front(), b->list.rank);
            });
            // If one sample has several lists ("cells", "cell_metadata"), the usual name wins. Several samples need a choice.
            if (tie != Tie::Same && found.size() > 1 && found[1]->list.key != found[0]->list.key)
                refuseSeveral(*found[0], *found[1]);
            return folderOf(m_matrix) / found.front()->name;
        }
        return {};
    }

    [[noreturn]] void refuseSeveral(const Candidate &one, const Candidate &two) const
    {
        throw Failure({errors::choiceNeeded,
                       "Several lists fit " + m_matrix.string() + ": " + one.name + ", " + two.name +
                           ". Put the right one into a folder with the matrix, without the others.",
                       {}});
    }

    // Chosen by length, for the side of the matrix that the other list does not name.
    bool fitsMatrix(const std::string &name, const fs::path &other)
    {
        if (m_sides.empty()) {
            TextFile text(m_matrix, m_context, {});
            const MatrixMarketHeader header = readMatrixMarketHeader(text);
            m_sides = {header.rows, header.columns};
        }
        std::vector<std::int64_t> sides = m_sides;
        if (!other.empty()) {
            const NameList taken = readNameList(other, m_context);
            if (fits(taken, sides[0]) && !fits(taken, sides[1])) sides = {sides[1]};
            else if (fits(taken, sides[1]) && !fits(taken, sides[0])) sides = {sides[0]};
        }
        const NameList list = readNameList(folderOf(m_matrix) / name, m_context);
        return std::any_of(sides.begin(), sides.end(), [&](std::int64_t side) { return fits(list, side); });
    }

    fs::path m_matrix;
    JobContext &m_context;
    std::vector<Names> m_keys;
    Names m_names, m_all;
    std::vector<Candidate> m_lists;
    std::vector<std::int64_t> m_sides;
};

[[noreturn]] void refuseMissing(const fs::path &matrix, const MtxFiles &files, const Names &lists)
{
    const bool features = files.features.empty();
    std::string prefix = matrix.filename().string();
    const std::size_t word = prefix.find("matrix.mtx");
    prefix = word == std::string::npos ? std::string() : prefix.substr(0, word);
    std::string text = "Beside " + matrix.string() + " there is no list of its ";
    text += features ? "features: " + prefix + "features.tsv[.gz] or " + prefix + "genes.tsv[.gz]."
                     : "cells: " + prefix + "barcodes.tsv[.gz].";
    if (!lists.empty())
        text += " The lists there (" + joined(lists) + ") do not fit: they are of another kind, matrix or length.";
    throw badFile(errors::missingElement, text + " Put it there.");
}

[[noreturn]] void refuseFolder(const fs::path &folder, const Names &names)
{
    // A common mistake: the parent folder, or the folder of an h5ad.
    Names better;
    std::error_code error;
    for (const std::string &name : names) {
        const fs::path path = folder / name;
        const bool file = name.ends_with(".h5ad") || name.ends_with(".h5mu") || name.ends_with(".h5") || name.ends_with(".loom");
        bool matrixFolder = false;
        if (fs::is_directory(path, error))
            for (const char *matrix : {"matrix.mtx", "matrix.mtx.gz"})
                matrixFolder = matrixFolder || fs::exists(path / matrix, error);
        if (file || matrixFolder) better.push_back(name);
    }
    Error refused{errors::missingElement,
                  "The folder " + folder.string() + " holds no matrix.mtx or matrix.mtx.gz. " +
                      (better.empty()
                           ? "Choose a folder with matrix.mtx, features.tsv (or genes.tsv) and barcodes.tsv, or a file."
                           : "It holds " + joined(better) + ": open that."),
                  {}};
    if (!better.empty()) refused.choices = {{"file", pathsOf(folder, better)}};
    throw Failure(std::move(refused));
}

fs::path findMatrix(const fs::path &folder, const Names &names)
{
    const Names all = matricesAmong(names);
    Names usual;  // …matrix.mtx rather than any other .mtx
    for (const std::string &name : all) {
        if (withoutGz(name) == "matrix.mtx") return folder / name;
        if (withoutGz(name).ends_with("matrix.mtx")) usual.push_back(name);
    }
    const Names &candidates = usual.empty() ? all : usual;
    if (candidates.empty()) refuseFolder(folder, names);
    if (candidates.size() > 1)
        throw Failure({errors::choiceNeeded,
                       "The folder " + folder.string() + " holds several matrices: " + joined(candidates) + ". Open one of them.",
                       {},
                       {{"file", pathsOf(folder, candidates)}}});
    return folder / candidates.front();
}

std::size_t fieldsInFirstLine(const fs::path &file)
{
    const std::string start = firstBytes(file, 1 << 16);
    const std::string line = start.substr(0, start.find('\n'));
    std::size_t most = 1;
    for (const char separator : {'\t', ',', ';', ' '}) most = std::max(most, countFields(line, separator));
    return most;
}

}  // namespace

MtxFiles findMtxFiles(const fs::path &folder, JobContext &context)
{
    const Names names = namesIn(folder);
    const fs::path matrix = findMatrix(folder, names);
    Neighborhood beside(matrix, names, context);
    MtxFiles files = beside.find();
    if (files.features.empty() || files.barcodes.empty()) refuseMissing(matrix, files, beside.lists());
    return files;
}

std::optional<MtxFiles> listsBeside(const fs::path &matrix, JobContext &context)
{
    if (matrixKeys(matrix.filename().string()).empty()) return std::nullopt;  // recognized as a matrix only by its content
    Neighborhood beside(folderOf(matrix) / matrix.filename(), namesIn(folderOf(matrix)), context);
    MtxFiles files = beside.find();
    if (files.features.empty() && files.barcodes.empty()) return std::nullopt;
    if (files.features.empty() || files.barcodes.empty()) refuseMissing(matrix, files, beside.lists());
    return files;
}

std::optional<fs::path> matrixOfList(const fs::path &list, JobContext &context)
{
    const auto name = listNameOf(list.filename().string());
    if (!name || fieldsInFirstLine(list) > kWidestList) return std::nullopt;
    const fs::path folder = folderOf(list);
    const Names matrices = matricesAmong(namesIn(folder));
    Names takers;
    for (const std::string &matrix : matrices)
        if (tieOf(*name, matrixKeys(matrix)) == Tie::Same) takers.push_back(matrix);
    if (takers.empty())
        for (const std::string &matrix : matrices) {
            try {
                const auto files = listsBeside(folder / matrix, context);
                const fs::path own = folder / list.filename();
                const bool taken = files && (files->features == own || files->barcodes == own || files->symbols == own);
                if (taken) takers.push_back(matrix);
            } catch (const Failure &failure) {
                if (failure.error().kind == ErrorKind::Cancelled) throw;
            }
        }
    if (takers.empty()) return std::nullopt;
    if (takers.size() > 1)
        throw Failure({errors::choiceNeeded,
                       list.string() + " belongs to several matrices: " + joined(takers) + ". Open one of them.",
                       {},
                       {{"file", pathsOf(folder, takers)}}});
    return folder / takers.front();
}

bool isNamedAsList(const fs::path &file)
{
    constexpr std::size_t fewFields = 3;
    return listNameOf(file.filename().string()) && fieldsInFirstLine(file) <= fewFields;
}

}  // namespace lexicell::io
