#include "ui/script/script_step.h"

#include <QObject>

namespace lexicell::ui {

namespace {

const QString doKey = QStringLiteral("do");
const QString optionsKey = QStringLiteral("options");
const QString mayFailKey = QStringLiteral("may-fail");

Error bad(const ErrorClass &errorClass, const QString &message)
{
    return {ErrorKind::Usage, errorClass, message.toStdString(), ""};
}

}  // namespace

Result<ScriptStep> parseStep(const QJsonValue &json)
{
    const QJsonObject object = json.toObject();
    if (!json.isObject() || !object[doKey].isString())
        return bad(errors::badStep, QObject::tr("a step is an object with \"do\", like {\"do\": \"umap\"}."));
    if (object.contains(optionsKey) && !object[optionsKey].isObject())
        return bad(errors::badStep, QObject::tr("\"options\" must be an object, like {\"n-neighbors\": 15}."));
    if (object.contains(mayFailKey) && !object[mayFailKey].isBool())
        return bad(errors::badStep, QObject::tr("\"may-fail\" must be true or false."));
    ScriptStep step{object[doKey].toString(), object[optionsKey].toObject(), object[mayFailKey].toBool()};
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (entry.key() == doKey || entry.key() == optionsKey || entry.key() == mayFailKey) continue;
        if (step.arguments.contains(entry.key()) && step.arguments[entry.key()] != entry.value())
            return bad(errors::badStep, QObject::tr("\"%1\" is given twice, with different values.").arg(entry.key()));
        step.arguments[entry.key()] = entry.value();
    }
    return step;
}

Result<void> checkArguments(const ScriptStep &step, const QStringList &known, const QStringList &texts)
{
    for (auto entry = step.arguments.begin(); entry != step.arguments.end(); ++entry) {
        if (!known.contains(entry.key()))
            return bad(errors::unknownOption,
                       known.isEmpty() ? QObject::tr("“%1” is not known here; this step takes nothing.").arg(entry.key())
                                       : QObject::tr("“%1” is not known here; this step takes %2.")
                                             .arg(entry.key(), known.join(QStringLiteral(", "))));
        if (texts.contains(entry.key()) && !entry.value().isString())
            return bad(errors::badOption, QObject::tr("“%1” must be text.").arg(entry.key()));
    }
    return {};
}

}  // namespace lexicell::ui
