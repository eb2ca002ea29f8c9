#include "models/checkpoint/npy/npy_reader.h"

#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/npy/npy_format.h"
#include "models/checkpoint/torch/zip_reader.h"

namespace lexicell::models::checkpoint {

namespace {

bool isText(const NpyHeader &header) { return header.kind == 'U' || header.kind == 'S'; }

}  // namespace

Result<Tensor> readNpy(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    return readNpy(bytes, file);
}

Result<Tensor> readNpy(const files::Blob &bytes, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&]() -> Result<Tensor> {
        const NpyHeader header = readNpyHeader(bytes, file, "holds an array that");
        if (isText(header))
            return badFile(errors::unsupportedDtype, file, "holds text, not numbers", "Check that it is the right file.");
        return npyNumbers(header, bytes, file, "holds an array that");
    });
}

const std::vector<std::string> *NpzArrays::findText(const std::string &name) const
{
    for (const auto &[key, values] : texts)
        if (key == name) return &values;
    return nullptr;
}

Result<NpzArrays> readNpz(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    return readNpz(bytes, file);
}

Result<NpzArrays> readNpz(const files::Blob &bytes, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&]() -> Result<NpzArrays> {
        constexpr std::string_view suffix = ".npy";
        LEXICELL_TRY(zip, ZipReader::open(bytes, file));
        NpzArrays arrays;
        for (const std::string &member : zip.names()) {
            if (!member.ends_with(suffix)) continue;
            const std::string name = member.substr(0, member.size() - suffix.size());
            LEXICELL_TRY(content, zip.read(member));
            const NpyHeader header = readNpyHeader(content, file, "holds an array " + name + " that");
            if (isText(header)) arrays.texts.emplace_back(name, npyText(header, content));
            else arrays.numbers.add(name, npyNumbers(header, content, file, "holds an array " + name + " that"));
        }
        return arrays;
    });
}

}  // namespace lexicell::models::checkpoint
