// Messages to the person, shown as banners in place: what happened, why, and buttons that fix it. Never modal.
#pragma once

#include "core/base/error.h"
#include "ui/look/tone.h"

#include <QJsonObject>
#include <QObject>

#include <functional>
#include <vector>

namespace lexicell::ui {

struct Notice {
    struct Button {
        QString text;
        std::function<void()> run;
    };
    Tone tone = Tone::Neutral;
    QString what;
    QString why;
    std::vector<Button> buttons;
    bool ofProgram = false;  // not about the open data: it stays when others are opened
    bool stays = false;      // until one of its buttons was pressed: work waits for the answer
};

class Notices : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    void post(const Notice &notice) { Q_EMIT posted(notice); }
    // Cancelled is not a failure and shows nothing.
    void postError(const QString &what, const Error &error, std::vector<Notice::Button> buttons = {}, bool ofProgram = false)
    {
        if (error.kind == ErrorKind::Cancelled) return;
        Q_EMIT posted({Tone::Danger, what, QString::fromStdString(error.message), std::move(buttons), ofProgram});
    }

    // Removes the messages about the data that were open.
    void forgetData() { Q_EMIT dataForgotten(); }

  Q_SIGNALS:
    void posted(const lexicell::ui::Notice &notice);
    void dataForgotten();
    // A choice is needed: the window shows the form with its controls. `options` are those that were tried.
    void openOptionsWanted(const QString &path, const QJsonObject &options, const lexicell::Error &why);
    void stepFormWanted(const QString &step, const QJsonObject &options);
    void modelFilesWanted(const QString &path, const lexicell::Error &why);
};

}  // namespace lexicell::ui
