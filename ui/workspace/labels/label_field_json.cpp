// The journal's form of edits and fields. Names of kinds and keys are part of the file format. New entries may use new names, but
// old names stay readable (up to schema 2 "color" was spelled "colour").
#include "ui/workspace/labels/label_field.h"

#include "ui/workspace/project/packed_numbers.h"

#include <QJsonArray>
#include <QObject>

#include <algorithm>
#include <array>

namespace lexicell::ui {

namespace {

constexpr std::array<const char *, 12> kindNames = {"create-field", "remove-field", "add-label", "assign", "clear", "rename",
                                                    "merge",        "remove-label", "color",     "hide",   "note",  "replace"};

QString kindOf(const QJsonObject &edit)
{
    const QString kind = edit["do"].toString();
    return kind == QLatin1String("colour") ? QStringLiteral("color") : kind;
}

QColor colorOf(const QJsonObject &object)
{
    return QColor(object[object.contains("color") ? QLatin1String("color") : QLatin1String("colour")].toString());
}

Error damaged()
{
    return {errors::journalDamaged,
            QObject::tr("An entry of the project's journal cannot be read; edits from there on are not restored.").toStdString(),
            ""};
}

}  // namespace

QJsonObject toJson(const LabelEdit &edit)
{
    QJsonObject json{{"do", kindNames[static_cast<std::size_t>(edit.kind)]}, {"field", edit.field}};
    if (!edit.label.isEmpty()) json["label"] = edit.label;
    if (!edit.to.isEmpty()) json["to"] = edit.to;
    if (edit.color.isValid()) json["color"] = edit.color.name();
    if (edit.on) json["on"] = true;
    if (edit.replacement) json["replacement"] = toJson(*edit.replacement);
    if (!edit.cells.empty()) json["cells"] = static_cast<qint64>(edit.cells.size());  // so that lost bytes are noticed
    return json;
}

QByteArray cellsToBytes(const LabelEdit &edit)
{
    if (edit.replacement) return codesToBytes(*edit.replacement);
    return edit.cells.empty() ? QByteArray() : packNumbers(edit.cells);
}

Result<LabelEdit> editFromJson(const QJsonObject &json, const QByteArray &bytes)
{
    LabelEdit edit;
    const QString kind = kindOf(json);
    const auto name =
        std::find_if(kindNames.begin(), kindNames.end(), [&](const char *candidate) { return kind == QLatin1String(candidate); });
    if (name == kindNames.end()) return damaged();
    edit.kind = static_cast<LabelEdit::Kind>(name - kindNames.begin());
    edit.field = json["field"].toString();
    if (edit.field.isEmpty()) return damaged();
    edit.label = json["label"].toString();
    edit.to = json["to"].toString();
    edit.color = colorOf(json);
    edit.on = json["on"].toBool();
    if (edit.kind == LabelEdit::Kind::Replace) {
        LEXICELL_TRY(field, fieldFromJson(json["replacement"].toObject(), bytes));
        edit.replacement = field;
        return edit;
    }
    auto cells = unpackNumbers(bytes);
    if (!cells || (json.contains("cells") && json["cells"].toInteger(-1) != static_cast<qint64>(cells->size()))) return damaged();
    edit.cells = std::move(*cells);
    return edit;
}

QJsonObject toJson(const LabelField &field)
{
    QJsonArray labels;
    for (const auto &label : field.labels) {
        QJsonObject object{{"name", label.name}, {"color", label.color.name()}};
        if (label.hidden) object["hidden"] = true;
        if (!label.note.isEmpty()) object["note"] = label.note;
        labels.append(object);
    }
    return {{"field", field.name}, {"labels", labels}, {"ordered", field.ordered}};
}

QByteArray codesToBytes(const LabelField &field) { return packNumbers({field.codes.begin(), field.codes.end()}); }

Result<LabelFieldPtr> fieldFromJson(const QJsonObject &json, const QByteArray &bytes)
{
    LabelField field;
    field.name = json["field"].toString();
    field.ordered = json["ordered"].toBool();
    if (field.name.isEmpty() || !json["labels"].isArray()) return damaged();
    for (const auto &entry : json["labels"].toArray()) {
        const QJsonObject label = entry.toObject();
        const QColor color = colorOf(label);
        if (!label["name"].isString() || !color.isValid()) return damaged();
        field.labels.push_back({label["name"].toString(), color, label["hidden"].toBool(), label["note"].toString()});
    }
    const auto codes = unpackNumbers(bytes);
    if (!codes) return damaged();
    for (const auto code : *codes) {
        if (code < -1 || code >= static_cast<std::int64_t>(field.labels.size())) return damaged();
        field.codes.push_back(static_cast<std::int32_t>(code));
    }
    return std::make_shared<const LabelField>(std::move(field));
}

}  // namespace lexicell::ui
