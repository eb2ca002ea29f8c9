#include "ui/workspace/genes/genes.h"

namespace lexicell::ui {

void Genes::setCurrent(const QString &name)
{
    if (name == m_current) return;
    m_current = name;
    Q_EMIT currentChanged();
}

void Genes::forget() { m_current.clear(); }

}  // namespace lexicell::ui
