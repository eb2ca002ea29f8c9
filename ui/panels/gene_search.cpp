#include "ui/panels/gene_search.h"

#include "ui/workspace/gene_names.h"
#include "ui/look/icon.h"
#include "ui/widgets/key_drag.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int searchPause = 120;  // milliseconds from the last key to the search
constexpr int mostHits = 60;

}  // namespace

GeneSearch::GeneSearch(Workbench bench, QWidget *parent)
    : QWidget(parent), m_bench(bench), m_line(new QLineEdit(this)), m_hits(new QListWidget(this)), m_pause(new QTimer(this))
{
    m_line->setObjectName(QStringLiteral("geneSearch"));
    m_line->setPlaceholderText(tr("Find a gene: CD3E, NKp46, ENSG…"));
    m_line->setClearButtonEnabled(true);
    m_line->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_line->setAccessibleName(tr("Find a gene"));
    m_hits->setAccessibleName(tr("Genes found"));
    m_hits->setObjectName(QStringLiteral("geneHits"));
    m_hits->setFrameShape(QFrame::NoFrame);
    m_hits->setUniformItemSizes(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_line);
    layout->addWidget(m_hits, 1);

    m_pause->setSingleShot(true);
    m_pause->setInterval(searchPause);
    connect(m_pause, &QTimer::timeout, this, &GeneSearch::search);
    connect(m_line, &QLineEdit::textChanged, m_pause, qOverload<>(&QTimer::start));
    connect(m_line, &QLineEdit::returnPressed, this, [this] {
        m_pause->stop();
        search();
        const QString best = m_hits->count() > 0 ? m_hits->item(0)->data(Qt::UserRole).toString() : QString();
        if (!best.isEmpty()) Q_EMIT geneChosen(best);  // where no gene has the name, the map keeps its colors
    });
    const auto chosen = [this](QListWidgetItem *item) {
        if (item && !item->data(Qt::UserRole).toString().isEmpty()) Q_EMIT geneChosen(item->data(Qt::UserRole).toString());
    };
    auto *drag = new KeyDrag(m_hits, [](const QModelIndex &index) { return index.data(Qt::UserRole).toString(); });
    drag->setObjectName(QStringLiteral("geneDrag"));
    m_hits->setToolTip(tr("Click to color the active map by a gene, or drag it onto any map."));
    connect(m_hits, &QListWidget::itemClicked, this, chosen);
    connect(m_hits, &QListWidget::itemActivated, this, chosen);
    connect(&bench.session, &Session::datasetOpened, this, &GeneSearch::search);
    connect(&bench.session.data(), &DatasetStore::cellsReplaced, this, &GeneSearch::search);
    connect(&bench.session, &Session::datasetClosed, m_hits, &QListWidget::clear);
}

void GeneSearch::focusSearch()
{
    m_line->setFocus();
    m_line->selectAll();
}

void GeneSearch::search()
{
    m_hits->clear();
    if (!m_bench.session.data().hasDataset()) return;
    for (const GeneHit &hit : searchGenes(m_bench.session, m_line->text(), mostHits)) {
        auto *item = new QListWidgetItem(hit.text, m_hits);
        item->setData(Qt::UserRole, hit.key);
    }
    if (m_hits->count() == 0) {
        auto *none = new QListWidgetItem(tr("No gene of these data has this name."), m_hits);
        none->setFlags(Qt::NoItemFlags);
        none->setToolTip(tr("Symbols, aliases, former symbols and Ensembl ids are searched."));
    }
}

}  // namespace lexicell::ui
