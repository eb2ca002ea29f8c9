// One step of a script: {"do": "embed", "options": {"batch-size": 64}}. What a step needs may stand beside "do" or inside
// "options", in any mixture.
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace lexicell::ui {

struct ScriptStep {
    QString what;           // "embed"
    QJsonObject arguments;  // all but "do" and "may-fail"
    bool mayFail = false;
};

// Error class bad_step: no object, no "do", or something said twice and differently.
Result<ScriptStep> parseStep(const QJsonValue &json);

// Refuses what the step does not know (class unknown_option, names what it does know) and other than text where `texts`
// says so (class bad_option).
Result<void> checkArguments(const ScriptStep &step, const QStringList &known, const QStringList &texts);

}  // namespace lexicell::ui
