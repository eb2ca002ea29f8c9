#include "models/checkpoint/scaler.h"

#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/npy/npy_reader.h"
#include "models/checkpoint/vocabulary.h"

#include <charconv>
#include <cmath>
#include <string_view>
#include <unordered_map>

namespace lexicell::models::checkpoint {

namespace fs = std::filesystem;

namespace {

struct NamedScaler {
    Scaler scaler;
    std::vector<std::string> genes;  // empty: unnamed, in the order of the gene list
};

Error bad(const fs::path &file, const std::string &what)
{
    return badFile(errors::badScaler, file, what,
                   "It needs a mean and a positive scale for every gene of the model's gene list.");
}

// float64 numbers keep all their digits; other types are widened.
std::vector<double> numbers(const Tensor &tensor)
{
    if (tensor.type == TensorType::Float64) {
        const auto *values = reinterpret_cast<const double *>(tensor.data);
        return {values, values + tensor.size()};
    }
    const std::vector<float> values = tensor.toFloat();
    return {values.begin(), values.end()};
}

Result<NamedScaler> readArrays(const fs::path &file)
{
    LEXICELL_TRY(arrays, readNpz(file));
    const Tensor *mean = arrays.numbers.find("mean");
    const Tensor *scale = arrays.numbers.find("scale");
    if (!mean || !scale) return bad(file, "holds no arrays named mean and scale");
    NamedScaler result{{numbers(*mean), numbers(*scale)}, {}};
    if (const auto *genes = arrays.findText("genes")) result.genes = *genes;
    if (!result.genes.empty() && result.genes.size() != result.scaler.mean.size())
        return bad(file, "names " + std::to_string(result.genes.size()) + " genes for " +
                             std::to_string(result.scaler.mean.size()) + " means");
    return result;
}

std::vector<std::string_view> fields(std::string_view line)
{
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t comma = line.find(',');
        std::string_view part = line.substr(0, comma);
        if (part.size() > 1 && part.front() == '"' && part.back() == '"') part = part.substr(1, part.size() - 2);
        parts.push_back(part);
        if (comma == std::string_view::npos) return parts;
        line.remove_prefix(comma + 1);
    }
}

bool readNumber(std::string_view text, double &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

// gene,mean,scale; a first line without numbers is the header.
Result<NamedScaler> readTable(const fs::path &file)
{
    LEXICELL_TRY(text, readTextFile(file));
    std::string_view rest = text;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    NamedScaler table;
    for (std::int64_t number = 1; !rest.empty(); ++number) {
        const std::size_t length = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, length);
        rest.remove_prefix(std::min(length + 1, rest.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        const auto parts = fields(line);
        double mean = 0.0;
        double scale = 0.0;
        if (parts.size() != 3 || !readNumber(parts[1], mean) || !readNumber(parts[2], scale)) {
            if (number == 1) continue;
            return badFile(errors::parseError, file, "is not a table of gene, mean and scale in line " + std::to_string(number),
                           "Write one gene per line: symbol,mean,scale.");
        }
        table.genes.emplace_back(parts[0]);
        table.scaler.mean.push_back(mean);
        table.scaler.scale.push_back(scale);
    }
    return table;
}

Result<void> checkNumbers(const fs::path &file, const Scaler &scaler)
{
    if (scaler.empty() || scaler.mean.size() != scaler.scale.size())
        return bad(file,
                   "has " + std::to_string(scaler.mean.size()) + " means and " + std::to_string(scaler.scale.size()) + " scales");
    for (std::size_t i = 0; i < scaler.mean.size(); ++i)
        if (!std::isfinite(scaler.mean[i]) || !std::isfinite(scaler.scale[i]) || scaler.scale[i] <= 0.0)
            return bad(file, "has a mean or scale that is not finite or not positive for gene " + std::to_string(i + 1));
    return {};
}

Result<Scaler> inOrderOf(const std::vector<std::string> &genes, const NamedScaler &table, const fs::path &file)
{
    if (genes.empty()) return table.scaler;  // nothing to compare; the model's size is checked later
    if (table.scaler.mean.size() != genes.size())
        return bad(file, "has " + std::to_string(table.scaler.mean.size()) + " genes, but the gene list has " +
                             std::to_string(genes.size()));
    if (table.genes.empty()) return table.scaler;
    std::unordered_map<std::string_view, std::size_t> rows;
    for (std::size_t row = 0; row < table.genes.size(); ++row)
        if (!rows.emplace(table.genes[row], row).second) return bad(file, "names the gene " + table.genes[row] + " twice");
    Scaler ordered;
    for (const std::string &gene : genes) {
        const auto row = rows.find(gene);
        if (row == rows.end()) return bad(file, "lacks the gene " + gene);
        ordered.mean.push_back(table.scaler.mean[row->second]);
        ordered.scale.push_back(table.scaler.scale[row->second]);
    }
    return ordered;
}

}  // namespace

Result<Scaler> readScaler(const fs::path &file, const std::vector<std::string> &genes)
{
    return guarded("open " + file.string(), [&]() -> Result<Scaler> {
        LEXICELL_TRY(table, file.extension() == ".npz" ? readArrays(file) : readTable(file));
        LEXICELL_CHECK(checkNumbers(file, table.scaler));
        return inOrderOf(genes, table, file);
    });
}

}  // namespace lexicell::models::checkpoint
