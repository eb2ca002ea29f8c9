#include "ui/workspace/models/models.h"

#include <utility>

namespace lexicell::ui {

void Models::setOutline(models::ModelOutline outline)
{
    m_outline = std::make_shared<const models::ModelOutline>(std::move(outline));
    m_model.reset();
    m_coverage.reset();
    Q_EMIT modelChanged();
}

void Models::setModel(std::shared_ptr<const models::LoadedModel> model)
{
    m_model = std::move(model);
    Q_EMIT modelChanged();
}

void Models::setCoverage(std::shared_ptr<const models::input::Coverage> coverage)
{
    m_coverage = std::move(coverage);
    Q_EMIT coverageChanged();
}

}  // namespace lexicell::ui
