// A message in place, never modal: what happened, why, and the buttons that fix it.
#pragma once

#include "ui/look/tone.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace lexicell::ui {

class Banner : public QFrame {
    Q_OBJECT

  public:
    explicit Banner(QWidget *parent = nullptr);

    // Shows the banner and removes the buttons of the message before.
    void showMessage(Tone tone, const QString &what, const QString &why = {});
    QPushButton *addButton(const QString &text);
    void setDismissible(bool dismissible);
    QString message() const;

  Q_SIGNALS:
    void dismissed();

  protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

  private:
    void recolor();

    Tone m_tone = Tone::Neutral;
    QLabel *m_icon = nullptr;
    QLabel *m_what = nullptr;
    QLabel *m_why = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    QToolButton *m_close = nullptr;
};

}  // namespace lexicell::ui
