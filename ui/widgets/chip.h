// A small rounded tag: "simulated", "93 % known", a filter that can be removed.
#pragma once

#include "ui/look/tone.h"

#include <QAbstractButton>

namespace lexicell::ui {

class Chip : public QAbstractButton {
    Q_OBJECT

  public:
    explicit Chip(const QString &text, Tone tone = Tone::Neutral, QWidget *parent = nullptr);

    void setTone(Tone tone);
    void setRemovable(bool removable);  // shows a cross
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void removeWanted();

  protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

  private:
    QRect crossRect() const;

    Tone m_tone;
    bool m_removable = false;
};

}  // namespace lexicell::ui
