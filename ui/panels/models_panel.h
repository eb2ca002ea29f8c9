// The Models panel: the loaded models with their abilities and their coverage of the open data, a comparison of two of them,
// the memory budget, and the catalog.
#pragma once

#include "ui/workspace/models/model_downloads.h"
#include "ui/workspace/models/model_shelf.h"
#include "ui/workspace/workbench.h"

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lexicell::ui {

class CatalogList;
class ModelCardView;
class ModelComparison;

class ModelsPanel : public QWidget {
    Q_OBJECT

  public:
    explicit ModelsPanel(Workbench bench, QWidget *parent = nullptr);

    ModelShelf &shelf() { return m_shelf; }
    ModelDownloads &downloads() { return m_downloads; }
    CatalogList *catalog() const { return m_catalog; }
    const QList<ModelCardView *> &cards() const { return m_cards; }  // one a loaded model, in the order of loading

  Q_SIGNALS:
    void loadWanted();  // from a folder
    void filesWanted(const QString &checkpoint);

  private:
    QWidget *buildMemory();
    void readCatalog();
    void refresh();

    Workbench m_bench;
    ModelShelf m_shelf;
    ModelDownloads m_downloads;
    QList<ModelCardView *> m_cards;
    QVBoxLayout *m_cardsLayout = nullptr;
    QLabel *m_empty = nullptr;
    QLabel *m_compareTitle = nullptr;
    ModelComparison *m_comparison = nullptr;
    QLabel *m_memory = nullptr;
    QDoubleSpinBox *m_budget = nullptr;
    CatalogList *m_catalog = nullptr;
};

}  // namespace lexicell::ui
