// One loaded model in the Models panel: its card, its abilities, its coverage of the open data, and the buttons to use it and to
// unload it. The tool tip of a disabled button says why it is disabled.
#pragma once

#include "ui/workspace/models/model_shelf.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace lexicell::ui {

class Chip;

class ModelCardView : public QFrame {
    Q_OBJECT

  public:
    explicit ModelCardView(QWidget *parent = nullptr);

    struct State {
        bool inUse = false;
        QString whyNotUse, whyNotUnload;  // empty: it can
        bool hasData = false;
    };
    void showModel(const ShelfModel &model, const State &state);

  Q_SIGNALS:
    void useWanted();
    void filesWanted();
    void unloadWanted();

  private:
    void showCoverage(const ShelfModel &model, bool hasData);

    QLabel *m_name;
    Chip *m_inUse;
    Chip *m_memory;
    QLabel *m_facts;
    QLabel *m_notice;
    QProgressBar *m_share;
    QLabel *m_coverage;
    QPushButton *m_use;
    QPushButton *m_unload;
    QPushButton *m_files;
};

}  // namespace lexicell::ui
