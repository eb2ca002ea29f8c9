// Paints a row of the legend: tick, swatch, name, digit of its key, "selected / total"; says which part of a row the pointer
// is on. Its editor takes a name: Enter, Tab and a click elsewhere keep it, Esc does not.
#pragma once

#include <QStyledItemDelegate>

namespace lexicell::ui {

class LegendDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    enum class Part { Tick, Swatch, Name, Count };

    using QStyledItemDelegate::QStyledItemDelegate;

    static QRect partRect(Part part, const QRect &row, const QFontMetrics &metrics, const QString &count);
    static QString countOf(const QModelIndex &index);
    static Part partAt(const QPoint &position, const QRect &row, const QFontMetrics &metrics, const QString &count);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    // The legend handles clicks.
    bool editorEvent(QEvent *, QAbstractItemModel *, const QStyleOptionViewItem &, const QModelIndex &) override { return false; }
};

}  // namespace lexicell::ui
