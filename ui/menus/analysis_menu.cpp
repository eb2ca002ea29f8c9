// Menus Analysis and Model: the steps from counts to a map, one by one and in one go.
#include "ui/commands/analysis_steps.h"
#include "ui/forms/model_dialog.h"
#include "ui/forms/step_dialog.h"
#include "ui/main_menu.h"
#include "ui/made_here.h"
#include "ui/main_window.h"
#include "ui/panels/view_pane.h"
#include "ui/panels/views_area.h"
#include "ui/why_not.h"

#include <QMenu>

namespace lexicell::ui {

namespace {

// The neighbour graph of the active map's representation.
std::string activeRepresentation(MainWindow &window)
{
    const ViewPane *pane = window.views()->active();
    const QString key = pane ? pane->embedding() : QString();
    if (const auto rep = layoutMadeOf(*window.bench().session.dataset(), key))
        return *rep == QStringLiteral("X_pca") ? std::string() : rep->toStdString();
    return key.startsWith(QStringLiteral("X_umap_")) ? "X_" + key.mid(7).toStdString() : std::string();
}

}  // namespace

void MenuBuilder::analysis()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Analysis"));
    add(m, {"analysis.map", QObject::tr("&Map cells…"), "map", keys({"Ctrl+M"}), [&w] { showMapForm(w.m_bench, &w); },
            needsData(), QObject::tr("Embed, neighbours, UMAP and Leiden in one go, with the PCA baseline.")});
    m->addSeparator();
    add(m, {"analysis.qc",
            QObject::tr("&Quality control…"),
            "quality",
            {},
            [&w] { showQcForm(w.m_bench, &w); },
            [&w] {
                if (const QString why = whyNotData(w.m_session); !why.isEmpty()) return why;
                const data::Dataset &dataset = *w.m_session.dataset();
                const bool others = dataset.raw.has_value() || !dataset.layers.entries.empty();  // chosen in the form
                return w.m_session.facts()->counts() || others
                           ? QString()
                           : QObject::tr("Quality control needs counts; X holds other values, and there is no other matrix.");
            },
            {}});
    add(m, {"analysis.pca", QObject::tr("&PCA…"), "chart", {}, [&w] { showPcaForm(w.m_bench, &w); }, needsData(), {}});
    const auto needsPca = [&w] {
        if (const QString why = whyNotData(w.m_session); !why.isEmpty()) return why;
        return w.m_session.embeddings().isEmpty() ? QObject::tr("There is no PCA or model embedding yet: compute one first.")
                                                  : QString();
    };
    add(m, {"analysis.neighbors",
            QObject::tr("&Neighbours…"),
            "network",
            {},
            [&w] { showNeighborsForm(w.m_bench, &w); },
            needsPca,
            {}});
    const auto needsGraph = [&w] {
        if (const QString why = whyNotData(w.m_session); !why.isEmpty()) return why;
        return w.m_session.dataset()->obsp.entries.empty()
                   ? QObject::tr("There is no neighbour graph yet: compute neighbours first.")
                   : QString();
    };
    add(m, {"analysis.umap", QObject::tr("&UMAP…"), "cells", {}, [&w] { showUmapForm(w.m_bench, &w); }, needsGraph, {}});
    add(m, {"analysis.leiden",
            QObject::tr("&Leiden clusters…"),
            "cluster",
            {},
            [&w] { showLeidenForm(w.m_bench, &w); },
            needsGraph,
            {}});
    m->addSeparator();
    const auto leiden = [&w](double factor) {
        analysis::LeidenOptions options;
        options.rep = activeRepresentation(w);
        options.resolution = factor;
        runLeiden(w.m_bench, options);
    };
    add(m, {"analysis.finer", QObject::tr("&Finer clusters (resolution 2)"), "", {}, [leiden] { leiden(2.0); }, needsGraph, {}});
    add(m, {"analysis.coarser",
            QObject::tr("&Coarser clusters (resolution 0.5)"),
            "",
            {},
            [leiden] { leiden(0.5); },
            needsGraph,
            {}});
}

void MenuBuilder::model()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Model"));
    add(m, {"model.load",
            QObject::tr("&Load model…"),
            "model",
            keys({"Ctrl+Shift+M"}),
            [&w] { (new ModelDialog(w.m_bench, &w))->show(); },
            {},
            QObject::tr("The folder of a checkpoint of any of the four families; never runs code from it.")});
    add(m, {"model.panel",
            QObject::tr("&Models panel"),
            "info",
            {},
            [&w] { w.showPanel(QStringLiteral("models")); },
            {},
            QObject::tr("The loaded models, two of them compared, and those that can be had.")});
    add(m, {"model.fit",
            QObject::tr("&Fit report"),
            "check-circle",
            {},
            [&w] { (new ModelDialog(w.m_bench, &w))->show(); },
            [&w] { return whyNotModel(w.m_session); },
            QObject::tr("Which genes of these data the model knows.")});
    add(m, {"model.embed",
            QObject::tr("&Embed cells…"),
            "embed",
            {},
            [&w] { showEmbedForm(w.m_bench, &w); },
            [&w] {
                if (const QString why = whyNotModel(w.m_session); !why.isEmpty()) return why;
                const auto coverage = w.m_session.coverage();
                return coverage && coverage->genesMatched == 0 ? QObject::tr("The model knows none of these genes.") : QString();
            },
            {}});
}

}  // namespace lexicell::ui
