// Runs a list of steps in the window, so that a picture of any state can be made by a program:
//
//     [{"do": "open", "file": "cells.h5ad"}, {"do": "load-model", "path": "scGPT_human"},
//      {"do": "embed", "options": {"batch-size": 64}}, {"do": "analyze", "options": {"rep": "X_scGPT"}},
//      {"do": "color-by", "key": "leiden_scGPT"}, {"do": "select", "query": "leiden == '3'"},
//      {"do": "label", "name": "NK cell"}, {"do": "screenshot", "file": "out.png"}]
//
// Steps run in order; each waits for its jobs. Options are the command line's long options, inside "options" or beside "do".
// A task's files have the names of the command line's arguments: "inputs" (a list), "model", "output", and "force": true.
// The first step that fails ends the script, unless it says "may-fail": true; the message names it. Error classes: bad_json,
// bad_step, unknown_step, unknown_option, bad_option, and those of the steps.
#pragma once

#include "core/base/result.h"
#include "ui/script/script_step.h"
#include "ui/workspace/workbench.h"

#include <QJsonArray>
#include <QObject>

#include <functional>

namespace lexicell::ui {

class MainWindow;

class ScriptRunner : public QObject {
    Q_OBJECT

  public:
    explicit ScriptRunner(MainWindow &window);

    static Result<QJsonArray> read(const QString &file);
    void run(const QJsonArray &steps, Then then);

  private:
    void next();
    void stepDone(const Result<void> &result);
    void settle(std::function<void()> then);

    // script_steps.cpp. `done` of a step that starts jobs is called when the jobs have ended.
    void start(const ScriptStep &step, const Then &done);
    bool startFileStep(const ScriptStep &step, const Then &done);
    bool startAnalysis(const ScriptStep &step, const Then &done);
    Result<void> doNow(const ScriptStep &step);
    Result<void> select(const ScriptStep &step);
    Result<void> label(const ScriptStep &step);
    Result<void> colorBy(const ScriptStep &step);
    Result<void> lookAt(const ScriptStep &step);  // makes a gene the current one
    Result<void> screenshot(const QString &file);

    MainWindow &m_window;
    QJsonArray m_steps;
    ScriptStep m_step;
    qsizetype m_next = 0;
    Then m_then;
};

// Cells for which `query` holds: COLUMN == 'VALUE', COLUMN != 'VALUE', COLUMN > NUMBER (also <, >=, <=), joined by "and".
// Error class `bad_query`.
Result<std::vector<std::uint8_t>> selectByQuery(const Session &session, const QString &query);

}  // namespace lexicell::ui
