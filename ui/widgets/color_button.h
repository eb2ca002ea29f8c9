// A button that shows a color and asks for another one.
#pragma once

#include <QColor>
#include <QToolButton>

#include <functional>

namespace lexicell::ui {

class ColorButton : public QToolButton {
    Q_OBJECT

  public:
    explicit ColorButton(const QColor &color = Qt::gray, QWidget *parent = nullptr);

    QColor color() const { return m_color; }
    void setColor(const QColor &color);

  Q_SIGNALS:
    void colorPicked(const QColor &color);  // by a person only

  private:
    void ask();

    QColor m_color;
};

// The one color dialog of the program, beside `parent` and not blocking; the category palettes are its custom colors.
// `picked` is called with a color that differs from `current`, or never.
void askColor(const QColor &current, const QString &title, QWidget *parent, std::function<void(const QColor &)> picked);

}  // namespace lexicell::ui
