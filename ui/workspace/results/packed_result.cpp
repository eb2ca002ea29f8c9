#include "ui/workspace/results/packed_result.h"

#include "ui/workspace/project/packed_numbers.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace lexicell::ui {

namespace {

using namespace models::tasks;

const QByteArray mark = QByteArrayLiteral("LXR1");
enum ColumnType : char { Reals, Wholes, Texts };

class Writer {
  public:
    QByteArray bytes = mark;

    void count(std::size_t value)
    {
        const quint64 little = qToLittleEndian(static_cast<quint64>(value));
        bytes.append(reinterpret_cast<const char *>(&little), sizeof little);
    }
    void put(bool value) { bytes.append(value ? '\1' : '\0'); }
    void put(double value)
    {
        quint64 bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        bits = qToLittleEndian(bits);
        bytes.append(reinterpret_cast<const char *>(&bits), sizeof bits);
    }
    void put(const std::string &text)
    {
        count(text.size());
        bytes.append(text.data(), static_cast<qsizetype>(text.size()));
    }
    void put(const std::vector<std::int64_t> &values) { put(packNumbers(values).toStdString()); }
    template <class Value> void put(const std::vector<Value> &values)
    {
        count(values.size());
        for (const Value &value : values) put(value);
    }
    void put(const Column &column)
    {
        put(column.name);
        put(column.unit);
        bytes.append(static_cast<char>(column.values.index()));
        std::visit([this](const auto &values) { put(values); }, column.values);
    }
    void put(const Table &table) { put(table.columns); }
    void put(const Curve &curve)
    {
        put(curve.name);
        put(curve.x);
        put(curve.y);
        put(curve.baseline);
    }
};

// After the first thing that does not fit, everything read is empty and ok is false.
class Reader {
  public:
    explicit Reader(const QByteArray &bytes) : m_bytes(bytes) { ok = take(mark.size()) == mark; }
    bool ok = true;
    bool atEnd() const { return m_at == m_bytes.size(); }

    std::size_t count()
    {
        const QByteArray raw = take(sizeof(quint64));
        return ok ? static_cast<std::size_t>(qFromLittleEndian<quint64>(raw.constData())) : 0;
    }
    void get(bool &value)
    {
        const QByteArray raw = take(1);
        value = ok && raw[0] != '\0';
    }
    void get(double &value)
    {
        const QByteArray raw = take(sizeof(quint64));
        if (!ok) return;
        const auto bits = qFromLittleEndian<quint64>(raw.constData());
        std::memcpy(&value, &bits, sizeof bits);
    }
    void get(std::string &text)
    {
        const std::size_t size = count();
        text = take(size > static_cast<std::size_t>(m_bytes.size()) ? -1 : static_cast<qsizetype>(size)).toStdString();
    }
    void get(std::vector<std::int64_t> &values)
    {
        std::string packed;
        get(packed);
        const auto numbers = unpackNumbers(QByteArray::fromStdString(packed));
        ok = ok && numbers;
        if (ok) values = *numbers;
    }
    template <class Value> void get(std::vector<Value> &values)
    {
        const std::size_t size = count();
        ok = ok && size <= static_cast<std::size_t>(m_bytes.size() - m_at);  // each takes a byte at least
        for (std::size_t i = 0; ok && i < size; ++i) get(values.emplace_back());
    }
    void get(Column &column)
    {
        get(column.name);
        get(column.unit);
        const QByteArray type = take(1);
        if (!ok) return;
        if (type[0] == Reals) column.values = std::vector<double>();
        else if (type[0] == Wholes) column.values = std::vector<std::int64_t>();
        else if (type[0] == Texts) column.values = std::vector<std::string>();
        else ok = false;
        std::visit([this](auto &values) { get(values); }, column.values);
    }
    // Rankings of earlier versions end before it.
    void get(Table &table)
    {
        if (!atEnd()) get(table.columns);
    }
    void get(Curve &curve)
    {
        get(curve.name);
        get(curve.x);
        get(curve.y);
        get(curve.baseline);
    }

  private:
    QByteArray take(qsizetype size)
    {
        ok = ok && size >= 0 && size <= m_bytes.size() - m_at;
        if (!ok) return {};
        m_at += size;
        return m_bytes.mid(m_at - size, size);
    }

