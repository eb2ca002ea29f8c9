#include "ui/workspace/facts/map_layouts.h"

#include "models/tasks/shift_keys.h"
#include "ui/workspace/facts/coordinate_columns.h"
#include "ui/workspace/facts/made_here.h"
#include "ui/workspace/facts/obs_columns.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace lexicell::ui {

namespace {

using Group = MapLayout::Group;

QString tr(const char *text) { return QCoreApplication::translate("MapLayouts", text); }

bool isNumbers(const data::Element &element)
{
    if (const auto *array = element.as<data::Array>()) return array->shape().size() == 1 && array->dtype() != data::DType::Bool;
    const auto *nullable = element.as<data::NullableArray>();
    return nullable && nullable->values.dtype() != data::DType::Bool;
}

std::vector<std::pair<QString, const data::Element *>> numbersIn(const data::Table &table)
{
    std::vector<std::pair<QString, const data::Element *>> columns;
    for (const auto &[name, column] : table.columns.entries)
        if (isNumbers(*column)) columns.emplace_back(QString::fromStdString(name), column.get());
    return columns;
}

// Columns of numbers; 0: nothing that could be coordinates.
std::int64_t width(const data::Element &element)
{
    if (const auto *array = element.as<data::Array>())
        return array->shape().size() == 2 && array->dtype() != data::DType::Bool ? array->dim(1) : 0;
    if (const auto *table = element.as<data::Table>()) return static_cast<std::int64_t>(numbersIn(*table).size());
    return 0;
}

struct KnownName {
    const char *word;
    const char *title;
    Group group;
};
constexpr KnownName knownNames[] = {{"umap", "UMAP", Group::Umap},
                                    {"tsne", "t-SNE", Group::Tsne},
                                    {"t-sne", "t-SNE", Group::Tsne},
                                    {"t_sne", "t-SNE", Group::Tsne},
                                    {"fitsne", "t-SNE", Group::Tsne},
                                    {"densmap", "densMAP", Group::Neighborhood},
                                    {"phate", "PHATE", Group::Neighborhood},
                                    {"draw_graph", "Force-directed", Group::Neighborhood},
                                    {"fle", "Force-directed", Group::Neighborhood},
                                    {"mde", "MDE", Group::Neighborhood},
                                    {"pacmap", "PaCMAP", Group::Neighborhood},
                                    {"trimap", "TriMap", Group::Neighborhood},
                                    {"spatial", "Spatial", Group::Spatial},
                                    {"diffmap", "Diffusion map", Group::Components},
                                    {"pca", "PCA", Group::Components}};

struct Named {
    QString title, axis;
    Group group = Group::Named;
};

// "UMAP · harmony" for umap.harmony, "UMAP · scGPT" for X_umap_scGPT.
Named named(const QString &key)
{
    const QString name = key.startsWith(QStringLiteral("X_"), Qt::CaseInsensitive) && key.size() > 2 ? key.mid(2) : key;
    for (const KnownName &known : knownNames) {
        const QLatin1String word(known.word);
        if (!name.startsWith(word, Qt::CaseInsensitive)) continue;
        QString rest = name.mid(word.size());
        if (!rest.isEmpty() && rest.front().isLetter()) continue;
        while (!rest.isEmpty() && !rest.front().isLetterOrNumber()) rest.remove(0, 1);
        const QString title = tr(known.title);
        return {rest.isEmpty() ? title : tr("%1 · %2").arg(title, representationName(rest)), title, known.group};
    }
    return {name, name, Group::Named};
}

MapLayout obsmLayout(const data::Dataset &dataset, const QString &key, const data::Element &element)
{
    const Named name = named(key);
    MapLayout layout;
    layout.source = {MapSource::Kind::Obsm, key, {}};
    layout.group = name.group;
    layout.title = name.title;
    layout.downwards = name.group == Group::Spatial;
    if (width(element) > 3) {
        layout.group = name.group == Group::Components ? Group::WidePca : Group::Wide;
        layout.downwards = false;
        layout.title = layout.group == Group::WidePca && name.title == name.axis ? tr("%1 1/2").arg(name.title)
                                                                                 : tr("%1, columns 1 and 2").arg(name.title);
    }
    layout.xName = tr("%1 1").arg(name.axis);
    layout.yName = tr("%1 2").arg(name.axis);
    if (const auto *table = element.as<data::Table>()) {
        const auto columns = numbersIn(*table);
        layout.xName = columns[0].first;
        layout.yName = columns[1].first;
    }
    if (const auto rep = layoutMadeOf(dataset, key)) {
        layout.baseline = isPcaMadeHere(dataset, *rep);
        layout.modelMap = !layout.baseline;
        if (layout.baseline && name.group == Group::Umap) layout.title = tr("UMAP · PCA baseline");
    }
    return layout;
}

MapLayout columnsLayout(const QString &x, const QString &y)
{
    MapLayout layout;
    layout.source = {MapSource::Kind::ObsColumns, x, y};
    layout.group = Group::ObsColumns;
    layout.title = tr("%1, %2 (obs)").arg(x, y);
    layout.xName = x;
    layout.yName = y;
    layout.downwards = countsFromTheTop(x, y);
    return layout;
}

QString defaultEmbedding(const data::Dataset &dataset)
{
    const data::Element *element = dataset.uns.find("default_embedding");
    const auto *text = element ? element->as<data::StringArray>() : nullptr;
    if (!text || text->values.empty()) return {};
    const std::string &name = text->values.front();
    if (!dataset.obsm.find(name) && dataset.obsm.find("X_" + name)) return QString::fromStdString("X_" + name);
    return QString::fromStdString(name);
}

// X_umap and UMAP would both have the title "UMAP". The key then becomes a part of the title.
void makeTitlesUnique(std::vector<MapLayout> &layouts)
{
    QHash<QString, int> count;
    for (const MapLayout &layout : layouts) ++count[layout.title];
    for (MapLayout &layout : layouts)
        if (count[layout.title] > 1) layout.title = tr("%1 (%2)").arg(layout.title, layout.source.x);
}

std::vector<MapLayout> unordered(const data::Dataset &dataset)
{
    std::vector<MapLayout> layouts;
    for (const auto &[key, element] : dataset.obsm.entries)
        if (width(*element) >= 2 && !models::tasks::isOfShifts(key))
            layouts.push_back(obsmLayout(dataset, QString::fromStdString(key), *element));
    for (const CoordinateColumns &columns : coordinateColumns(axisColumns(dataset)))
        layouts.push_back(columnsLayout(columns.x, columns.y));
    makeTitlesUnique(layouts);
    return layouts;
}

void appendPlaces(const data::Array &array, std::vector<float> &places)
{
    data::visitType(array.dtype(), [&](const auto *type) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(type)>>;
        const T *values = array.as<T>();
        const std::int64_t columns = array.dim(1);
        for (std::int64_t row = 0; row < array.dim(0); ++row) {
            places.push_back(static_cast<float>(values[row * columns]));
            places.push_back(static_cast<float>(values[row * columns + 1]));
        }
    });
}

