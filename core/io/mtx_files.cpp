#include "core/io/mtx_files.h"

#include "core/io/failure.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lexicell::io {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> namesIn(const fs::path &folder)
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        names.push_back(entry->path().filename().string());
    if (error)
        throw Failure({ErrorKind::NotFound, "not_found", "The folder " + folder.string() + " cannot be read.", error.message()});
    std::sort(names.begin(), names.end());
    return names;
}

// The name without .gz and then without `ending`; none when it ends otherwise.
std::optional<std::string> stem(std::string name, const std::string &ending)
{
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    if (!name.ends_with(ending)) return std::nullopt;
    return name.substr(0, name.size() - ending.size());
}

// The first of `words` with one of the usual endings behind `prefix`, plain before gzip.
std::optional<fs::path> findList(const fs::path &folder, const std::vector<std::string> &names, const std::string &prefix,
                                 const std::vector<std::string> &words)
{
    for (const std::string &word : words)
        for (const char *ending : {".tsv", ".tsv.gz", ".txt", ".txt.gz", ".csv", ".csv.gz"})
            if (std::find(names.begin(), names.end(), prefix + word + ending) != names.end())
                return folder / (prefix + word + ending);
    return std::nullopt;
}

struct Found {
    std::optional<fs::path> features, barcodes;
};

Found listsFor(const fs::path &matrix, const std::vector<std::string> &names)
{
    const std::string name = matrix.filename().string();
    std::vector<std::string> prefixes;
    if (const auto prefix = stem(name, "matrix.mtx")) prefixes.push_back(*prefix);
    else if (const auto own = stem(name, ".mtx")) prefixes = {*own + ".", *own + "_"};  // kallisto: cells_x_genes.genes.txt
    Found found;
    for (const std::string &prefix : prefixes) {
        if (!found.features) found.features = findList(matrix.parent_path(), names, prefix, {"features", "genes"});
        if (!found.barcodes) found.barcodes = findList(matrix.parent_path(), names, prefix, {"barcodes", "cells"});
    }
    return found;
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 8; ++i) text += (i ? ", " : "") + names[i];
    return text + (names.size() > 8 ? ", …" : "");
}

std::vector<std::string> pathsOf(const fs::path &folder, const std::vector<std::string> &names)
{
    std::vector<std::string> paths;
    for (const std::string &name : names) paths.push_back((folder / name).string());
    return paths;
}

[[noreturn]] void refuseFolder(const fs::path &folder, const std::vector<std::string> &names)
{
    // People often point one level too high, or at the folder of an h5ad.
    std::vector<std::string> better;
    std::error_code error;
    for (const std::string &name : names) {
        const fs::path path = folder / name;
        const bool file = name.ends_with(".h5ad") || name.ends_with(".h5") || name.ends_with(".loom");
        bool matrixFolder = false;
        if (fs::is_directory(path, error))
            for (const char *matrix : {"matrix.mtx", "matrix.mtx.gz"})
                matrixFolder = matrixFolder || fs::exists(path / matrix, error);
        if (file || matrixFolder) better.push_back(name);
    }
    Error refused{ErrorKind::BadFile,
                  "missing_element",
                  "The folder " + folder.string() + " holds no matrix.mtx or matrix.mtx.gz. " +
                      (better.empty()
                           ? "Choose a folder with matrix.mtx, features.tsv (or genes.tsv) and barcodes.tsv, or a file."
                           : "It holds " + joined(better) + ": open that."),
                  {}};
    if (!better.empty()) refused.choices = {{"file", pathsOf(folder, better)}};
    throw Failure(std::move(refused));
}

fs::path findMatrix(const fs::path &folder, const std::vector<std::string> &names)
{
    std::vector<std::string> usual, others;  // …matrix.mtx; any other .mtx
    for (const std::string &name : names) {
        // matrix.mtx beside matrix.mtx.gz: the same, unpacked
        if (name.ends_with(".gz") && std::binary_search(names.begin(), names.end(), name.substr(0, name.size() - 3))) continue;
        if (stem(name, "matrix.mtx")) usual.push_back(name);
        else if (stem(name, ".mtx")) others.push_back(name);
    }
    for (const std::string &name : usual)
        if (stem(name, "matrix.mtx")->empty()) return folder / name;
    const std::vector<std::string> &candidates = usual.empty() ? others : usual;
    if (candidates.empty()) refuseFolder(folder, names);
    if (candidates.size() > 1)
        throw Failure(
            {ErrorKind::Unsupported,
             "choice_needed",
             "The folder " + folder.string() + " holds several matrices: " + joined(candidates) + ". Open one of them.",
             {},
             {{"file", pathsOf(folder, candidates)}}});
    return folder / candidates.front();
}

}  // namespace

MtxFiles findMtxFiles(const fs::path &folder)
{
    const std::vector<std::string> names = namesIn(folder);
    const fs::path matrix = findMatrix(folder, names);
    const Found found = listsFor(matrix, names);
    const std::string prefix = stem(matrix.filename().string(), "matrix.mtx").value_or("");
    if (!found.features)
        throw badFile("missing_element", "Beside " + matrix.string() + " there is no " + prefix + "features.tsv[.gz] or " +
                                             prefix + "genes.tsv[.gz]. Put it there.");
    if (!found.barcodes)
        throw badFile("missing_element",
                      "Beside " + matrix.string() + " there is no " + prefix + "barcodes.tsv[.gz]. Put it there.");
    return {matrix, *found.features, *found.barcodes};
}

std::optional<MtxFiles> listsBeside(const fs::path &matrix)
{
    const fs::path folder = matrix.has_parent_path() ? matrix.parent_path() : fs::path(".");
    const Found found = listsFor(folder / matrix.filename(), namesIn(folder));
    if (!found.features || !found.barcodes) return std::nullopt;
    return MtxFiles{matrix, *found.features, *found.barcodes};
}

}  // namespace lexicell::io
