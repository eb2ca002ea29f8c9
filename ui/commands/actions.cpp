#include "ui/commands/actions.h"

#include "ui/look/icon.h"

#include <QSettings>
#include <QWidget>

namespace lexicell::ui {

namespace {

QString settingsKey(const QString &id) { return QStringLiteral("shortcuts/") + id; }

}  // namespace

QList<QKeySequence> keys(std::initializer_list<const char *> texts)
{
    QList<QKeySequence> result;
    for (const char *text : texts) result << QKeySequence(QLatin1String(text));
    return result;
}

Actions::Actions(QWidget *window) : QObject(window), m_window(window) {}

QAction *Actions::add(ActionSpec spec)
{
    auto *action = new QAction(spec.text, m_window);
    action->setObjectName(spec.id);
    if (!spec.iconName.isEmpty()) action->setIcon(icon(spec.iconName));
    QList<QKeySequence> shortcuts = spec.shortcuts;
    const QSettings settings;
    if (settings.contains(settingsKey(spec.id)))
        shortcuts = QKeySequence::listFromString(settings.value(settingsKey(spec.id)).toString());
    action->setShortcuts(shortcuts);
    m_window->addAction(action);
    if (spec.run) connect(action, &QAction::triggered, this, [run = spec.run] { run(); });
    dress(*action, spec, {});
    m_actions.insert(spec.id, action);
    m_order.append(action);
    m_specs.insert(spec.id, std::move(spec));
    return action;
}

QAction *Actions::addToggle(ActionSpec spec, bool on, std::function<void(bool)> toggled)
{
    QAction *action = add(std::move(spec));
    action->setCheckable(true);
    action->setChecked(on);
    connect(action, &QAction::toggled, this, [toggled = std::move(toggled)](bool checked) { toggled(checked); });
    return action;
}

QAction *Actions::get(const QString &id) const { return m_actions.value(id, nullptr); }

QString Actions::whyNot(const QString &id) const
{
    const auto spec = m_specs.constFind(id);
    return spec != m_specs.constEnd() && spec->whyNot ? spec->whyNot() : QString();
}

void Actions::refresh()
{
    for (auto it = m_specs.constBegin(); it != m_specs.constEnd(); ++it) {
        if (!it->whyNot) continue;
        const QString reason = it->whyNot();
        QAction *action = m_actions.value(it.key());
        action->setEnabled(reason.isEmpty());
        dress(*action, *it, reason);
    }
}

void Actions::dress(QAction &action, const ActionSpec &spec, const QString &reason) const
{
    QString plain = spec.text;
    plain.remove(QLatin1Char('&'));
    QString tip = plain;
    if (!action.shortcut().isEmpty()) tip += QStringLiteral("  (%1)").arg(action.shortcut().toString(QKeySequence::NativeText));
    const QString &more = reason.isEmpty() ? spec.help : reason;
    if (!more.isEmpty()) tip += QLatin1Char('\n') + more;
    action.setToolTip(tip);
    action.setStatusTip(more);
}

void Actions::setShortcuts(const QString &id, const QList<QKeySequence> &shortcuts)
{
    QAction *action = get(id);
    if (!action) return;
    action->setShortcuts(shortcuts);
    QSettings settings;
    if (shortcuts == m_specs[id].shortcuts) settings.remove(settingsKey(id));
    else settings.setValue(settingsKey(id), QKeySequence::listToString(shortcuts));
    dress(*action, m_specs[id], whyNot(id));
}

QList<QKeySequence> Actions::defaultShortcuts(const QString &id) const { return m_specs.value(id).shortcuts; }

}  // namespace lexicell::ui
