// A message in place, never modal: what happened, why, and the buttons that fix it.
#pragma once

#include "ui/look/tone.h"

#include <QFrame>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace lexicell::ui {

class ElidedLabel;

class Banner : public QFrame {
    Q_OBJECT

  public:
    explicit Banner(QWidget *parent = nullptr);

    // Shows the banner and removes the buttons of the message before.
    void showMessage(Tone tone, const QString &what, const QString &why = {});
    QPushButton *addButton(const QString &text);
    void setDismissible(bool dismissible);
    // One line, with a button for all of it: in a low window. Errors are always shown whole.
    void setCompact(bool compact);
    QString message() const;

  Q_SIGNALS:
    void dismissed();

  protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

  private:
    void recolor();
    void arrange();

    Tone m_tone = Tone::Neutral;
    QLabel *m_icon = nullptr;
    ElidedLabel *m_what = nullptr;
    ElidedLabel *m_why = nullptr;
    QBoxLayout *m_texts = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    QToolButton *m_more = nullptr;
    QToolButton *m_close = nullptr;
    bool m_compact = false;
    bool m_unfolded = false;  // by a person
};

}  // namespace lexicell::ui
