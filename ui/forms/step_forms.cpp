// The forms of the single steps and of Map, all read off the options' `describe` lists.
#include "ui/commands/analysis_steps.h"
#include "ui/commands/embed_cells.h"
#include "ui/forms/step_dialog.h"

#include <QCheckBox>

#include <cmath>

namespace lexicell::ui {

namespace {

template <class Options> void showStep(Workbench bench, QWidget *parent, const QString &title, const QString &what,
                                       const Options &defaults, void (*run)(Workbench &, const Options &, const Then &),
                                       const QJsonObject &preset)
{
    auto *dialog = new StepDialog(title, what, parent);
    OptionForm *form = dialog->addForm();
    form->show(defaults);
    StepDialog::fillChoices(*form, bench.session);
    form->setValues(preset);
    dialog->setRun(QObject::tr("Run"), [bench, form, defaults, run]() mutable {
        Options options = defaults;
        form->read(options);
        run(bench, options, {});
    });
    dialog->show();
}

QString modelSentence(const Session &session)
{
    if (!session.outline()) return QObject::tr("No model is loaded: only the PCA baseline will be mapped.");
    QString text = QObject::tr("The PCA baseline comes first; then %1 embeds the cells.")
                       .arg(QString::fromStdString(session.outline()->card.name));
    if (const auto coverage = session.coverage())
        text += QObject::tr(" It knows %L1 of %L2 genes, %3 % of the counts.")
                    .arg(coverage->genesMatched)
                    .arg(coverage->genes)
                    .arg(std::lround(coverage->countsShare * 100.0));
    return text;
}

}  // namespace

void showMapForm(Workbench bench, QWidget *parent, const QJsonObject &preset)
{
    auto *dialog = new StepDialog(QObject::tr("Map cells"),
                                  QObject::tr("%1\nFor each: neighbours, UMAP and Leiden clusters. Results are added under "
                                              "AnnData's usual keys; the file stays as it is.")
                                      .arg(modelSentence(bench.session)),
                                  parent);
    dialog->setObjectName(QStringLiteral("mapForm"));
    QCheckBox *baseline = dialog->addSwitch(QObject::tr("PCA baseline"), true);
    QCheckBox *model = dialog->addSwitch(QObject::tr("Model embedding"), true,
                                         bench.session.outline() ? QString() : QObject::tr("Load a model first."));
    for (QCheckBox *box : {baseline, model})
        QObject::connect(box, &QCheckBox::toggled, dialog, [dialog, baseline, model] {
            const bool any = baseline->isChecked() || model->isChecked();
            dialog->setWhyNotRun(any ? QString() : QObject::tr("Choose the baseline, the model, or both."));
        });
    OptionForm *form = dialog->addForm();
    form->show(analysis::AnalyzeOptions{},
               {"n-top-genes", "n-pcs", "n-neighbors", "min-dist", "resolution", "batch", "layer", "log-normalized"});
    StepDialog::fillChoices(*form, bench.session);
    form->setValues(preset);
    dialog->setRun(QObject::tr("Map cells"), [bench, baseline, model, form]() mutable {
        MapOptions options;
        options.baseline = baseline->isChecked();
        options.model = model->isChecked();
        form->read(options.analyze);
        options.embed.layer = options.analyze.layer;
        options.embed.seed = options.analyze.seed;
        mapCells(bench, options);
    });
    dialog->show();
}

void showEmbedForm(Workbench bench, QWidget *parent, const QJsonObject &preset)
{
    showStep(bench, parent, QObject::tr("Embed cells"),
             QObject::tr(
                 "One vector per cell from the loaded model, into obsm. Neighbours, UMAP and Leiden can then be computed on it."),
             models::tasks::EmbedOptions{}, &embedCells, preset);
}

void showQcForm(Workbench bench, QWidget *parent, const QJsonObject &preset)
{
    showStep(bench, parent, QObject::tr("Quality control"),
             QObject::tr("Adds genes and counts per cell and the mitochondrial share, and drops cells and genes outside the "
                         "limits. The file stays as it is."),
             analysis::QcOptions{}, &runQualityControl, preset);
}

void showPcaForm(Workbench bench, QWidget *parent, const QJsonObject &preset)
{
    showStep(bench, parent, QObject::tr("PCA"),
             QObject::tr("Normalise, log1p, variable genes, principal components: obsm X_pca."), analysis::PcaOptions{}, &runPca,
             preset);
}

void showNeighborsForm(Workbench bench, QWidget *parent, const QJsonObject &preset)
{
    showStep(bench, parent, QObject::tr("Neighbours"), QObject::tr("The neighbour graph that UMAP and Leiden work on."),
             analysis::NeighborsOptions{}, &runNeighbors, preset);
}

void showUmapForm(Workbench bench, QWidget *parent, const QJsonObject &preset)
{
    showStep(bench, parent, QObject::tr("UMAP"), QObject::tr("A map of the neighbour graph."), analysis::UmapOptions{}, &runUmap,
             preset);
}

void showLeidenForm(Workbench bench, QWidget *parent, const QJsonObject &preset)
{
    showStep(bench, parent, QObject::tr("Leiden clusters"), QObject::tr("Groups of cells in the neighbour graph."),
             analysis::LeidenOptions{}, &runLeiden, preset);
}

void showStepForm(Workbench bench, QWidget *parent, const QString &step, const QJsonObject &preset)
{
    static const QHash<QString, void (*)(Workbench, QWidget *, const QJsonObject &)> forms{
        {"analyze", &showMapForm},         {"embed", &showEmbedForm}, {"qc", &showQcForm},        {"pca", &showPcaForm},
        {"neighbors", &showNeighborsForm}, {"umap", &showUmapForm},   {"leiden", &showLeidenForm}};
    if (const auto form = forms.value(step)) form(bench, parent, preset);
}

}  // namespace lexicell::ui
