#include "ui/panels/obs_list.h"

#include "ui/look/theme.h"
#include "ui/widgets/key_drag.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>

#include <algorithm>

namespace lexicell::ui {

namespace {

enum Role { HistogramRole = Qt::UserRole + 1, NoteRole };

constexpr int filterPause = 100;  // milliseconds
constexpr int rowHeight = 26;
constexpr int histogramWidth = 72;

// Name left; right the number of categories, or the histogram.
class ColumnDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {120, std::max(rowHeight, option.fontMetrics.height() + 8)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        ground.text.clear();
        ground.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, ground.widget);
        const ThemeColors &theme = themeColors();
        const QRect row = option.rect.adjusted(12, 0, -12, 0);
        const auto bars = index.data(HistogramRole).value<QList<int>>();
        const QString note = index.data(NoteRole).toString();
        painter->save();
        painter->setPen(theme.textMuted);
        int taken = 0;
        if (!bars.isEmpty()) {
            taken = histogramWidth;
            drawHistogram(*painter, QRect(row.right() - histogramWidth, row.top() + 5, histogramWidth, row.height() - 10), bars,
                          theme);
        } else {
            taken = option.fontMetrics.horizontalAdvance(note);
            painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter, note);
        }
        painter->setPen(theme.text);
        painter->drawText(
            row.adjusted(0, 0, -taken - 8, 0), Qt::AlignLeft | Qt::AlignVCenter,
            option.fontMetrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, row.width() - taken - 8));
        painter->restore();
    }

  private:
    static void drawHistogram(QPainter &painter, const QRect &box, const QList<int> &bars, const ThemeColors &theme)
    {
        const int highest = std::max(1, *std::max_element(bars.begin(), bars.end()));
        const double width = static_cast<double>(box.width()) / static_cast<double>(bars.size());
        for (qsizetype i = 0; i < bars.size(); ++i) {
            const double height = bars[i] > 0 ? std::max(1.0, static_cast<double>(box.height()) * bars[i] / highest) : 0.0;
            painter.fillRect(QRectF(box.left() + static_cast<double>(i) * width, box.bottom() + 1 - height, width - 0.6, height),
                             theme.borderStrong);
        }
    }
};

QString tipOf(const ObsColumn &column)
{
    QString tip = QStringLiteral("obs[\"%1\"]\n").arg(column.name);
    switch (column.kind) {
    case ObsColumn::Kind::Labels: tip += QObject::tr("%L1 categories").arg(column.categories); break;
    case ObsColumn::Kind::Numbers:
        if (column.histogram.empty() || *std::max_element(column.histogram.begin(), column.histogram.end()) == 0)
            tip += QObject::tr("no values");
        else tip += QObject::tr("%1 to %2").arg(QLocale().toString(column.low, 'g', 4), QLocale().toString(column.high, 'g', 4));
        break;
    case ObsColumn::Kind::Names: tip += QObject::tr("a name per cell; cannot color a map"); break;
    case ObsColumn::Kind::Other: tip += QObject::tr("kept as it is; cannot color a map"); break;
    }
    if (column.missing > 0) tip += QObject::tr(", %L1 cells without a value").arg(column.missing);
    return tip;
}

}  // namespace

ObsList::ObsList(Workbench bench, QWidget *parent) : QListWidget(parent), m_bench(bench), m_pause(new QTimer(this))
{
    setObjectName(QStringLiteral("obsList"));
    setAccessibleName(tr("Columns of obs"));
    setItemDelegate(new ColumnDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    const auto chosen = [this](QListWidgetItem *item) {
        if (item) Q_EMIT columnClicked(item->text());
    };
    connect(this, &QListWidget::itemClicked, this, chosen);
    connect(this, &QListWidget::itemActivated, this, chosen);
    new KeyDrag(this, [](const QModelIndex &index) {
        return index.flags() & Qt::ItemIsEnabled ? index.data(Qt::DisplayRole).toString() : QString();
    });
    // The pause joins several edits in a row, so that the columns are described once.
    m_pause->setSingleShot(true);
    m_pause->setInterval(filterPause);
    connect(m_pause, &QTimer::timeout, this, &ObsList::reload);
    connect(&bench.session.labels(), &Labels::fieldChanged, m_pause, qOverload<>(&QTimer::start));
    connect(&bench.session, &Session::datasetOpened, this, &ObsList::reload);
    connect(&bench.session, &Session::datasetClosed, this, &QListWidget::clear);
    connect(&bench.session.labels(), &Labels::fieldListChanged, this, &ObsList::reload);
    connect(&bench.session.data(), &DatasetStore::resultsAdded, this, &ObsList::reload);
}

void ObsList::reload()
{
    if (!m_bench.session.data().hasDataset()) return;
    // The data set with the edited fields is taken here. The worker describes its columns.
    data::Dataset current = m_bench.session.datasetToSave();
    m_bench.jobs.start(
        {job::columns, tr("Describe columns")}, this,
        [current = std::move(current)](JobContext &) -> Result<std::vector<ObsColumn>> {
            std::vector<ObsColumn> columns;
            for (const auto &[name, element] : current.obs.columns.entries)
                columns.push_back(describeColumn(current, QString::fromStdString(name)));
            return columns;
        },
        [this](Result<std::vector<ObsColumn>> columns) {
            if (columns.ok()) showColumns(*columns);
        },
        JobRunner::Lane::Interactive);
}

void ObsList::showColumns(const std::vector<ObsColumn> &columns)
{
    clear();
    std::vector<ObsColumn> sorted = columns;  // columns that can color a map, labels first
    std::stable_sort(sorted.begin(), sorted.end(), [](const ObsColumn &a, const ObsColumn &b) { return a.kind < b.kind; });
    for (const ObsColumn &column : sorted) {
        auto *item = new QListWidgetItem(column.name, this);
        item->setToolTip(tipOf(column));
        if (column.kind == ObsColumn::Kind::Numbers)
            item->setData(HistogramRole, QVariant::fromValue(QList<int>(column.histogram.begin(), column.histogram.end())));
        else if (column.kind == ObsColumn::Kind::Labels) item->setData(NoteRole, QLocale().toString(column.categories));
        if (column.kind == ObsColumn::Kind::Names || column.kind == ObsColumn::Kind::Other) item->setFlags(Qt::ItemIsSelectable);
    }
    markKey(m_marked);
}

void ObsList::markKey(const QString &key)
{
    m_marked = key;
    const auto found = findItems(key, Qt::MatchExactly);
    if (found.isEmpty()) setCurrentRow(-1);
    else setCurrentItem(found.first());
}

}  // namespace lexicell::ui
