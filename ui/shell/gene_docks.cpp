#include "ui/shell/gene_docks.h"

#include "models/tasks/enrich/enrich.h"
#include "ui/commands/gene_set_files.h"
#include "ui/commands/run_knock_out.h"
#include "ui/commands/run_task.h"
#include "ui/forms/gene_set_dialog.h"
#include "ui/forms/step_dialog.h"
#include "ui/panels/gene_card.h"
#include "ui/panels/gene_sets_panel.h"
#include "ui/workspace/gene_names.h"
#include "ui/workspace/save_place.h"
#include "ui/workspace/why_not.h"

#include <QApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace lexicell::ui {

namespace {

bool takesGenes(const models::tasks::TaskSpec &task)
{
    bool takes = false;
    OptionValues options = task.options;
    describe(options, [&](const Option &option, auto &) { takes = takes || std::string(option.name) == "genes"; });
    return takes;
}

}  // namespace

GeneDocks::GeneDocks(Workbench bench, ModelShelf &shelf, Actions &actions, QWidget *window)
    : QObject(window), m_bench(bench), m_actions(actions), m_window(window), m_card(new GeneCard(bench, shelf, window)),
      m_sets(new GeneSetsPanel(bench, window))
{
    QList<std::pair<QString, QString>> tasks;
    for (const auto &task : bench.tasks.all())
        if (takesGenes(task)) tasks.emplaceBack(QString::fromStdString(task.id), taskTitle(task));
    m_sets->setTasks(tasks);

    Session *session = &bench.session;
    connect(&session->genes(), &Genes::currentChanged, this, [this] {
        m_actions.refresh();
        if (!worksBesideCard()) raiseCard();
    });
    connect(&session->genes(), &Genes::setsChanged, &m_actions, &Actions::refresh);
    connect(m_card, &GeneCard::geneClicked, this, &GeneDocks::geneWanted);
    connect(m_card, &GeneCard::findWanted, this, &GeneDocks::findWanted);
    connect(m_card, &GeneCard::modelWanted, this, &GeneDocks::modelWanted);
    connect(m_card, &GeneCard::nearestChanged, &m_actions, &Actions::refresh);
    connect(m_sets, &GeneSetsPanel::geneClicked, this, &GeneDocks::geneWanted);
    connect(m_sets, &GeneSetsPanel::genesWanted, this, [this](const QString &set) { collect({}, set); });
    connect(m_sets, &GeneSetsPanel::taskWanted, this, [this](const QString &task, const QStringList &genes) {
        task == QLatin1String(knockOutId) ? Q_EMIT knockOutWanted(genes) : showForm(task.toLatin1().constData(), genes);
    });
    const auto trigger = [this](const QString &id) { m_actions.get(id)->trigger(); };
    connect(m_card, &GeneCard::actionWanted, this, trigger);
    connect(m_sets, &GeneSetsPanel::actionWanted, this, trigger);
}

void GeneDocks::setDocks(QDockWidget *card, QDockWidget *sets)
{
    m_cardDock = card;
    m_setsDock = sets;
    connect(card, &QDockWidget::visibilityChanged, m_card, &GeneCard::setSeen);
}

// A person who walks through the genes of the selection or of a knock-out keeps their list in sight: it lies behind the card.
bool GeneDocks::worksBesideCard() const
{
    const QWidget *focus = QApplication::focusWidget();
    const auto *window = qobject_cast<const QMainWindow *>(m_window);
    if (!focus || !window || !m_cardDock) return false;
    const QList<QDockWidget *> docks = window->tabifiedDockWidgets(m_cardDock);
    return std::any_of(docks.begin(), docks.end(), [focus](const QDockWidget *dock) { return dock->isAncestorOf(focus); });
}

// A person who closed the card does not want it.
void GeneDocks::raiseCard()
{
    if (m_cardDock && !m_cardDock->isHidden()) m_cardDock->raise();
}

QString GeneDocks::whyNotGene() const
{
    if (const QString why = whyNotData(m_bench.session); !why.isEmpty()) return why;
    const QString name = m_bench.session.genes().current();
    if (name.isEmpty()) return tr("Choose a gene first: find it by any of its names (G).");
    return findGene(m_bench.session, name) < 0 ? tr("%1 is not among the genes of these data.").arg(name) : QString();
}

QString GeneDocks::whyNotTaskOnGene(const char *task) const
{
    const QString why = whyNotGene();
    return why.isEmpty() ? whyNotTask(m_bench.session, *m_bench.tasks.find(task)) : why;
}

