// The journal's form of edits and fields. Names of kinds are part of the file format: add, never rename.
#include "ui/label_field.h"

#include <QJsonArray>
#include <QObject>

#include <array>
#include <cstring>

namespace lexicell::ui {

namespace {

constexpr std::array<const char *, 12> kindNames = {"create-field", "remove-field", "add-label", "assign", "clear", "rename",
                                                    "merge", "remove-label", "colour", "hide", "note", "replace"};

Error damaged()
{
    return {ErrorKind::BadFile, "journal_damaged",
            QObject::tr("An entry of the project's journal cannot be read; edits from there on are not restored.").toStdString(), ""};
}

// Whole numbers, each as the difference to the one before: sorted selections shrink to a byte a cell before compression.
QByteArray pack(const std::vector<std::int64_t> &numbers)
{
    QByteArray bytes;
    std::int64_t last = 0;
    for (const auto number : numbers) {
        const std::int64_t difference = number - last;
        auto zigzag = (static_cast<std::uint64_t>(difference) << 1) ^ static_cast<std::uint64_t>(difference >> 63);
        while (zigzag >= 0x80) {
            bytes.append(static_cast<char>(zigzag | 0x80));
            zigzag >>= 7;
        }
        bytes.append(static_cast<char>(zigzag));
        last = number;
    }
    return qCompress(bytes);
}

std::optional<std::vector<std::int64_t>> unpack(const QByteArray &packed)
{
    std::vector<std::int64_t> numbers;
    if (packed.isEmpty()) return numbers;
    const QByteArray bytes = qUncompress(packed);
    std::int64_t last = 0;
    std::uint64_t zigzag = 0;
    int shift = 0;
    for (const char c : bytes) {
        if (shift > 63) return std::nullopt;
        zigzag |= static_cast<std::uint64_t>(static_cast<unsigned char>(c) & 0x7F) << shift;
        if (static_cast<unsigned char>(c) & 0x80) {
            shift += 7;
            continue;
        }
        last += static_cast<std::int64_t>(zigzag >> 1) ^ -static_cast<std::int64_t>(zigzag & 1);
        numbers.push_back(last);
        zigzag = 0;
        shift = 0;
    }
    if (shift != 0) return std::nullopt;
    return numbers;
}

}  // namespace

QJsonObject toJson(const LabelEdit &edit)
{
    QJsonObject json{{"do", kindNames[static_cast<std::size_t>(edit.kind)]}, {"field", edit.field}};
    if (!edit.label.isEmpty()) json["label"] = edit.label;
    if (!edit.to.isEmpty()) json["to"] = edit.to;
    if (edit.colour.isValid()) json["colour"] = edit.colour.name();
    if (edit.on) json["on"] = true;
    if (edit.replacement) json["replacement"] = toJson(*edit.replacement);
    return json;
}

QByteArray cellsToBytes(const LabelEdit &edit)
{
    if (edit.replacement) return codesToBytes(*edit.replacement);
    return edit.cells.empty() ? QByteArray() : pack(edit.cells);
}

Result<LabelEdit> editFromJson(const QJsonObject &json, const QByteArray &bytes)
{
    LabelEdit edit;
    const QString kind = json["do"].toString();
    const auto name = std::find_if(kindNames.begin(), kindNames.end(), [&](const char *candidate) { return kind == QLatin1String(candidate); });
    if (name == kindNames.end()) return damaged();
    edit.kind = static_cast<LabelEdit::Kind>(name - kindNames.begin());
    edit.field = json["field"].toString();
    edit.label = json["label"].toString();
    edit.to = json["to"].toString();
    edit.colour = QColor(json["colour"].toString());
    edit.on = json["on"].toBool();
    if (edit.kind == LabelEdit::Kind::Replace) {
        LEXICELL_TRY(field, fieldFromJson(json["replacement"].toObject(), bytes));
        edit.replacement = field;
        return edit;
    }
    auto cells = unpack(bytes);
    if (!cells) return damaged();
    edit.cells = std::move(*cells);
    return edit;
}

QJsonObject toJson(const LabelField &field)
{
    QJsonArray labels;
    for (const auto &label : field.labels) {
        QJsonObject object{{"name", label.name}, {"colour", label.colour.name()}};
        if (label.hidden) object["hidden"] = true;
        if (!label.note.isEmpty()) object["note"] = label.note;
        labels.append(object);
    }
    return {{"field", field.name}, {"labels", labels}, {"ordered", field.ordered}};
}

QByteArray codesToBytes(const LabelField &field) { return pack({field.codes.begin(), field.codes.end()}); }

Result<LabelFieldPtr> fieldFromJson(const QJsonObject &json, const QByteArray &bytes)
{
    LabelField field;
    field.name = json["field"].toString();
    field.ordered = json["ordered"].toBool();
    for (const auto &entry : json["labels"].toArray()) {
        const QJsonObject label = entry.toObject();
        field.labels.push_back(
            {label["name"].toString(), QColor(label["colour"].toString()), label["hidden"].toBool(), label["note"].toString()});
    }
    const auto codes = unpack(bytes);
    if (!codes) return damaged();
    for (const auto code : *codes) {
        if (code < -1 || code >= static_cast<std::int64_t>(field.labels.size())) return damaged();
        field.codes.push_back(static_cast<std::int32_t>(code));
    }
    return std::make_shared<const LabelField>(std::move(field));
}

}  // namespace lexicell::ui
