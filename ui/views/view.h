// One view in the middle of the window, whatever it shows. The area that holds views (view_desk.h) knows no other type: maps and
// results are tiled, tabbed, put into windows of their own and stored in the same way.
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QWidget>

namespace lexicell::ui {

// The kind of itemPicked() when a person asks for the cells behind a gene's number.
inline const QString cellsOfGene = QStringLiteral("cells-of-gene");

class View : public QWidget {
    Q_OBJECT

  public:
    using QWidget::QWidget;

    virtual QString title() const = 0;    // of its tab; translated
    virtual QString caption() const = 0;  // one line under it: what is shown, how many, of what
    // Its own first row tells the title and offers export, own window and close; the area then adds no such row.
    virtual bool hasHeader() const { return false; }
    virtual void setAway(bool) {}  // it is in a window of its own, or back: for the texts of its own header
    // Kinds of file that exportTo() writes ("png", "svg", "pdf", "csv"), the best first; empty: it exports nothing.
    virtual QStringList exportKinds() const = 0;
    // By the ending of the name. Error classes: bad_option, not_writable, disk_full.
    virtual Result<void> exportTo(const QString &file) = 0;
    // The state of the view that a layout stores and restores.
    virtual QJsonObject state() const = 0;
    virtual void restore(const QJsonObject &state) = 0;
    // Names of a kind ("gene") that a person chose in it, and all that it has, in its own order.
    virtual QStringList chosenNames(const QString & /*kind*/) const { return {}; }
    virtual QStringList allNames(const QString & /*kind*/) const { return {}; }

  Q_SIGNALS:
    void titleChanged();
    void stateChanged();                                                // state() is another one
    void itemPicked(const QString &kind, const QString &name);          // "gene", "CD3E": the person pointed at it
    void pairPicked(const QString &row, const QString &column);         // of a heat map
    void collectWanted(const QString &kind, const QStringList &names);  // the person wants to keep these
    void knockOutWanted(const QStringList &genes);                      // … to knock these out
};

}  // namespace lexicell::ui
