#include "ui/panels/models_panel.h"

#include "ui/commands/load_model.h"
#include "ui/workspace/models/model_memory.h"
#include "ui/panels/catalog_list.h"
#include "ui/panels/model_card_view.h"
#include "ui/panels/model_comparison.h"
#include "ui/look/icon.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double bytesPerGigabyte = 1024.0 * 1024.0 * 1024.0;

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("heading", true);
    return label;
}

}  // namespace

ModelsPanel::ModelsPanel(Workbench bench, QWidget *parent)
    : QWidget(parent), m_bench(bench), m_shelf({bench.session.models(), bench.session.data(), bench.jobs, bench.notices}),
      m_downloads(bench.jobs)
{
    setObjectName(QStringLiteral("modelsPanel"));
    auto *page = new QWidget(this);
    auto *load = new QPushButton(icon(QStringLiteral("folder")), tr("Load from a folder…"), page);
    load->setObjectName(QStringLiteral("loadFromFolder"));
    m_empty =
        new QLabel(tr("No model is loaded. Load one from a folder, or choose one below. Without a model, cells are mapped by "
                      "PCA alone."),
                   page);
    m_empty->setWordWrap(true);
    m_empty->setProperty("muted", true);
    m_cardsLayout = new QVBoxLayout;
    m_cardsLayout->setSpacing(8);
    m_compareTitle = heading(tr("Side by side"), page);
    m_comparison = new ModelComparison(m_shelf, page);
    m_catalog = new CatalogList(m_downloads, page);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(10);
    layout->addWidget(heading(tr("Loaded"), page));
    layout->addWidget(m_empty);
    layout->addLayout(m_cardsLayout);
    layout->addWidget(load, 0, Qt::AlignLeft);
    layout->addWidget(buildMemory());
    layout->addWidget(m_compareTitle);
    layout->addWidget(m_comparison);
    layout->addSpacing(8);
    layout->addWidget(heading(tr("Available models"), page));
    layout->addWidget(m_catalog);
    layout->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    setMinimumWidth(300);  // what two columns of a comparison need

    connect(load, &QPushButton::clicked, this, &ModelsPanel::loadWanted);
    connect(m_catalog, &CatalogList::loadWanted, this, [this](const QString &path) { loadModel(m_bench, path); });
    connect(&m_shelf, &ModelShelf::changed, this, &ModelsPanel::refresh);
    connect(&bench.session, &Session::datasetOpened, &m_shelf, &ModelShelf::forgetCoverage);
    connect(&bench.session, &Session::datasetClosed, &m_shelf, &ModelShelf::forgetCoverage);
    // Whether a model can be unloaded depends on the jobs.
    for (auto signal : {&JobRunner::jobAdded, &JobRunner::jobFinished}) connect(&bench.jobs, signal, this, &ModelsPanel::refresh);
    connect(&bench.jobs, &JobRunner::becameIdle, this, &ModelsPanel::refresh);
    readCatalog();
    refresh();
}

QWidget *ModelsPanel::buildMemory()
{
    auto *row = new QWidget(this);
    m_memory = new QLabel(row);
    m_memory->setObjectName(QStringLiteral("modelMemory"));
    m_memory->setProperty("muted", true);
    m_memory->setWordWrap(true);
    m_budget = new QDoubleSpinBox(row);
    m_budget->setObjectName(QStringLiteral("modelBudget"));
    m_budget->setAccessibleName(tr("Memory for models"));
    m_budget->setRange(0.001, 4096.0);
    m_budget->setDecimals(1);
    m_budget->setSuffix(tr(" GB"));
    m_budget->setKeyboardTracking(false);
    m_budget->setMaximumWidth(110);
    m_budget->setToolTip(
        tr("Memory that loaded models may use together. When it is full, the models used longest ago are removed from it."));
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_memory, 1);
    layout->addWidget(m_budget);
    connect(m_budget, &QDoubleSpinBox::valueChanged, this,
            [this](double gigabytes) { m_shelf.setBudget(std::llround(gigabytes * bytesPerGigabyte)); });
    return row;
}

void ModelsPanel::readCatalog()
{
    const auto entries = models::modelCatalog();
    if (entries.ok()) m_catalog->setEntries(*entries);
    else m_bench.notices.postError(tr("The list of models could not be read."), entries.error());
}

void ModelsPanel::refresh()
{
    const auto &models = m_shelf.models();
    while (m_cards.size() > static_cast<qsizetype>(models.size())) delete m_cards.takeLast();
    while (m_cards.size() < static_cast<qsizetype>(models.size())) {
        auto *card = new ModelCardView(this);
        const int index = static_cast<int>(m_cards.size());
        // Unloading may delete the card whose button was pressed.
        connect(
            card, &ModelCardView::useWanted, this, [this, index] { m_shelf.use(index); }, Qt::QueuedConnection);
        connect(
            card, &ModelCardView::unloadWanted, this, [this, index] { m_shelf.unload(index); }, Qt::QueuedConnection);
        connect(card, &ModelCardView::filesWanted, this, [this, index] {
            const auto &outline = m_shelf.models()[static_cast<std::size_t>(index)].outline;
            Q_EMIT filesWanted(QString::fromStdString(outline->card.path.string()));
        });
        m_cardsLayout->addWidget(card);
        m_cards << card;
    }
    for (int i = 0; i < static_cast<int>(models.size()); ++i)
        m_cards[i]->showModel(
            models[static_cast<std::size_t>(i)],
            {i == m_shelf.active(), m_shelf.whyNotUse(i), m_shelf.whyNotUnload(i), m_bench.session.data().hasDataset()});
    m_empty->setVisible(models.empty());
    m_compareTitle->setVisible(models.size() >= 2);
    m_comparison->refresh();
    m_memory->setText(tr("%1 in memory; models may take").arg(memoryText(m_shelf.usedBytes())));
    const QSignalBlocker quiet(m_budget);
    m_budget->setValue(static_cast<double>(modelBudget()) / bytesPerGigabyte);
}

}  // namespace lexicell::ui