void GeneDocks::addActions(QMenu *menu)
{
    const auto add = [this, menu](ActionSpec spec) { menu->addAction(m_actions.add(std::move(spec))); };
    const auto current = [this] { return QStringList{m_bench.session.genes().current()}; };
    menu->addSeparator();
    add({"genes.neighborhood",
         tr("&Neighborhood of the gene…"),
         "network",
         {},
         [this, current] { showForm("gene-network", current()); },
         [this] { return whyNotTaskOnGene("gene-network"); },
         tr("A network of the current gene and its nearest genes, in the model or by co-expression.")});
    add({"genes.knockOut",
         tr("&Knock the gene out…"),
         "knock-out",
         {},
         [this, current] { Q_EMIT knockOutWanted(current()); },
         [this] { return whyNotTaskOnGene("knock-out"); },
         tr("Puts the current gene into the panel of knock-outs: how far do cells move when it is deleted?")});
    add({"genes.enrichNearest",
         tr("&Enrichment of its nearest genes"),
         "chart",
         {},
         [this] { enrichNearest(); },
         [this] {
             if (const QString why = whyNotGene(); !why.isEmpty()) return why;
             return m_card->nearestNames().isEmpty() ? tr("The nearest genes are not known yet: open the gene card.") : QString();
         },
         tr("Runs at once, with Reactome: the gene and those on its card, against all genes that could have been there.")});
    menu->addSeparator();
    add({"genes.addToSet",
         tr("&Add the gene to a set…"),
         "plus",
         {},
         [this, current] { collect(current()); },
         [this] {
             const QString why = whyNotGene();
             return why.isEmpty() ? whyNotLabel(m_bench.session) : why;
         },
         tr("A new set, or one of the project.")});
    add({"genes.newSet",
         tr("Ne&w gene set…"),
         "plus",
         {},
         [this] { collect({}); },
         [this] { return whyNotLabel(m_bench.session); },
         tr("From a list that is typed or pasted.")});
    add({"genes.importSets",
         tr("&Import gene sets…"),
         "open",
         {},
         [this] { importSets(); },
         [this] { return whyNotLabel(m_bench.session); },
         tr("A GMT file, or a text file with a name on each line.")});
    add({"genes.exportSets",
         tr("E&xport gene sets…"),
         "export",
         {},
         [this] { exportSets(); },
         [this] {
             if (const QString why = whyNotData(m_bench.session); !why.isEmpty()) return why;
             return m_bench.session.genes().sets().empty() ? tr("There is no gene set yet.") : QString();
         },
         tr("All gene sets of the project as a GMT file.")});
    dressButton("genes.neighborhood", tr("Neighborhood…"));
    dressButton("genes.knockOut", tr("Knock out…"));
    dressButton("genes.enrichNearest", tr("Enrichment"));
    dressButton("genes.addToSet", tr("Add to set…"));
}

// A button of the card: a short text, and the state and the reason of its action.
void GeneDocks::dressButton(const char *id, const QString &text)
{
    auto *button = m_card->findChild<QPushButton *>(QStringLiteral("card.") + QLatin1String(id));
    const QAction *action = m_actions.get(QLatin1String(id));
    button->setText(text);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->isEnabled() ? action->toolTip() : action->statusTip());
    };
    connect(action, &QAction::changed, button, follow);
    follow();
}

void GeneDocks::choose(const QString &key)
{
    const Session &session = m_bench.session;
    if (!session.data().hasDataset() || session.data().dataset()->obs.columns.find(key.toStdString()) ||
        session.labels().field(key) || findGene(session, key) < 0)
        return;
    m_bench.session.genes().setCurrent(key);
    raiseCard();
}

void GeneDocks::showForm(const char *task, const QStringList &genes)
{
    QJsonObject preset{{"genes", genes.join(QStringLiteral(", "))}};
    // Without a model the network is made from the cells.
    if (task == std::string("gene-network") && !m_bench.session.models().outline())
        preset["source"] = QStringLiteral("coexpression");
    showTaskForm(m_bench, m_window, QLatin1String(task), preset);
}

void GeneDocks::enrichNearest()
{
    models::tasks::EnrichOptions options;
    for (const QString &gene : m_card->nearestNames()) options.genes.push_back(gene.toStdString());
    for (const QString &gene : m_card->usableNames()) options.background.push_back(gene.toStdString());
    runTask(m_bench, "enrich", options);
}

void GeneDocks::collect(const QStringList &genes, const QString &set)
{
    const bool known = findSet(m_bench.session.genes().sets(), m_lastSet) != nullptr;
    const QString proposed = set.isEmpty() && !genes.isEmpty() && known ? m_lastSet : set;
    auto *dialog = new GeneSetDialog(m_bench, proposed, genes, m_window);
    connect(dialog, &GeneSetDialog::setMade, this, [this](const QString &made) {
        m_lastSet = made;
        m_sets->choose(made);
        if (m_setsDock && !m_setsDock->isHidden()) m_setsDock->raise();
    });
    dialog->show();
}

void GeneDocks::importSets()
{
    const QString file = QFileDialog::getOpenFileName(m_window, tr("Import gene sets"),
                                                      QFileInfo(m_bench.session.data().facts()->identity.path).absolutePath(),
                                                      tr("Gene sets (*.gmt *.gmt.gz *.txt *.csv *.tsv);;All files (*)"));
    if (file.isEmpty()) return;
    const auto before = m_bench.session.genes().sets().size();
    importGeneSets(m_bench, file, [this, before](const Result<void> &done) {
        const GeneSets &sets = m_bench.session.genes().sets();
        if (!done.ok() || sets.size() <= before) return;
        m_sets->choose(sets[before].name);
        if (m_setsDock && !m_setsDock->isHidden()) m_setsDock->raise();
    });
}

void GeneDocks::exportSets()
{
    const QString file = QFileDialog::getSaveFileName(
        m_window, tr("Export gene sets"),
        savePlace(m_bench.session.data().facts()->identity.path, QStringLiteral("_gene_sets.gmt")), tr("Gene sets (*.gmt)"));
    if (file.isEmpty()) return;
    rememberSavePlace(file);
    exportGeneSets(m_bench, file);
}

}  // namespace lexicell::ui
