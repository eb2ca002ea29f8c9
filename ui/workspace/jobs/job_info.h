// What the window knows about one piece of background work: shown in the jobs strip, kept as history.
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "models/tasks/live_curves.h"

#include <QDateTime>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace lexicell::ui {

// The kind is for the program and the title for a person. The program never compares titles.
struct JobLabel {
    std::string kind;    // the task's id ("umap"), or a word of job_kinds.h
    QString title;       // translated
    bool quiet = false;  // stands in no list: the person did not ask for it
    // What the job measures as it goes, filled by its work; null: nothing.
    std::shared_ptr<models::tasks::LiveCurves> curves = {};
};

struct JobInfo {
    enum class State { Queued, Running, Done, Failed, Cancelled };

    int id = 0;
    std::string kind;  // as JobLabel
    QString title;
    State state = State::Queued;
    double fraction = 0.0;      // of the whole job, 0..1
    QString stage;              // what it is doing now
    double seconds = 0.0;       // running time so far; of a finished job: altogether
    double secondsLeft = -1.0;  // estimate; negative: not known yet
    QDateTime finishedAt;
    Error error;  // of a failed job
    std::vector<Warning> warnings;

    bool finished() const { return state != State::Queued && state != State::Running; }
};

// "48 s", "1:05", "2:03:00"
QString durationText(double seconds);

}  // namespace lexicell::ui
