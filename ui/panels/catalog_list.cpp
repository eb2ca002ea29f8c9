#include "ui/panels/catalog_list.h"

#include "ui/widgets/wrapped_label.h"
#include "ui/workspace/models/model_facts.h"
#include "ui/workspace/models/model_memory.h"
#include "ui/look/icon.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

// A long address would widen the panel. The label shows its path only, and the tool tip shows the whole address.
QString linked(const QString &address)
{
    QString path = address;
    path.remove(QStringLiteral("https://"));
    return QStringLiteral("<a href=\"%1\">%2</a>")
        .arg(address.toHtmlEscaped(), path.section(QLatin1Char('/'), 1).toHtmlEscaped());
}

// The steps as the label shows them: addresses are links.
QString withLinks(const QString &text)
{
    static const QRegularExpression address(QStringLiteral("https://[^\\s:]+"));
    QString html;
    qsizetype from = 0;
    for (auto matches = address.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        html += text.mid(from, match.capturedStart() - from).toHtmlEscaped() + linked(match.captured());
        from = match.capturedEnd();
    }
    html += text.mid(from).toHtmlEscaped();
    return html.replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

}  // namespace

CatalogRow::CatalogRow(models::CatalogEntry entry, ModelDownloads &downloads, QWidget *parent)
    : QFrame(parent), m_entry(std::move(entry)), m_downloads(downloads), m_id(QString::fromStdString(m_entry.id))
{
    setObjectName(QStringLiteral("catalog.") + m_id);
    setProperty("card", true);
    build();
    connect(&downloads, &ModelDownloads::changed, this, [this](const QString &id) {
        if (id == m_id) refresh();
    });
    refresh();
}

void CatalogRow::build()
{
    auto *name = wrappedLabel(this, "heading");
    name->setText(QStringLiteral("%1 · %2").arg(QString::fromStdString(m_entry.name), familyTitle(m_entry.family)));
    m_facts = wrappedLabel(this, "muted");
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_state = wrappedLabel(this, "muted");
    m_state->setObjectName(QStringLiteral("downloadState"));
    m_steps = wrappedLabel(this);
    m_steps->setObjectName(QStringLiteral("instructions"));
    m_steps->setText(withLinks(instructions()));
    for (QLabel *label : {m_facts, m_steps}) {
        label->setTextInteractionFlags(Qt::TextBrowserInteraction);
        label->setOpenExternalLinks(true);
    }
    m_facts->setToolTip(QString::fromStdString(m_entry.homepage));
    const auto button = [this](const QString &text, const char *objectName) {
        auto *result = new QPushButton(text, this);
        result->setObjectName(QLatin1String(objectName));
        return result;
    };
    m_load = button(tr("Load"), "loadEntry");
    m_download = button(tr("Download"), "download");
    m_cancel = button(tr("Cancel"), "cancelDownload");
    m_how = button(m_entry.files.empty() ? tr("How to get it") : tr("Notes"), "howTo");
    m_how->setCheckable(true);
    m_copy = button(tr("Copy"), "copyInstructions");
    m_copy->setToolTip(tr("Copies the steps as text."));
    m_how->setVisible(m_entry.resource.empty());
    auto *buttons = new QHBoxLayout;
    for (QPushButton *item : {m_load, m_download, m_cancel, m_how}) buttons->addWidget(item);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 12);
    layout->setSpacing(6);
    for (QWidget *item : {static_cast<QWidget *>(name), static_cast<QWidget *>(m_facts), static_cast<QWidget *>(m_progress),
                          static_cast<QWidget *>(m_state)})
        layout->addWidget(item);
    layout->addLayout(buttons);
    layout->addWidget(m_steps);
    layout->addWidget(m_copy, 0, Qt::AlignLeft);

    connect(m_load, &QPushButton::clicked, this, [this] { Q_EMIT loadWanted(m_downloads.path(m_entry)); });
    connect(m_download, &QPushButton::clicked, this, [this] { m_downloads.start(m_entry); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_downloads.cancel(m_id); });
    connect(m_how, &QPushButton::toggled, this, &CatalogRow::showInstructions);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(instructions()); });
    showInstructions(false);
}

QString CatalogRow::instructions() const
{
    QStringList lines;
    const bool numbered = m_entry.files.empty() && m_entry.instructions.size() > 1;
    for (const auto &step : m_entry.instructions)
        lines << (numbered ? QStringLiteral("%1. ").arg(lines.size() + 1) : QString()) + QString::fromStdString(step);
    return lines.join(QLatin1Char('\n'));
}

void CatalogRow::showInstructions(bool on)
{
    m_steps->setVisible(on);
    m_copy->setVisible(on);
}

void CatalogRow::refresh()
{
    const bool running = m_downloads.running(m_id);
    const bool here = !m_downloads.path(m_entry).isEmpty();
    const auto progress = m_downloads.progress(m_entry);
    QStringList sizes;
    if (m_entry.parameters > 0) sizes << tr("%L1 parameters").arg(m_entry.parameters);
    if (m_entry.vocabulary > 0) sizes << tr("%L1 genes and tokens").arg(m_entry.vocabulary);
    QString facts = QString::fromStdString(m_entry.summary).toHtmlEscaped();
    if (progress.total > 0) sizes << tr("%1 to download").arg(memoryText(progress.total));
    if (!sizes.isEmpty()) facts += QStringLiteral("<br>") + sizes.join(QStringLiteral(" · "));
    facts += QStringLiteral("<br>") + tr("License: %1").arg(QString::fromStdString(m_entry.license).toHtmlEscaped());
    if (!m_entry.homepage.empty()) facts += QStringLiteral("<br>") + linked(QString::fromStdString(m_entry.homepage));
    m_facts->setText(facts);

    m_load->setVisible(here);
    m_download->setVisible(!m_entry.files.empty() && !here && !running);
    m_download->setText(progress.received > 0 ? tr("Resume") : tr("Download"));
    m_download->setToolTip(m_entry.files.empty() ? QString() : QString::fromStdString(m_entry.files.front().url));
    m_cancel->setVisible(running);
    m_progress->setVisible(running);
    m_progress->setRange(0, 1000);
    if (progress.total > 0)
        m_progress->setValue(
            static_cast<int>(1000.0 * static_cast<double>(progress.received) / static_cast<double>(progress.total)));
    const auto error = m_downloads.error(m_id);
    QString state;
    if (running) state = tr("%1 of %2").arg(memoryText(progress.received), memoryText(progress.total));
    else if (error) state = QString::fromStdString(error->message);
    else if (here && !m_entry.files.empty()) state = tr("Downloaded and checked.");
    else if (progress.received > 0)
        state = tr("%1 of %2 are downloaded.").arg(memoryText(progress.received), memoryText(progress.total));
    m_state->setText(state);
    m_state->setVisible(!state.isEmpty());
}

CatalogList::CatalogList(ModelDownloads &downloads, QWidget *parent) : QWidget(parent), m_downloads(downloads)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
}

void CatalogList::setEntries(const std::vector<models::CatalogEntry> &entries)
{
    qDeleteAll(m_rows);
    m_rows.clear();
    for (const auto &entry : entries) {
        auto *row = new CatalogRow(entry, m_downloads, this);
        connect(row, &CatalogRow::loadWanted, this, &CatalogList::loadWanted);
        layout()->addWidget(row);
        m_rows << row;
    }
}

CatalogRow *CatalogList::row(const QString &id) const
{
    for (CatalogRow *row : m_rows)
        if (row->entry().id == id.toStdString()) return row;
    return nullptr;
}

}  // namespace lexicell::ui
