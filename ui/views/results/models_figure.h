// Two models on the same genes as a figure: a point for each gene, by its ranks in both or by its effects.
#pragma once

#include "ui/figures/figure.h"
#include "ui/look/theme.h"

#include <QString>

#include <vector>

namespace lexicell::ui {

struct AgreementPoint {
    QString gene;
    double x = 0, y = 0;
    std::size_t row = 0;  // of the complete table
};
struct Agreement {
    std::vector<AgreementPoint> points;
    QString xName, yName;
    bool ranks = false;  // 1: the largest effect; both axes have one scale, and the diagonal is drawn
};

// Where things stand, in device-independent pixels.
struct AgreementPlan {
    QSizeF size;
    QRectF plot;
    double xLow = 0, xHigh = 1, yLow = 0, yHigh = 1;
    QPointF at(double x, double y) const
    {
        return {plot.left() + (x - xLow) / (xHigh - xLow) * plot.width(),
                plot.bottom() - (y - yLow) / (yHigh - yLow) * plot.height()};
    }
};
AgreementPlan planAgreement(const Agreement &agreement, const QSizeF &space);
Figure agreementFigure(const Agreement &agreement, const AgreementPlan &plan, const ThemeColors &theme);

inline constexpr double agreementDot = 3.2;        // radius
inline constexpr std::size_t namedAgreements = 5;  // genes at the top of either model whose names are drawn

}  // namespace lexicell::ui
