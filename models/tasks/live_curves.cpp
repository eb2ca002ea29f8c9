#include "models/tasks/live_curves.h"

#include <utility>

namespace lexicell::models::tasks {

void LiveCurves::begin(Curves curves)
{
    const std::lock_guard lock(m_mutex);
    m_news = std::move(curves);
    m_begun = m_grown = true;
}

void LiveCurves::add(std::size_t curve, double x, double y)
{
    const std::lock_guard lock(m_mutex);
    m_news.curves[curve].x.push_back(x);
    m_news.curves[curve].y.push_back(y);
    m_grown = true;
}

void LiveCurves::keep(double x, std::string name)
{
    const std::lock_guard lock(m_mutex);
    m_news.kept = x;
    m_news.keptName = std::move(name);
    m_grown = true;
}

bool LiveCurves::take(Curves &shown)
{
    const std::lock_guard lock(m_mutex);
    if (!m_grown) return false;
    if (m_begun) shown = m_news;
    for (std::size_t i = 0; i < m_news.curves.size(); ++i) {
        Curve &news = m_news.curves[i], &curve = shown.curves[i];
        if (!m_begun) {
            curve.x.insert(curve.x.end(), news.x.begin(), news.x.end());
            curve.y.insert(curve.y.end(), news.y.begin(), news.y.end());
        }
        news.x.clear();
        news.y.clear();
    }
    shown.kept = m_news.kept;
    shown.keptName = m_news.keptName;
    m_begun = m_grown = false;
    return true;
}

}  // namespace lexicell::models::tasks
