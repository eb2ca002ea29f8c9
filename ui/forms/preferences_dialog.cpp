#include "ui/forms/preferences_dialog.h"

#include "core/base/parallel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTableWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace lexicell::ui {

ThemeMode preferredTheme()
{
    const QString name = QSettings().value(QStringLiteral("theme")).toString();
    if (name == QStringLiteral("light")) return ThemeMode::Light;
    return name == QStringLiteral("dark") ? ThemeMode::Dark : ThemeMode::System;
}

int preferredThreads()
{
    const int cores = threadCount(0);
    const int byRule = std::max(1, std::min(cores - 1, (cores * 2 + 2) / 3));
    return std::clamp(QSettings().value(QStringLiteral("threads"), byRule).toInt(), 1, cores);
}

PreferencesDialog::PreferencesDialog(Actions &actions, QWidget *parent) : QDialog(parent), m_actions(actions)
{
    setObjectName(QStringLiteral("preferences"));
    setWindowTitle(tr("Preferences"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(560, 520);
    m_tabs = new QTabWidget(this);
    m_tabs->addTab(buildGeneral(), tr("General"));
    m_tabs->addTab(buildShortcuts(), tr("Keyboard"));
    auto *close = new QDialogButtonBox(QDialogButtonBox::Close, this);
    close->button(QDialogButtonBox::Close)->setIcon({});
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(close);
}

void PreferencesDialog::showShortcuts() { m_tabs->setCurrentIndex(1); }

QWidget *PreferencesDialog::buildGeneral()
{
    auto *page = new QWidget(this);
    auto *form = new QFormLayout(page);
    form->setContentsMargins(16, 16, 16, 16);
    form->setVerticalSpacing(10);
    auto *theme = new QComboBox(page);
    theme->setObjectName(QStringLiteral("theme"));
    theme->addItem(tr("As the system"), QStringLiteral("system"));
    theme->addItem(tr("Light"), QStringLiteral("light"));
    theme->addItem(tr("Dark"), QStringLiteral("dark"));
    theme->setCurrentIndex(std::max(0, theme->findData(QSettings().value(QStringLiteral("theme")).toString())));
    connect(theme, &QComboBox::activated, this, [this, theme] {
        QSettings().setValue(QStringLiteral("theme"), theme->currentData());
        Q_EMIT themeChosen(preferredTheme());
    });
    auto *threads = new QSpinBox(page);
    threads->setRange(1, threadCount(0));
    threads->setValue(preferredThreads());
    threads->setToolTip(tr("Threads for computing. By default one thread stays free for the window."));
    connect(threads, &QSpinBox::valueChanged, this, [this](int value) {
        QSettings().setValue(QStringLiteral("threads"), value);
        Q_EMIT threadsChosen(value);
    });
    auto *note = new QLabel(tr("The same seed, threads and device give the same result."), page);
    note->setProperty("muted", true);
    form->addRow(tr("Theme"), theme);
    form->addRow(tr("Threads"), threads);
    form->addRow(QString(), note);
    return page;
}

QWidget *PreferencesDialog::buildShortcuts()
{
    auto *table = new QTableWidget(static_cast<int>(m_actions.all().size()), 2, this);
    table->setObjectName(QStringLiteral("shortcuts"));
    table->setHorizontalHeaderLabels({tr("Action"), tr("Key")});
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->setColumnWidth(1, 180);
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    for (int row = 0; row < m_actions.all().size(); ++row) {
        QAction *action = m_actions.all()[row];
        QString name = action->text();
        auto *item = new QTableWidgetItem(name.remove(QLatin1Char('&')));
        item->setFlags(Qt::ItemIsEnabled);
        table->setItem(row, 0, item);
        auto *edit = new QKeySequenceEdit(action->shortcut(), table);
        const QString id = action->objectName();
        connect(edit, &QKeySequenceEdit::editingFinished, this, [this, id, edit] {
            m_actions.setShortcuts(id, edit->keySequence().isEmpty() ? m_actions.defaultShortcuts(id)
                                                                     : QList<QKeySequence>{edit->keySequence()});
        });
        table->setCellWidget(row, 1, edit);
        table->setRowHeight(row, 34);
    }
    return table;
}

}  // namespace lexicell::ui
