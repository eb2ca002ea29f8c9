// Messages to the person, shown as banners in place: what happened, why, and buttons that fix it. Never modal.
#pragma once

#include "core/base/error.h"
#include "ui/widgets/tone.h"

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
};

class Notices : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    void post(Notice notice) { Q_EMIT posted(notice); }
    // Cancelled is not a failure and shows nothing.
    void postError(const QString &what, const Error &error, std::vector<Notice::Button> buttons = {})
    {
        if (error.kind == ErrorKind::Cancelled) return;
        Q_EMIT posted({Tone::Danger, what, QString::fromStdString(error.message), std::move(buttons)});
    }

  Q_SIGNALS:
    void posted(const lexicell::ui::Notice &notice);
};

}  // namespace lexicell::ui
