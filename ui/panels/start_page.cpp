#include "ui/panels/start_page.h"

#include "ui/commands/open_dataset.h"
#include "ui/look/icon.h"

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
constexpr int narrowestTile = 176;  // pixels; small, because the hidden page still limits how narrow the window can be
constexpr int tileHeight = 296;

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
    tiles->addWidget(tile(QStringLiteral("open"), tr("Open data"),
                          tr("h5ad, h5mu, 10x (.h5 or matrix folder), loom, mtx, csv. Or drop a file, a folder or a checkpoint "
                             "anywhere on this window. The file is never changed."),
                          {{QStringLiteral("openTile"), tr("Open file…"), {}, &StartPage::openWanted},
                           {QStringLiteral("openFolderTile"), tr("Open 10x folder…"),
                            tr("A folder with matrix.mtx, features.tsv and barcodes.tsv."), &StartPage::folderWanted}}));
    tiles->addWidget(
        tile(QStringLiteral("sample"), tr("Try a sample"),
             tr("2,638 real blood cells with nine published types (10x Genomics PBMC 3k, CC BY 4.0). Or 3,000 "
                "simulated cells with a small demo model, where every answer is known."),
             {{QStringLiteral("realSampleTile"), tr("Real cells"), tr("PBMC 3k, with its published types and map."),
               &StartPage::realSampleWanted},
              {QStringLiteral("sampleTile"), tr("Simulated cells"),
               tr("Mapped by the demo model and by PCA; marked as simulated everywhere."), &StartPage::sampleWanted}}));
    tiles->addWidget(recentCard);

    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addWidget(line, 0, Qt::AlignHCenter);
    layout->addSpacing(28);
    auto *centered = new QHBoxLayout;
    centered->addStretch(1);
    centered->addLayout(tiles, 100);
    centered->addStretch(1);
    layout->addLayout(centered);
    layout->addStretch(3);
    reloadRecent();
}

QWidget *StartPage::tile(const QString &iconName, const QString &title, const QString &text, const QList<Way> &ways)
{
    QFrame *frame = card(iconName, title, this);
    auto *layout = static_cast<QVBoxLayout *>(frame->layout());
    layout->addWidget(muted(text, frame));
    layout->addStretch();
    for (const Way &way : ways) {
        auto *button = new QPushButton(way.text, frame);
        button->setObjectName(way.name);
        button->setToolTip(way.tip);
        button->setProperty("primary", way.name == QStringLiteral("openTile"));
        layout->addWidget(button);
        connect(button, &QPushButton::clicked, this, way.wanted);
    }
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
