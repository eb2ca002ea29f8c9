// A button that shows a colour and asks for another one.
#pragma once

#include <QColor>
#include <QToolButton>

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

// The one colour dialog of the program: offers the category palettes as custom colours; invalid when cancelled.
QColor askColour(const QColor &current, const QString &title, QWidget *parent);

}  // namespace lexicell::ui
