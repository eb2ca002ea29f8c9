// The model that steps and forms work with: its outline, its network once a step opened it, and how well it covers the open data.
// ModelShelf holds all models that are loaded.
#pragma once

#include "models/contracts/model.h"
#include "models/input/coverage.h"

#include <QObject>

#include <memory>

namespace lexicell::ui {

class Models : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    const models::ModelOutline *outline() const { return m_outline.get(); }
    std::shared_ptr<const models::ModelOutline> sharedOutline() const { return m_outline; }
    std::shared_ptr<const models::LoadedModel> model() const { return m_model; }  // null until a step needed the network
    std::shared_ptr<const models::input::Coverage> coverage() const { return m_coverage; }
    void setOutline(models::ModelOutline outline);
    void setModel(std::shared_ptr<const models::LoadedModel> model);
    void setCoverage(std::shared_ptr<const models::input::Coverage> coverage);
    void forgetCoverage() { m_coverage.reset(); }  // of cells or genes that are gone; their own signal tells

  Q_SIGNALS:
    void modelChanged();
    void coverageChanged();

  private:
    std::shared_ptr<const models::ModelOutline> m_outline;
    std::shared_ptr<const models::LoadedModel> m_model;
    std::shared_ptr<const models::input::Coverage> m_coverage;
};

}  // namespace lexicell::ui
