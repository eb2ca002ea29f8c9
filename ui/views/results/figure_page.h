// A further picture of a result, as a page of its view: with a name of its own in the view's state, and its own export.
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QWidget>

namespace lexicell::ui {

class FigurePage : public QWidget {
    Q_OBJECT

  public:
    using QWidget::QWidget;

    virtual QString name() const = 0;     // in the state of the view; never translated
    virtual QString tabName() const = 0;  // translated
    // PNG, SVG or PDF by the ending. Error classes: bad_option, not_writable, disk_full.
    virtual Result<void> saveFigure(const QString &file, const QString &title, const QString &caption) = 0;
    virtual QJsonObject state() const = 0;
    virtual void restore(const QJsonObject &state) = 0;

  Q_SIGNALS:
    void stateChanged();
    void itemPicked(const QString &kind, const QString &name);
};

}  // namespace lexicell::ui
