// Knock-outs: the cells to change, optionally a goal, the genes, and one button with what the run will take. The task's other
// options are in a form of their own (furtherOptionsWanted).
#pragma once

#include "models/tasks/estimate.h"
#include "models/tasks/knock_out/null_genes.h"
#include "ui/commands/run_knock_out.h"
#include "ui/widgets/list_menu.h"

#include <QWidget>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QTimer;

namespace lexicell::ui {

class GroupSlot;
class KnockOutGenes;

class KnockOutPanel : public QWidget {
    Q_OBJECT

  public:
    explicit KnockOutPanel(Workbench bench, QWidget *parent = nullptr);

    KnockOutRequest request() const;
    void setRequest(const KnockOutRequest &request);  // "run again with changes"
    void addGenes(const QStringList &names);          // to its list, which names genes from now on
    void setResultGenes(const NamedLists &lists);     // those of the project's results, for its menu
    void setFurtherOptions(const models::tasks::KnockOutOptions &options);
    // The options that have a place in the panel; the others are the further ones.
    static QStringList ownOptions();

  Q_SIGNALS:
    void furtherOptionsWanted();
    void modelWanted();  // there is none yet, and the person asks for one

  private:
    QWidget *buildContent();
    QWidget *buildOptions();
    void connectAll();
    void reloadModes();
    void reloadReplicates();
    void requestChanged();  // says why not at once, counts a moment later
    void readExpression();
    void countPasses();
    void forgetExpression();
    void tell();
    models::tasks::Estimate estimate(const KnockOutRequest &asked) const;
    QString estimateText(const models::tasks::Estimate &expected) const;
    void run();

    Workbench m_bench;
    GroupSlot *m_from = nullptr;
    GroupSlot *m_toward = nullptr;
    KnockOutGenes *m_genes = nullptr;
    QComboBox *m_mode = nullptr;
    QComboBox *m_replicate = nullptr;
    QPushButton *m_further = nullptr;
    QPushButton *m_run = nullptr;
    QPushButton *m_loadModel = nullptr;
    QLabel *m_estimate = nullptr;
    QLabel *m_whyNot = nullptr;
    QTimer *m_pause = nullptr;
    models::tasks::KnockOutOptions m_options;                           // the further ones, as the form left them
    std::shared_ptr<const models::tasks::GeneExpression> m_expression;  // of the cells to change; null: not read yet
    std::optional<std::int64_t> m_passes = {};                          // of the present request; nothing: not counted
    int m_read = 0;                                                     // the job that reads it; 0: none
    int m_count = 0;                                                    // the job that counts the passes; 0: none
};

}  // namespace lexicell::ui
