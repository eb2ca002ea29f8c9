// The row above a ranking: which of its metrics and groups is shown, as what, in which order, and which genes.
#pragma once

#include "models/tasks/result.h"

#include <QJsonObject>
#include <QWidget>

#include <string>
#include <vector>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace lexicell::ui {

// Evidence: by p, then by the size of z; both signs where the test has two sides. A ranking that is no knock-out is in the order
// of its evidence already.
enum class RankingOrder { Evidence, LargestZ, SmallestZ, Effect };

// Items with a number whose name contains the text, in this order; at most `most`.
std::vector<std::size_t> chosenRows(const models::tasks::Ranking &ranking, RankingOrder order, const QString &filter,
                                    std::size_t most);

class RankingControls : public QWidget {
    Q_OBJECT

  public:
    RankingControls(const models::tasks::Ranking &ranking, QWidget *parent);

    std::string chosenMetric() const;  // empty: the ranking has one alone
    std::string group() const;
    RankingOrder order() const;
    QString filter() const;
    bool isVolcano() const;
    bool volcanoOfZ() const;  // its x axis is z, not the effect

    QJsonObject state() const;  // "metric", "group", "order", "filter", "plot", "x"
    void restore(const QJsonObject &state);

  Q_SIGNALS:
    void rankingChanged();  // another metric or group
    void changed();         // anything else

  protected:
    void resizeEvent(QResizeEvent *event) override;

  private:
    QComboBox *box(const char *name, const QString &title);
    QToolButton *plotButton(const char *name, const QString &text, const QString &iconName);
    void showFitting();

    QComboBox *m_metric = nullptr;
    QComboBox *m_group = nullptr;
    QComboBox *m_order = nullptr;
    QComboBox *m_x = nullptr;
    QLineEdit *m_filter = nullptr;
    QToolButton *m_dots = nullptr;
    QToolButton *m_volcano = nullptr;
};

}  // namespace lexicell::ui
