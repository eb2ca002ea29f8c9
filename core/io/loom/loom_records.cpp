#include "core/io/loom/loom_records.h"

#include "core/base/json_text.h"
#include "core/data/number_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace lexicell::io {

using data::Array;
using data::Categorical;
using data::Dict;
using data::DType;
using data::Element;
using data::makeElement;
using data::RecordArray;
using data::StringArray;

namespace {

using Json = nlohmann::ordered_json;

const Array *numbersOf(const Element *field)
{
    const auto *array = field ? field->as<Array>() : nullptr;
    return array && array->shape().size() == 1 ? array : nullptr;
}

// [cells x axes]
data::ElementPtr sideBySide(const std::vector<const Array *> &axes)
{
    const auto width = std::ssize(axes);
    const auto rows = axes.front()->size();
    Array matrix(axes.front()->dtype() == DType::Float64 ? DType::Float64 : DType::Float32, {rows, width});
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t axis = 0; axis < width; ++axis) {
            const double value = axes[static_cast<std::size_t>(axis)]->at(row);
            if (matrix.dtype() == DType::Float64) matrix.as<double>()[row * width + axis] = value;
            else matrix.as<float>()[row * width + axis] = static_cast<float>(value);
        }
    return makeElement(std::move(matrix));
}

// The names of ids in the metadata; ids are written as numbers or as text.
std::string textOf(const Json &value)
{
    if (value.is_string()) return value.get<std::string>();
    return value.is_number_integer() ? std::to_string(value.get<std::int64_t>()) : std::string();
}

Json listIn(const std::string &metaData, const char *list)
{
    const auto json = parseOrderedJson(metaData);
    if (!json || !json->is_object() || !json->contains(list) || !json->at(list).is_array()) return Json::array();
    return json->at(list);
}

const Json *withId(const Json &list, const std::string &id)
{
    for (const auto &item : list)
        if (item.is_object() && item.contains("id") && textOf(item.at("id")) == id) return &item;
    return nullptr;
}

std::string nameIn(const Json *item)
{
    return item && item->contains("name") && item->at("name").is_string() ? item->at("name").get<std::string>() : std::string();
}

std::string freeName(const Dict &dict, const std::string &wanted)
{
    std::string name = wanted;
    for (int number = 1; dict.find(name); ++number) name = wanted + "-" + std::to_string(number);
    return name;
}

// Cluster numbers as categories, ascending; named by `clusters` if its descriptions are complete and all different.
Categorical clustersOf(const Array &numbers, const Json &clusters)
{
    std::map<std::int64_t, std::int32_t> codes;
    for (std::int64_t i = 0; i < numbers.size(); ++i) codes.emplace(numbers.intAt(i), 0);
    StringArray names;
    std::set<std::string> different;
    for (auto &[number, code] : codes) {
        code = static_cast<std::int32_t>(names.values.size());
        const Json *cluster = withId(clusters, std::to_string(number));
        const bool described = cluster && cluster->contains("description") && cluster->at("description").is_string();
        names.values.push_back(described ? cluster->at("description").get<std::string>() : std::to_string(number));
        different.insert(names.values.back());
    }
    if (different.size() < names.values.size()) {
        names.values.clear();
        for (const auto &[number, code] : codes) names.values.push_back(std::to_string(number));
    }
    names.shape = {std::ssize(names.values)};
    Categorical labels;
    for (std::int64_t i = 0; i < numbers.size(); ++i) labels.codes.push_back(codes.at(numbers.intAt(i)));
    labels.categories = makeElement(std::move(names));
    return labels;
}

}  // namespace

void LoomRecords::add(const std::string &attribute, RecordArray records)
{
    m_records.emplace_back(attribute, std::move(records));
}

const RecordArray *LoomRecords::find(const std::string &attribute) const
{
    for (const auto &[name, records] : m_records)
        if (name == attribute) return &records;
    return nullptr;
}

void LoomRecords::drop(const std::string &attribute)
{
    std::erase_if(m_records, [&](const auto &entry) { return entry.first == attribute; });
}

void LoomRecords::place(const std::string &metaData, data::Table &table, Dict &matrices)
{
    placeEmbeddings(metaData, matrices);
    placeClusterings(metaData, table);
    placeFrames(table, matrices);
}

void LoomRecords::placeEmbeddings(const std::string &metaData, Dict &matrices)
{
    if (const auto *records = find("Embedding")) {
        std::vector<const Array *> axes;
        for (const auto &[name, field] : records->fields.entries) axes.push_back(numbersOf(field.get()));
        if (axes.size() >= 2 && std::find(axes.begin(), axes.end(), nullptr) == axes.end()) {
            matrices.set(freeName(matrices, "X_Embedding"), sideBySide(axes));
            drop("Embedding");
        }
    }
    const auto *x = find("Embeddings_X"), *y = find("Embeddings_Y"), *z = find("Embeddings_Z");
    if (!x || !y) return;
    const auto list = listIn(metaData, "embeddings");
    for (const auto &[id, field] : x->fields.entries) {
        std::vector<const Array *> axes{numbersOf(field.get()), numbersOf(y->fields.find(id))};
        if (const auto *third = z ? numbersOf(z->fields.find(id)) : nullptr) axes.push_back(third);
        if (!axes[0] || !axes[1]) return;  // kept as data frames
        const std::string name = nameIn(withId(list, id));
        auto layout = sideBySide(axes);
        const auto first = matrices.get("X_Embedding");
        if (id == "-1" && first && *first->as<Array>() == *layout->as<Array>()) continue;  // the default layout, stored twice
        matrices.set(freeName(matrices, name.empty() ? "X_Embedding_" + id : "X_" + name), std::move(layout));
    }
    for (const char *attribute : {"Embeddings_X", "Embeddings_Y", "Embeddings_Z"}) drop(attribute);
}

void LoomRecords::placeClusterings(const std::string &metaData, data::Table &table)
{
    const auto *records = find("Clusterings");
    if (!records) return;
    for (const auto &[id, field] : records->fields.entries)
        if (const auto *numbers = numbersOf(field.get()); !numbers || data::isFloating(numbers->dtype())) return;
    const auto list = listIn(metaData, "clusterings");
    for (const auto &[id, field] : records->fields.entries) {
        const Json *clustering = withId(list, id);
        const std::string name = nameIn(clustering);
        const Json clusters = clustering && clustering->contains("clusters") ? clustering->at("clusters") : Json::array();
        table.columns.set(freeName(table.columns, name.empty() ? "Clustering_" + id : name),
                          makeElement(clustersOf(*numbersOf(field.get()), clusters)));
    }
    drop("Clusterings");
}

void LoomRecords::placeFrames(const data::Table &table, Dict &matrices)
{
    for (const auto &[attribute, records] : m_records) {
        data::Table frame;
        frame.index = table.index;
        for (const auto &[name, field] : records.fields.entries) {
            const auto *array = field->as<Array>();
            if (array && array->shape().size() > 1) matrices.set(freeName(matrices, attribute + "_" + name), field);
            else frame.columns.set(name, field);
        }
        if (!frame.columns.entries.empty()) matrices.set(freeName(matrices, attribute), makeElement(std::move(frame)));
    }
    m_records.clear();
}

}  // namespace lexicell::io