std::vector<float> valuesOf(const data::Element &column)
{
    if (const auto *array = column.as<data::Array>()) return array->toFloat();
    const auto *nullable = column.as<data::NullableArray>();
    std::vector<float> values = nullable->values.toFloat();
    for (std::size_t i = 0; i < values.size() && i < nullable->mask.size(); ++i)
        if (nullable->mask[i]) values[i] = std::numeric_limits<float>::quiet_NaN();
    return values;
}

// The row of every cell: by name if the frame has the cells in another order, else by position.
std::vector<std::size_t> rowsOf(const data::Table &table, const data::Dataset &dataset)
{
    const auto &cells = dataset.obs.index.values, &names = table.index.values;
    std::vector<std::size_t> rows(cells.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    if (names == cells || names.size() != cells.size()) return rows;
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < names.size(); ++i) places.emplace(names[i], i);
    std::vector<std::size_t> byName;
    for (const std::string &cell : cells) {
        const auto found = places.find(cell);
        if (found == places.end()) return rows;
        byName.push_back(found->second);
    }
    return byName;
}

}  // namespace

QString MapSource::description() const
{
    return kind == Kind::Obsm ? QStringLiteral("obsm[\"%1\"]").arg(x) : QStringLiteral("obs[\"%1\"], obs[\"%2\"]").arg(x, y);
}

