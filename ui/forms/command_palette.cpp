#include "ui/forms/command_palette.h"

#include "ui/workspace/gene_names.h"
#include "ui/look/icon.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int paletteWidth = 560;
constexpr int mostHits = 40;
constexpr int mostGenes = 12;
constexpr int wholeName = 1000;  // above the score of any match in a part
enum Role { ActionRole = Qt::UserRole, KeyRole };

}  // namespace

int fuzzyScore(const QString &text, const QString &query)
{
    int score = 1;
    qsizetype at = 0;
    for (const QChar letter : query) {
        if (letter.isSpace()) continue;
        const qsizetype found = text.indexOf(letter, at, Qt::CaseInsensitive);
        if (found < 0) return 0;
        const bool wordStart = found == 0 || !text[found - 1].isLetterOrNumber();
        score += wordStart ? 8 : found == at ? 4 : 0;
        at = found + 1;
    }
    return score + (text.contains(query.trimmed(), Qt::CaseInsensitive) ? 20 : 0);
}

CommandPalette::CommandPalette(Actions &actions, Session &session, QWidget *window)
    : QFrame(window), m_actions(actions), m_session(session), m_line(new QLineEdit(this)), m_hits(new QListWidget(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setProperty("card", true);
    m_line->setPlaceholderText(tr("Search everything: actions, columns, genes"));
    m_line->setObjectName(QStringLiteral("paletteLine"));
    m_hits->setFrameShape(QFrame::NoFrame);
    m_hits->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->addWidget(m_line);
    layout->addWidget(m_hits);
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_hits, &QListWidget::itemClicked, this, &CommandPalette::choose);
    hide();
}

void CommandPalette::open()
{
    const QWidget *window = parentWidget();
    const int width = std::min(paletteWidth, window->width() - 40);
    setGeometry((window->width() - width) / 2, 72, width, std::min(440, window->height() - 120));
    m_line->clear();
    search({});
    show();
    raise();
    m_line->setFocus();
}

void CommandPalette::search(const QString &text)
{
    struct Hit {
        int score;
        QListWidgetItem *item;
    };
    // A blank icon aligns an action that has no icon.
    QPixmap nothing(64, 64);
    nothing.fill(Qt::transparent);
    const QIcon blank(nothing);
    std::vector<Hit> hits;
    for (QAction *action : m_actions.all()) {
        QString name = action->text();
        name.remove(QLatin1Char('&'));
        const int score = text.isEmpty() ? (action->isEnabled() ? 2 : 1) : fuzzyScore(name, text);
        if (score == 0) continue;
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        const QString more = action->isEnabled() ? keys : m_actions.whyNot(action->objectName());
        auto *item = new QListWidgetItem(action->icon().isNull() ? blank : action->icon(),
                                         more.isEmpty() ? name : QStringLiteral("%1    %2").arg(name, more));
        item->setData(ActionRole, action->objectName());
        item->setToolTip(action->toolTip());
        if (!action->isEnabled()) item->setFlags(Qt::NoItemFlags);
        hits.push_back({action->isEnabled() ? score : score - 100, item});
    }
    if (m_session.data().hasDataset() && !text.isEmpty()) {
        for (const auto &[name, column] : m_session.data().dataset()->obs.columns.entries) {
            const QString key = QString::fromStdString(name);
            const int score = fuzzyScore(key, text);
            if (score == 0) continue;
            auto *item = new QListWidgetItem(icon(QStringLiteral("table")), tr("%1    color by column").arg(key));
            item->setData(KeyRole, key);
            hits.push_back({score + 2, item});
        }
        int place = 0;  // genes keep the order in which the search ranks them
        for (const GeneHit &gene : searchGenes(m_session, text, mostGenes)) {
            auto *item = new QListWidgetItem(icon(QStringLiteral("gene")), tr("%1    color by gene").arg(gene.text));
            item->setData(KeyRole, gene.key);
            hits.push_back({(gene.whole ? wholeName : fuzzyScore(gene.matched, text)) - place++, item});
        }
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) { return a.score > b.score; });
    m_hits->clear();
    for (const Hit &hit : hits) {
        if (m_hits->count() < mostHits) m_hits->addItem(hit.item);
        else delete hit.item;
    }
    if (m_hits->count() == 0) {
        auto *nothingFound =
            new QListWidgetItem(m_session.data().hasDataset()
                                    ? tr("No action, no column of obs and no gene of these data has the name “%1”.").arg(text)
                                    : tr("No action has the name “%1”. Open data to search columns and genes.").arg(text));
        nothingFound->setFlags(Qt::NoItemFlags);
        m_hits->addItem(nothingFound);
    }
    m_hits->setCurrentRow(0);
}

void CommandPalette::choose()
{
    const QListWidgetItem *item = m_hits->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled)) return;
    const QString id = item->data(ActionRole).toString(), key = item->data(KeyRole).toString();
    hide();
    if (!key.isEmpty()) Q_EMIT keyChosen(key);
    else if (QAction *action = m_actions.get(id)) action->trigger();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) hide();
    if (event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Escape: hide(); return true;
        case Qt::Key_Return:
        case Qt::Key_Enter: choose(); return true;
        case Qt::Key_Down: m_hits->setCurrentRow(std::min(m_hits->count() - 1, m_hits->currentRow() + 1)); return true;
        case Qt::Key_Up: m_hits->setCurrentRow(std::max(0, m_hits->currentRow() - 1)); return true;
        default: break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

}  // namespace lexicell::ui
