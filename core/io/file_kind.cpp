#include "core/io/file_kind.h"

#include "core/io/loom/loom_reader.h"
#include "core/io/tenx/tenx_reader.h"
#include "core/io/text/text_file.h"

#include <array>
#include <fstream>
#include <string_view>

namespace lexicell::io {

namespace {

namespace fs = std::filesystem;

const std::string kFromSeurat = "In R, anndataR::write_h5ad(object, \"cells.h5ad\") writes a file that can be opened.";
const std::string kFromPython = "In Python, anndata.read_zarr(path).write_h5ad(\"cells.h5ad\") writes a file that can be opened.";

std::string lowerName(const fs::path &path)
{
    std::string name = path.filename().string();
    for (char &c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name;
}

Recognized unsupportedKind(std::string what, const std::string &wayOut)
{
    return {FileKind::Unsupported, std::move(what) + " " + wayOut};
}

// The signature may follow a user block: at 0, 512, 1024, 2048, … (HDF5 file format specification, II.A)
bool isHdf5(const fs::path &path)
{
    constexpr std::string_view signature("\x89HDF\r\n\x1a\n", 8);
    std::ifstream file(path, std::ios::binary);
    std::array<char, 8> bytes{};
    for (std::streamoff at = 0; file.seekg(at) && file.read(bytes.data(), bytes.size()); at = at == 0 ? 512 : 2 * at)
        if (std::string_view(bytes.data(), bytes.size()) == signature) return true;
    return false;
}

FileKind kindByHdf5Name(const std::string &name)
{
    if (name.ends_with(".loom")) return FileKind::Loom;
    if (name.ends_with(".h5ad")) return FileKind::H5ad;
    if (name.ends_with(".h5mu")) return FileKind::MuData;
    return FileKind::TenxH5;
}

Recognized recognizeHdf5(const fs::path &path, const std::string &name)
{
    // The reader reports what is wrong with a damaged file.
    try {
        const Hdf5Node root = Hdf5Node::openFile(path);
        if (root.textAttribute("encoding-type") == "MuData" || (root.has("mod") && !root.has("X"))) return {FileKind::MuData, {}};
        if (root.has("obs") || root.has("var") || root.has("X") || root.hasAttribute("encoding-type"))
            return {FileKind::H5ad, {}};
        if (name.ends_with(".h5seurat") || (root.has("assays") && root.has("cell.names")))
            return unsupportedKind("is a SeuratDisk file (h5Seurat).", kFromSeurat);
        if (looksLikeLoom(root)) return {FileKind::Loom, {}};
        if (looksLikeTenx(root)) return {FileKind::TenxH5, {}};
    } catch (const Failure &) {
        return {kindByHdf5Name(name), {}};
    }
    return {kindByHdf5Name(name), {}};
}

Recognized recognizeFolder(const fs::path &path)
{
    std::error_code error;
    for (const char *mark : {".zgroup", ".zattrs", "zarr.json"})
        if (fs::exists(path / mark, error)) return unsupportedKind("is a zarr store.", kFromPython);
    return {FileKind::MtxFolder, {}};
}

// Files that people try to open although they hold something else, by name.
Recognized unsupportedByName(const std::string &name)
{
    const auto is = [&](std::initializer_list<const char *> endings) {
        for (const char *ending : endings)
            if (name.ends_with(ending)) return true;
        return false;
    };
    if (is({".rds", ".rds.gz", ".rdata", ".rda", ".qs", ".qs2"}))
        return unsupportedKind("is an R object, which only R can read.", kFromSeurat);
    if (is({".cloupe", ".loupe", ".vloupe"}))
        return unsupportedKind("is a file for 10x's Loupe Browser.",
                               "Open filtered_feature_bc_matrix.h5 from the same Cell Ranger output instead.");
    if (is({".xlsx", ".xls", ".ods"}))
        return unsupportedKind("is a spreadsheet.", "Save the sheet as csv, with the names of cells and genes.");
    if (is({".bam", ".cram", ".sam", ".fastq", ".fastq.gz", ".fq.gz"}))
        return unsupportedKind("holds sequencing reads, not counts.",
                               "Run Cell Ranger, STARsolo or alevin-fry first and open their matrix.");
    if (is({".bed", ".bed.gz", "fragments.tsv.gz"}))
        return unsupportedKind("holds genome regions, not counts.", "Open the matrix made from them.");
    if (is({".pt", ".pth", ".ckpt", ".safetensors"}))
        return unsupportedKind("is a model checkpoint, not a data set.", "Load it as a model.");
    if (is({".parquet", ".feather", ".npz", ".npy", ".pkl", ".pickle"}))
        return unsupportedKind("is a file of Python tools without names of cells and genes.",
                               "Write it from Python with anndata's write_h5ad.");
    return {};
}

// By the first bytes of a file that is not HDF5, after unpacking gzip.
Recognized unsupportedByContent(const std::string &raw, const std::string &unpacked)
{
    constexpr std::string_view hdf5("\x89HDF\r\n\x1a\n", 8);
    if (raw != unpacked && unpacked.starts_with(hdf5))
        return unsupportedKind("is an HDF5 file packed with gzip.", "Unpack it (gunzip) and open the result.");
    if (unpacked.size() > 262 && unpacked.compare(257, 5, "ustar") == 0)
        return unsupportedKind("is a tar archive.", "Unpack it and open a file from it.");
    if (raw.starts_with(std::string_view("PK\x03\x04", 4)))
        return unsupportedKind("is a zip archive (or a spreadsheet).", "Unpack it, or save the sheet as csv.");
    if (raw.starts_with("BZh") ||
        raw.starts_with(std::string_view("\xFD"
                                         "7zXZ",
                                         5)) ||
        raw.starts_with("\x28\xB5\x2F\xFD"))
        return unsupportedKind("is packed with bzip2, xz or zstd.", "Unpack it and open the result.");
    if (unpacked.starts_with("RDX") || unpacked.starts_with("RDA") || unpacked.starts_with(std::string_view("X\n\0\0", 4)))
        return unsupportedKind("is an R object, which only R can read.", kFromSeurat);
    if (unpacked.starts_with("<!DOCTYPE") || unpacked.starts_with("<html"))
        return unsupportedKind("is a web page, so the download failed.", "Get the file again.");
    return {};
}

}  // namespace

Recognized recognize(const fs::path &path)
{
    std::error_code error;
    if (fs::is_directory(path, error)) return recognizeFolder(path);
    const std::string name = lowerName(path);
    if (isHdf5(path)) return recognizeHdf5(path, name);
    // The name says HDF5 and the content does not: the reader reports what it found.
    for (const char *ending : {".h5ad", ".h5", ".hdf5", ".loom", ".h5mu"})
        if (name.ends_with(ending)) return {kindByHdf5Name(name), {}};
    if (Recognized known = unsupportedByName(name); !known.whyNot.empty()) return known;

    const std::string unpacked = firstBytes(path, 4096);
    std::string raw(8, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(raw.data(), static_cast<std::streamsize>(raw.size()));
    raw.resize(static_cast<std::size_t>(file.gcount()));
    if (Recognized known = unsupportedByContent(raw, unpacked); !known.whyNot.empty()) return known;
    if (unpacked.starts_with("%%MatrixMarket") || name.ends_with(".mtx") || name.ends_with(".mtx.gz")) return {FileKind::Mtx, {}};
    return {FileKind::Table, {}};
}

}  // namespace lexicell::io
