// The empty state of a panel or view: what will be here, and the action that brings it.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lexicell::ui {

class EmptyState : public QWidget {
    Q_OBJECT

  public:
    EmptyState(const QString &iconName, const QString &title, const QString &text, QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &text);
    // The first is the primary button.
    QPushButton *addButton(const QString &text, const QString &iconName = {});

  protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

  private:
    void recolor();

    QString m_iconName;
    QLabel *m_icon = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_text = nullptr;
    QVBoxLayout *m_actions = nullptr;
    QPushButton *m_primary = nullptr;
    QString m_primaryIcon;
};

}  // namespace lexicell::ui
