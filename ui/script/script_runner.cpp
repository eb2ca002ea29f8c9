#include "ui/script/script_runner.h"

#include "ui/shell/main_window.h"

#include <QFile>
#include <QJsonDocument>
#include <QTimer>

namespace lexicell::ui {

namespace {

constexpr int settleMilliseconds = 150;  // without a new job for this long, drawing and reading have ended

}  // namespace

ScriptRunner::ScriptRunner(MainWindow &window) : QObject(&window), m_window(window) {}

Result<QJsonArray> ScriptRunner::read(const QString &file)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return Error{errors::notFound, tr("The script %1 cannot be read: %2.").arg(file, input.errorString()).toStdString(), ""};
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(input.readAll(), &problem);
    if (problem.error != QJsonParseError::NoError || !document.isArray())
        return Error{errors::badJson,
                     tr("The script %1 is no JSON list of steps: %2 at character %3.")
                         .arg(file, problem.errorString())
                         .arg(problem.offset)
                         .toStdString(),
                     ""};
    return document.array();
}

void ScriptRunner::run(const QJsonArray &steps, Then then)
{
    m_steps = steps;
    m_next = 0;
    m_then = std::move(then);
    settle([this] { next(); });
}

// Continues when no job runs and none was queued for a moment.
void ScriptRunner::settle(std::function<void()> then)
{
    QTimer::singleShot(settleMilliseconds, this, [this, then = std::move(then)] {
        if (m_window.bench().jobs.idle()) then();
        else settle(then);
    });
}

void ScriptRunner::next()
{
    if (m_next >= m_steps.size()) return finish(m_then, {});
    const auto step = parseStep(m_steps[m_next]);
    m_step = step.ok() ? *step : ScriptStep{m_steps[m_next].toObject()["do"].toString(), {}, false};
    if (!step.ok()) return stepDone(step.error());
    start(m_step, [this](const Result<void> &result) { settle([this, result] { stepDone(result); }); });
}

void ScriptRunner::stepDone(const Result<void> &result)
{
    if (result.ok() || m_step.mayFail) {
        ++m_next;
        return next();
    }
    Error error = result.error();
    const QString name = m_step.what.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(m_step.what);
    error.message = tr("step %1%2: ").arg(m_next + 1).arg(name).toStdString() + error.message;
    finish(m_then, error);
}

}  // namespace lexicell::ui
