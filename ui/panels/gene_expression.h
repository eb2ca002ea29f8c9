// The expression of the current gene in the groups of a column of labels: a part of the gene card. Read and summed by a job.
#pragma once

#include "ui/workspace/genes/group_expression.h"
#include "ui/workspace/workbench.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace lexicell::ui {

class GroupChart;

class GeneExpression : public QWidget {
    Q_OBJECT

  public:
    explicit GeneExpression(Workbench bench, QWidget *parent = nullptr);

    void show(std::int64_t gene, const QString &name);  // -1: none
    GroupChart *chart() const { return m_chart; }       // null: it is not there yet, or cannot be

  private:
    using Values = std::shared_ptr<const std::vector<float>>;
    struct Read {
        Values values;
        std::vector<GroupExpression> groups;
    };
    void forget();
    void reloadFields();
    void read();
    void take(std::vector<GroupExpression> groups, const QString &field);
    void tell(const QString &message);  // in place of the chart
    void selectGroup(const QString &label);

    Workbench m_bench;
    QVBoxLayout *m_layout = nullptr;
    QComboBox *m_fields = nullptr;
    QLabel *m_message = nullptr;
    QLabel *m_caption = nullptr;
    GroupChart *m_chart = nullptr;
    std::int64_t m_gene = -1;
    QString m_name;
    Values m_values;  // of this gene; null: not read yet
    int m_job = 0;
    int m_reads = 0;  // started: only the latest is heard
};

}  // namespace lexicell::ui
