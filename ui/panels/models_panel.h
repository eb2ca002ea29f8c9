// The Models panel: the loaded models with what they can do and how they meet the open data, two of them compared, the memory
// they may take, and the catalog of those that can be had.
#pragma once

#include "ui/model_downloads.h"
#include "ui/model_shelf.h"

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
    void loadWanted();  // from a folder of one's own
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