    const QByteArray &m_bytes;
    qsizetype m_at = 0;
};

// The fields of each type in the order of the file, for writing and for reading.
template <class Value, class V> void fields(Value &value, V &&visit)
{
    using Type = std::remove_const_t<Value>;
    const auto each = [&visit](auto &...field) { (visit(field), ...); };
    if constexpr (std::is_same_v<Type, Table>) each(value.columns);
    else if constexpr (std::is_same_v<Type, Graph>)
        each(value.nodeKind, value.nodes, value.from, value.to, value.weight, value.weightName, value.directed, value.edgeColumns,
             value.nodeColumns);
    else if constexpr (std::is_same_v<Type, Ranking>)
        each(value.itemKind, value.items, value.effectName, value.effect, value.standardError, value.adjustedP,
             value.baselineName, value.baseline, value.nullLow, value.nullHigh, value.columns, value.complete);
    else if constexpr (std::is_same_v<Type, Heatmap>)
        each(value.rows, value.columns, value.values, value.valueName, value.diverging);
    else if constexpr (std::is_same_v<Type, Curves>)
        each(value.xName, value.yName, value.curves, value.axes, value.kept, value.keptName);
}

bool eachHas(const std::vector<Column> &columns, std::size_t size)
{
    return std::all_of(columns.begin(), columns.end(), [size](const Column &column) { return column.size() == size; });
}
bool hasOrNone(const std::vector<double> &values, std::size_t size) { return values.empty() || values.size() == size; }

bool fits(const Table &table) { return eachHas(table.columns, table.rows()); }
bool fits(const Graph &graph)
{
    const auto known = [&graph](std::int64_t node) { return node >= 0 && node < static_cast<std::int64_t>(graph.nodes.size()); };
    const std::size_t edges = graph.weight.size();
    return graph.from.size() == edges && graph.to.size() == edges && eachHas(graph.edgeColumns, edges) &&
           eachHas(graph.nodeColumns, graph.nodes.size()) && std::all_of(graph.from.begin(), graph.from.end(), known) &&
           std::all_of(graph.to.begin(), graph.to.end(), known);
}
bool fits(const Ranking &ranking)
{
    const std::size_t items = ranking.items.size();
    return ranking.effect.size() == items && hasOrNone(ranking.standardError, items) && hasOrNone(ranking.adjustedP, items) &&
           hasOrNone(ranking.baseline, items) && eachHas(ranking.columns, items) && fits(ranking.complete);
}
bool fits(const Heatmap &map)
{
    return map.columns.empty()
               ? map.values.empty()
               : map.values.size() % map.columns.size() == 0 && map.values.size() / map.columns.size() == map.rows.size();
}
bool fits(const Curves &curves)
{
    if (!curves.axes.empty() && curves.axes.size() != curves.curves.size()) return false;
    return std::all_of(curves.curves.begin(), curves.curves.end(),
                       [](const Curve &curve) { return curve.x.size() == curve.y.size(); });
}

const char *kindOf(const Table &) { return "table"; }
const char *kindOf(const Graph &) { return "graph"; }
const char *kindOf(const Ranking &) { return "ranking"; }
const char *kindOf(const Heatmap &) { return "heatmap"; }
const char *kindOf(const Curves &) { return "curves"; }
const char *kindOf(const CheckpointFolder &) { return "checkpoint-folder"; }

template <class Type> std::optional<TaskResult> read(Reader &reader)
{
    Type value;
    // A graph of an earlier version ends before the columns of its nodes, and curves before their axes.
    bool earlier = false;
    fields(value, [&](auto &field) {
        if constexpr (std::is_same_v<Type, Graph>)
            if (static_cast<const void *>(&field) == &value.nodeColumns && reader.ok && reader.atEnd()) return;
        if constexpr (std::is_same_v<Type, Curves>)
            if (static_cast<const void *>(&field) == &value.axes) earlier = reader.ok && reader.atEnd();
        if (earlier) return;
        reader.get(field);
    });
    if (!reader.ok || !reader.atEnd() || !fits(value)) return std::nullopt;
    return TaskResult(std::move(value));
}

template <> std::optional<TaskResult> read<CheckpointFolder>(Reader &reader)
{
    std::string folder;
    reader.get(folder);
    if (!reader.ok || !reader.atEnd()) return std::nullopt;
    return TaskResult(CheckpointFolder{folder});
}

struct Pack {
    Writer &writer;

    bool operator()(const DatasetChange &) const { return false; }
    bool operator()(const NewDataset &) const { return false; }
    bool operator()(const CheckpointFolder &folder) const
    {
        writer.put(std::string(kindOf(folder)));
        writer.put(folder.folder.string());
        return true;
    }
    template <class Type> bool operator()(const Type &value) const
    {
        writer.put(std::string(kindOf(value)));
        fields(value, [this](const auto &field) { writer.put(field); });
        return true;
    }
};

}  // namespace

std::optional<QByteArray> packResult(const TaskResult &result)
{
    Writer writer;
    if (!std::visit(Pack{writer}, result) || writer.bytes.size() > mostResultBytes) return std::nullopt;
    return qCompress(writer.bytes);
}

std::optional<TaskResult> unpackResult(const QByteArray &packed)
{
    const auto bytes = inflated(packed);
    if (!bytes || bytes->size() > mostResultBytes) return std::nullopt;
    Reader reader(*bytes);
    std::string kind;
    reader.get(kind);
    if (kind == kindOf(Table())) return read<Table>(reader);
    if (kind == kindOf(Graph())) return read<Graph>(reader);
    if (kind == kindOf(Ranking())) return read<Ranking>(reader);
    if (kind == kindOf(Heatmap())) return read<Heatmap>(reader);
    if (kind == kindOf(Curves())) return read<Curves>(reader);
    if (kind == kindOf(CheckpointFolder())) return read<CheckpointFolder>(reader);
    return std::nullopt;
}

}  // namespace lexicell::ui
