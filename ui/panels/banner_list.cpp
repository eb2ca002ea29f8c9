#include "ui/panels/banner_list.h"

#include "ui/widgets/banner.h"

#include <QEvent>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace lexicell::ui {

namespace {

constexpr int mostBanners = 3;
constexpr int goodNewsMilliseconds = 6000;
constexpr int widest = 760;
constexpr int margin = 12;
constexpr int spacing = 6;
constexpr QSize smallestMaps{420, 110};  // that a message lies over; smaller, it takes the page
constexpr int lowPage = 740;             // pixels: below, messages are one line each; above, all but the newest
constexpr const char *ofProgram = "ofProgram";
constexpr const char *stays = "stays";  // work waits for its answer

}  // namespace

BannerList::BannerList(Notices &notices, QWidget *page, std::function<QRect()> maps)
    : QWidget(page), m_maps(std::move(maps)), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("banners"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(spacing);
    connect(&notices, &Notices::posted, this, &BannerList::post);
    connect(&notices, &Notices::dataForgotten, this, &BannerList::forgetData);
    page->installEventFilter(this);
    hide();
}

void BannerList::post(const Notice &notice)
{
    int others = 0;
    for (int i = m_layout->count() - 1; i >= 0; --i) {
        QWidget *older = m_layout->itemAt(i)->widget();
        if (!older->property(stays).toBool() && ++others >= mostBanners) remove(older);
    }
    auto *banner = new Banner(this);
    banner->setObjectName(QStringLiteral("banner"));
    banner->setProperty(ofProgram, notice.ofProgram);
    banner->showMessage(notice.tone, notice.what, notice.why);
    banner->setDismissible(!notice.stays);
    banner->setProperty(stays, notice.stays);
    for (const auto &button : notice.buttons) {
        QPushButton *widget = banner->addButton(button.text);
        connect(widget, &QPushButton::clicked, banner, [this, banner, run = button.run] {
            remove(banner);
            run();
        });
    }
    connect(banner, &Banner::dismissed, banner, [this, banner] { remove(banner); });
    // A message that needs an answer stays.
    if (notice.tone == Tone::Success) {
        auto *timer = new QTimer(banner);
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, banner, [this, banner] { remove(banner); });
        timer->start(goodNewsMilliseconds);
    }
    m_layout->addWidget(banner);
    place();
}

void BannerList::forgetData()
{
    for (int i = m_layout->count() - 1; i >= 0; --i)
        if (QWidget *banner = m_layout->itemAt(i)->widget(); banner && !banner->property(ofProgram).toBool()) remove(banner);
}

// The banner's own button may have called this, so the banner is deleted only after the button's signal has ended.
void BannerList::remove(QWidget *banner)
{
    m_layout->removeWidget(banner);
    banner->hide();
    banner->setParent(nullptr);
    banner->deleteLater();
    place();
}

QRect BannerList::ground() const
{
    const QRect page = parentWidget()->rect(), maps = m_maps() & page;
    return maps.width() < smallestMaps.width() || maps.height() < smallestMaps.height() ? page : maps;
}

void BannerList::place()
{
    setVisible(m_layout->count() > 0);
    const QRect ground = this->ground();
    for (int i = 0; i < m_layout->count(); ++i)
        if (auto *banner = qobject_cast<Banner *>(m_layout->itemAt(i)->widget()))
            banner->setCompact(ground.height() < lowPage || i + 1 < m_layout->count());
    const int width = std::max(0, std::min(widest, ground.width() - 2 * margin));
    const int wanted = m_layout->hasHeightForWidth() ? m_layout->totalHeightForWidth(width) : m_layout->sizeHint().height();
    const int height = std::min(wanted, std::max(0, ground.height() - 2 * margin));
    setGeometry(ground.center().x() - width / 2, ground.bottom() + 1 - height - margin, width, height);
    raise();
}

// The final height of a message is known only after its fonts are set.
bool BannerList::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest) place();
    return done;
}

bool BannerList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize) place();
    return QWidget::eventFilter(watched, event);
}

}  // namespace lexicell::ui
