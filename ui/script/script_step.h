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

// Error class bad_step: not an object, no "do", or one argument with two different values.
Result<ScriptStep> parseStep(const QJsonValue &json);

// Refuses unknown arguments (class unknown_option; the message names the known ones) and arguments in `texts` that are not
// text (class bad_option).
Result<void> checkArguments(const ScriptStep &step, const QStringList &known, const QStringList &texts);

}  // namespace lexicell::ui
