// The genes of two models on the screen: the pointer tells of the nearest gene, a click picks it; by keys from gene to gene.
#pragma once

#include "ui/views/results/models_figure.h"

#include <QPixmap>
#include <QWidget>

#include <functional>

namespace lexicell::ui {

class ModelsCanvas : public QWidget {
    Q_OBJECT

  public:
    explicit ModelsCanvas(QWidget *parent);

    void setAgreement(Agreement agreement);
    const Agreement &agreement() const { return m_agreement; }
    void setFacts(std::function<QStringList(const AgreementPoint &)> facts) { m_facts = std::move(facts); }
    QPoint placeOf(const QString &gene) const;  // in the widget; for tests

  Q_SIGNALS:
    void itemPicked(const QString &kind, const QString &name);

  protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

  private:
    void replan();
    int pointAt(const QPointF &position) const;  // -1: none near
    void setCurrent(int point);
    void showTip(const QPoint &global);
    void pick();

    Agreement m_agreement;
    AgreementPlan m_plan;
    QPixmap m_drawn;  // all but the mark, which follows the pointer over thousands of points; null: to be drawn anew
    std::function<QStringList(const AgreementPoint &)> m_facts;
    int m_current = -1;
};

}  // namespace lexicell::ui
