#include "ui/workspace/why_not.h"

namespace lexicell::ui {

QString whyNotData(const Session &session)
{
    return session.data().hasDataset() ? QString() : QObject::tr("Open a data set first.");
}

QString whyNotSelect(const Session &session)
{
    if (const QString why = whyNotData(session); !why.isEmpty()) return why;
    return session.selection().count() > 0 ? QString() : QObject::tr("Select cells first: draw around them with the lasso (L).");
}

QString whyNotLabel(const Session &session)
{
    if (const QString why = whyNotData(session); !why.isEmpty()) return why;
    const auto why = session.journal().whyReadOnly();
    return why ? QString::fromStdString(why->message) : QString();
}

QString whyNotLabelSelected(const Session &session)
{
    const QString why = whyNotLabel(session);
    return why.isEmpty() ? whyNotSelect(session) : why;
}

QString whyNotModel(const Session &session)
{
    if (const QString why = whyNotData(session); !why.isEmpty()) return why;
    return session.models().outline() ? QString() : QObject::tr("Load a model first.");
}

}  // namespace lexicell::ui
