// The path of an analysis across the top of the window: Data, Model, Map, … each with its state, one click each.
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace lexicell::ui {

class PathBar : public QWidget {
    Q_OBJECT

  public:
    enum class State { ToDo, Running, Done, Attention };
    struct Step {
        QString title;
        QString note;  // "3 unlabeled"; shown behind the title
        State state = State::ToDo;
        bool enabled = true;
        QString whyNot{};      // tool tip while disabled
        double progress = -1;  // while running, 0 to 1; -1: unknown
    };

    explicit PathBar(QWidget *parent = nullptr);

    void setSteps(std::vector<Step> steps);
    void setStep(int index, const Step &step);
    void setCurrent(int index);  // the step whose form is open; -1: none
    int current() const { return m_current; }
    int stepCount() const { return static_cast<int>(m_steps.size()); }
    QRect stepRect(int index) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void stepClicked(int index);

  protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

  private:
    // What is left out where the window is narrow: first the notes, then room, at last the titles, which the tool tips have.
    enum class Fit { Notes, Titles, Close, Marks };
    Fit fit() const;
    int widthIn(Fit fit) const;

    int stepAt(const QPoint &position) const;
    int stepWidth(const Step &step, Fit fit) const;
    QString stepText(const Step &step, Fit fit) const;
    void paintStep(QPainter &painter, int index) const;
    void describe();

    std::vector<Step> m_steps;
    int m_current = -1;
    int m_hovered = -1;
    int m_focused = 0;
};

}  // namespace lexicell::ui
