#include "ui/panels/start_page.h"

#include "ui/commands/open_dataset.h"
#include "ui/widgets/icon.h"

#include <QDir>
#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int shownRecent = 5;
constexpr int tileWidth = 264;
constexpr int narrowestTile = 176;  // the page behind the maps must not keep the window wide
constexpr int tileHeight = 248;

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("heading", true);
    return label;
}

QLabel *muted(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("muted", true);
    label->setWordWrap(true);
    return label;
}

QFrame *card(const QString &iconName, const QString &title, QWidget *parent)
{
    auto *frame = new QFrame(parent);
    frame->setProperty("card", true);
    frame->setFixedHeight(tileHeight);
    frame->setMinimumWidth(narrowestTile);
    frame->setMaximumWidth(tileWidth);
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(20, 20, 20, 16);
    layout->setSpacing(8);
    auto *picture = new QLabel(frame);
    picture->setPixmap(icon(iconName).pixmap(28, 28));
    layout->addWidget(picture);
    layout->addWidget(heading(title, frame));
    return frame;
}

}  // namespace

StartPage::StartPage(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("startPage"));
    auto *title = new QLabel(QStringLiteral("Lexicell"), this);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 2.2);
    large.setWeight(QFont::DemiBold);
    title->setFont(large);
    auto *line = muted(tr("Single-cell foundation models on your own machine, beside their honest baselines."), this);
    line->setWordWrap(false);

    auto *recentCard = card(QStringLiteral("recent"), tr("Recent"), this);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    static_cast<QVBoxLayout *>(recentCard->layout())->addLayout(m_recent, 1);

    auto *tiles = new QHBoxLayout;
    tiles->setSpacing(16);
    tiles->addWidget(tile(QStringLiteral("openTile"), QStringLiteral("open"), tr("Open data"),
                          tr("h5ad, 10x (.h5 or matrix folder), loom, mtx, csv. Or drop a file anywhere on this window. The file "
                             "is never changed.")));
    tiles->addWidget(tile(QStringLiteral("sampleTile"), QStringLiteral("sample"), tr("Try the sample"),
                          tr("3,000 simulated blood cells and a small demo model. Simulated, so that every answer is known; "
                             "marked so everywhere.")));
    tiles->addWidget(recentCard);

    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addWidget(line, 0, Qt::AlignHCenter);
    layout->addSpacing(28);
    auto *centred = new QHBoxLayout;
    centred->addStretch(1);
    centred->addLayout(tiles, 100);
    centred->addStretch(1);
    layout->addLayout(centred);
    layout->addStretch(3);
    reloadRecent();
}

QWidget *StartPage::tile(const QString &name, const QString &iconName, const QString &title, const QString &text)
{
    QFrame *frame = card(iconName, title, this);
    auto *layout = static_cast<QVBoxLayout *>(frame->layout());
    layout->addWidget(muted(text, frame));
    layout->addStretch();
    auto *button = new QPushButton(name == QStringLiteral("openTile") ? tr("Open…") : tr("Open the sample"), frame);
    button->setObjectName(name);
    button->setProperty("primary", name == QStringLiteral("openTile"));
    layout->addWidget(button);
    connect(button, &QPushButton::clicked, this,
            name == QStringLiteral("openTile") ? &StartPage::openWanted : &StartPage::sampleWanted);
    return frame;
}

void StartPage::reloadRecent()
{
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    const QStringList files = recentFiles().mid(0, shownRecent);
    for (const QString &file : files) {
        auto *button = new QPushButton(this);
        button->setFlat(true);
        button->setText(button->fontMetrics().elidedText(QFileInfo(file).fileName(), Qt::ElideMiddle, tileWidth - 72));
        button->setToolTip(QDir::toNativeSeparators(file));
        button->setProperty("leftAligned", true);
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        button->setStyleSheet(QStringLiteral("text-align: left; padding: 3px 6px;"));
        connect(button, &QPushButton::clicked, this, [this, file] { Q_EMIT fileWanted(file); });
        m_recent->addWidget(button);
    }
    if (files.isEmpty()) m_recent->addWidget(muted(tr("Files you open will be listed here."), this));
    m_recent->addStretch();
}

}  // namespace lexicell::ui
