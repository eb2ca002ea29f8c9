#include "ui/widgets/key_drag.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDrag>
#include <QMimeData>
#include <QMouseEvent>

namespace lexicell::ui {

namespace {

const QString keyType = QStringLiteral("application/x-lexicell-key");

}  // namespace

KeyDrag::KeyDrag(QAbstractItemView *list, std::function<QString(const QModelIndex &)> keyOf)
    : QObject(list), m_list(list), m_keyOf(std::move(keyOf))
{
    list->viewport()->installEventFilter(this);
}

QMimeData *KeyDrag::dataOf(const QString &key)
{
    auto *data = new QMimeData;
    data->setData(keyType, key.toUtf8());
    data->setText(key);
    return data;
}

QString KeyDrag::keyIn(const QMimeData *data)
{
    if (data->hasFormat(keyType)) return QString::fromUtf8(data->data(keyType));
    if (data->hasUrls() || !data->hasText()) return {};
    const QString text = data->text().trimmed();
    return text.contains(QLatin1Char('\n')) ? QString() : text;
}

bool KeyDrag::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const QModelIndex index = m_list->indexAt(mouse->pos());
        m_pressed = mouse->button() == Qt::LeftButton && index.isValid() ? m_keyOf(index) : QString();
        m_from = mouse->pos();
        return false;
    }
    if (event->type() != QEvent::MouseMove || m_pressed.isEmpty()) return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (!(mouse->buttons() & Qt::LeftButton)) return false;
    if ((mouse->pos() - m_from).manhattanLength() < QApplication::startDragDistance()) return true;  // no rubber band meanwhile
    const QString key = m_pressed;
    m_pressed.clear();
    auto *drag = new QDrag(m_list);
    drag->setMimeData(dataOf(key));
    Q_EMIT started(key);
    drag->exec(Qt::CopyAction);
    return true;
}

}  // namespace lexicell::ui
