// A button that shows a colour and asks for another one.
#pragma once

#include <QColor>
#include <QToolButton>

#include <functional>

namespace lexicell::ui {

class ColourButton : public QToolButton {
    Q_OBJECT

  public:
    explicit ColourButton(const QColor &colour = Qt::gray, QWidget *parent = nullptr);

    QColor colour() const { return m_colour; }
    void setColour(const QColor &colour);

  Q_SIGNALS:
    void colourPicked(const QColor &colour);  // by a person only

  private:
    void ask();

    QColor m_colour;
};

// The one colour dialog of the program, beside `parent` and not blocking; the category palettes are its custom colours.
// `picked` is called with a colour that differs from `current`, or never.
void askColour(const QColor &current, const QString &title, QWidget *parent, std::function<void(const QColor &)> picked);

}  // namespace lexicell::ui
