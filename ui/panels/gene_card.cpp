#include "ui/panels/gene_card.h"

#include "ui/panels/gene_expression.h"
#include "ui/panels/near_genes_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/workspace/gene_names.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

enum Page { EmptyPage, CardPage };
constexpr qsizetype mostOthers = 6;  // further names that are listed; the tool tip has all

void showText(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

}  // namespace

GeneCard::GeneCard(Workbench bench, ModelShelf &shelf, QWidget *parent)
    : QWidget(parent), m_bench(bench), m_neighborhood(bench, shelf)
{
    setObjectName(QStringLiteral("geneCard"));
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(QStringLiteral("gene"), {}, {}, m_stack);
    m_find = m_empty->addButton(tr("Find a gene…"), QStringLiteral("search"));
    m_find->setObjectName(QStringLiteral("findGene"));
    m_stack->addWidget(m_empty);
    auto *page = new QWidget(m_stack);
    m_expression = new GeneExpression(bench, page);
    m_tablesLayout = new QVBoxLayout;
    m_tablesLayout->setSpacing(16);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, 8, 12, 12);
    layout->setSpacing(12);
    layout->addWidget(buildHead(page));
    layout->addWidget(buildButtons(page));
    layout->addWidget(m_expression);
    layout->addLayout(m_tablesLayout);
    layout->addStretch();
    auto *scroll = new QScrollArea(m_stack);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    m_stack->addWidget(scroll);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);

    connect(m_find, &QPushButton::clicked, this, &GeneCard::findWanted);
    connect(&m_neighborhood, &Neighborhood::changed, this, &GeneCard::showNeighborhoods);
    const auto later = [this] {
        m_stale = true;
        if (m_seen) refresh();
    };
    Session *session = &bench.session;
    connect(&session->genes(), &Genes::currentChanged, this, later);
    connect(session, &Session::datasetOpened, this, later);
    connect(session, &Session::datasetClosed, this, later);
    connect(&session->data(), &DatasetStore::cellsReplaced, this, later);
    connect(&session->data(), &DatasetStore::genesNamed, this, [this, later] {
        if (m_stack->currentIndex() == EmptyPage) later();  // the gene may be known by another name
    });
    // Queued: where other genes came, the shelf hears of it before the neighborhood forgets those that are gone.
    connect(
        &shelf, &ModelShelf::changed, this,
        [this] {
            if (m_seen && !m_stale) m_neighborhood.ask(m_neighborhood.gene());
            else m_stale = true;
        },
        Qt::QueuedConnection);
    refresh();
    m_stale = true;
}

QWidget *GeneCard::buildHead(QWidget *parent)
{
    auto *head = new QWidget(parent);
    m_symbol = new QLabel(head);
    m_symbol->setObjectName(QStringLiteral("geneSymbol"));
    QFont large = m_symbol->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setWeight(QFont::DemiBold);
    m_symbol->setFont(large);
    m_name = new QLabel(head);
    m_name->setObjectName(QStringLiteral("geneName"));
    m_identity = new QLabel(head);
    m_identity->setObjectName(QStringLiteral("geneIdentity"));
    m_summary = new QLabel(head);
    m_summary->setObjectName(QStringLiteral("geneSummary"));
    m_others = new QLabel(head);
    m_others->setObjectName(QStringLiteral("geneOthers"));
    m_others->setProperty("muted", true);
    auto *layout = new QVBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    for (QLabel *label : {m_symbol, m_name, m_identity, m_summary, m_others}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    }
    return head;
}

// The window's actions as buttons: it gives them their text, tool tip and reason (gene_docks.h).
QWidget *GeneCard::buildButtons(QWidget *parent)
{
    auto *buttons = new QWidget(parent);
    auto *grid = new QGridLayout(buttons);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    int at = 0;
    for (const char *id : {"genes.neighborhood", "genes.knockOut", "genes.enrichNearest", "genes.addToSet"}) {
        auto *button = new QPushButton(buttons);
        button->setObjectName(QStringLiteral("card.") + QLatin1String(id));
        connect(button, &QPushButton::clicked, this, [this, id] { Q_EMIT actionWanted(QLatin1String(id)); });
        grid->addWidget(button, at / 2, at % 2);
        ++at;
    }
    return buttons;
}

void GeneCard::setSeen(bool seen)
{
    m_seen = seen;
    if (m_seen && m_stale) refresh();
}

