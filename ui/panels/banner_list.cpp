#include "ui/panels/banner_list.h"

#include "ui/widgets/banner.h"

#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int mostBanners = 3;
constexpr int goodNewsMilliseconds = 6000;

}  // namespace

BannerList::BannerList(Notices &notices, QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("banners"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    connect(&notices, &Notices::posted, this, &BannerList::post);
}

void BannerList::post(const Notice &notice)
{
    while (m_layout->count() >= mostBanners) {
        QLayoutItem *oldest = m_layout->takeAt(0);
        oldest->widget()->deleteLater();
        delete oldest;
    }
    auto *banner = new Banner(this);
    banner->setObjectName(QStringLiteral("banner"));
    banner->showMessage(notice.tone, notice.what, notice.why);
    banner->setDismissible(true);
    for (const auto &button : notice.buttons) {
        QPushButton *widget = banner->addButton(button.text);
        connect(widget, &QPushButton::clicked, banner, [banner, run = button.run] {
            run();
            banner->deleteLater();
        });
    }
    connect(banner, &Banner::dismissed, banner, &QObject::deleteLater);
    // What needs an answer stays.
    if (notice.tone == Tone::Success) QTimer::singleShot(goodNewsMilliseconds, banner, &QObject::deleteLater);
    m_layout->addWidget(banner);
}

}  // namespace lexicell::ui