QString MapSource::fileName() const
{
    if (kind == Kind::ObsColumns) return x + QLatin1Char('_') + y;
    return x.startsWith(QStringLiteral("X_")) ? x.mid(2) : x;
}

QJsonObject MapSource::toJson() const
{
    if (kind == Kind::Obsm) return {{"embedding", x}};
    return {{"x-column", x}, {"y-column", y}};
}

MapSource MapSource::fromJson(const QJsonObject &json)
{
    if (json.contains(QStringLiteral("x-column")))
        return {Kind::ObsColumns, json["x-column"].toString(), json["y-column"].toString()};
    return {Kind::Obsm, json["embedding"].toString(), {}};
}

std::vector<MapLayout> mapLayouts(const data::Dataset &dataset)
{
    std::vector<MapLayout> layouts = unordered(dataset);
    const QString first = defaultEmbedding(dataset);
    const auto rank = [&](const MapLayout &layout) {
        if (layout.source.kind == MapSource::Kind::Obsm && layout.source.x == first) return -1;
        return 2 * static_cast<int>(layout.group) + (layout.modelMap ? 0 : 1);  // a model's map before the plain one
    };
    std::stable_sort(layouts.begin(), layouts.end(), [&](const MapLayout &a, const MapLayout &b) { return rank(a) < rank(b); });
    return layouts;
}

std::optional<MapLayout> mapLayout(const data::Dataset &dataset, const MapSource &source)
{
    const std::vector<MapLayout> offered = unordered(dataset);
    const auto found =
        std::find_if(offered.begin(), offered.end(), [&](const MapLayout &layout) { return layout.source == source; });
    if (found != offered.end()) return *found;
    const QStringList columns = axisColumns(dataset);
    if (source.kind != MapSource::Kind::ObsColumns || !columns.contains(source.x) || !columns.contains(source.y))
        return std::nullopt;
    return columnsLayout(source.x, source.y);
}

Result<std::vector<float>> mapCoordinates(const data::Dataset &dataset, const MapSource &source)
{
    const Error missing{errors::missingEmbedding,
                        tr("These data have no coordinates %1.").arg(source.description()).toStdString(), ""};
    std::vector<float> places;
    places.reserve(2 * static_cast<std::size_t>(dataset.cells()));
    if (source.kind == MapSource::Kind::ObsColumns) {
        const std::vector<float> x = numbersOf(dataset, source.x), y = numbersOf(dataset, source.y);
        if (x.empty() || x.size() != y.size()) return missing;
        for (std::size_t i = 0; i < x.size(); ++i) places.insert(places.end(), {x[i], y[i]});
        return places;
    }
    const data::Element *element = dataset.obsm.find(source.x.toStdString());
    if (!element || width(*element) < 2) return missing;
    if (const auto *array = element->as<data::Array>()) {
        appendPlaces(*array, places);
        return places;
    }
    const auto *table = element->as<data::Table>();
    const auto columns = numbersIn(*table);
    const std::vector<float> x = valuesOf(*columns[0].second), y = valuesOf(*columns[1].second);
    if (x.size() != static_cast<std::size_t>(dataset.cells()) || y.size() != x.size()) return missing;
    for (const std::size_t row : rowsOf(*table, dataset)) places.insert(places.end(), {x[row], y[row]});
    return places;
}

QStringList axisColumns(const data::Dataset &dataset)
{
    QStringList columns;
    for (const auto &[name, column] : dataset.obs.columns.entries)
        if (isNumbers(*column)) columns << QString::fromStdString(name);
    return columns;
}

}  // namespace lexicell::ui