void GeneCard::refresh()
{
    m_stale = false;
    const QString name = m_bench.session.genes().current();
    const bool open = m_bench.session.data().hasDataset();
    const std::int64_t gene = open ? findGene(m_bench.session, name) : -1;
    if (gene < 0) {
        const bool other = open && !name.isEmpty();
        m_empty->setTexts(other ? tr("%1 is not among these genes").arg(name) : tr("No gene chosen"),
                          other ? tr("The open data have no gene of this name. Choose another one.")
                                : tr("Click a gene in a list, a ranking or a network, or find it by any of its names (G): its "
                                     "expression by group and its nearest genes in each loaded model are shown here."));
        m_find->setEnabled(open);
        m_find->setToolTip(open ? QString() : tr("Open a data set first."));
    }
    m_stack->setCurrentIndex(gene < 0 ? EmptyPage : CardPage);
    m_expression->show(gene, name);
    if (gene >= 0) readFacts(gene, name);
    m_neighborhood.ask(gene);
}

void GeneCard::readFacts(std::int64_t gene, const QString &name)
{
    m_symbol->setText(geneName(*m_bench.session.data().dataset(), gene));
    m_identity->setText(tr("Looking up its names…"));
    for (QLabel *label : {m_name, m_summary, m_others}) label->hide();
    m_bench.jobs.start(
        {job::geneNames, tr("Names of %1").arg(name), true}, this,
        [dataset = m_bench.session.data().dataset(), gene](JobContext &) { return geneFacts(*dataset, gene); },
        [this, name](const Result<GeneFacts> &facts) {
            if (name == m_bench.session.genes().current()) showFacts(facts, name);
        },
        JobRunner::Lane::Interactive);
}

void GeneCard::showFacts(const Result<GeneFacts> &facts, const QString &name)
{
    if (!facts.ok()) return m_identity->setText(QString::fromStdString(facts.error().message));
    QStringList identity;
    if (!facts->symbol.isEmpty() && facts->symbol != m_symbol->text()) identity << tr("now %1").arg(facts->symbol);
    for (const QString &part : {facts->ensembl, facts->band, facts->location})
        if (!part.isEmpty()) identity << part;
    if (facts->symbol.isEmpty())
        identity << (facts->species == QStringLiteral("mouse") ? tr("not in the table of mouse genes")
                                                               : tr("not in the table of human genes"));
    m_identity->setText(identity.join(QStringLiteral(" · ")));
    QStringList summary = facts->groups;
    if (!facts->biotype.isEmpty()) summary.prepend(facts->biotype);
    if (!facts->symbol.isEmpty() && !facts->described) summary << tr("full names and bands are included for human genes only");
    showText(m_name, facts->name);
    showText(m_summary, summary.join(QStringLiteral(" · ")));
    QStringList others = facts->others;
    others.removeAll(name);
    const QString all = others.join(QStringLiteral(", "));
    if (others.size() > mostOthers) {
        const auto more = others.size() - mostOthers;
        others.resize(mostOthers);
        others << tr("%1 more").arg(more);
    }
    m_others->setText(tr("also %1").arg(others.join(QStringLiteral(", "))));
    m_others->setToolTip(all);
    m_others->setVisible(!others.isEmpty());
}

void GeneCard::showNeighborhoods()
{
    const auto &models = m_neighborhood.models();
    const auto wanted = std::max<qsizetype>(1, static_cast<qsizetype>(models.size()));
    while (m_tables.size() > wanted) delete m_tables.takeLast();
    while (m_tables.size() < wanted) {
        auto *table = new NearGenesTable(this);
        connect(table, &NearGenesTable::geneClicked, this, &GeneCard::geneClicked);
        connect(table, &NearGenesTable::loadWanted, this, &GeneCard::modelWanted);
        connect(table, &NearGenesTable::againWanted, &m_neighborhood, &Neighborhood::askAgain);
        m_tablesLayout->addWidget(table);
        m_tables << table;
    }
    if (m_neighborhood.gene() >= 0)
        for (qsizetype i = 0; i < wanted; ++i)
            m_tables[i]->show(m_bench.session, models.empty() ? nullptr : &models[static_cast<std::size_t>(i)],
                              m_neighborhood.coexpressed());
    Q_EMIT nearestChanged();
}

QStringList GeneCard::nearestNames() const
{
    if (m_neighborhood.gene() < 0) return {};
    const NearList *list = &m_neighborhood.coexpressed();
    for (const ModelNeighborhood &model : m_neighborhood.models())
        if (model.inUse && model.near.state != NearList::State::Unknown && model.near.state != NearList::State::Failed)
            list = &model.near;
    if (list->state != NearList::State::Ready) return {};
    QStringList names{geneKey(m_bench.session, m_neighborhood.gene())};
    for (const NearGene &near : list->genes) names << geneKey(m_bench.session, near.gene);
    return names;
}

QStringList GeneCard::usableNames() const
{
    QStringList names;
    for (const ModelNeighborhood &model : m_neighborhood.models())
        if (model.inUse && model.near.state == NearList::State::Ready)
            for (const std::int64_t gene : model.usable)
                names << QString::fromStdString(
                    m_bench.session.data().dataset()->var.index.values[static_cast<std::size_t>(gene)]);
    return names;
}

}  // namespace lexicell::ui
