#include "ui/panels/model_card_view.h"

#include "ui/panels/data_panel.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/wrapped_label.h"
#include "ui/workspace/models/model_facts.h"
#include "ui/workspace/models/model_memory.h"
#include "ui/widgets/chip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace lexicell::ui {

namespace {

void setReason(QPushButton *button, const QString &whyNot, const QString &help)
{
    button->setEnabled(whyNot.isEmpty());
    button->setToolTip(whyNot.isEmpty() ? help : whyNot);
    button->setStatusTip(button->toolTip());
}

}  // namespace

ModelCardView::ModelCardView(QWidget *parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("modelCard"));
    setProperty("card", true);
    m_name = new ElidedLabel(this);
    m_name->setProperty("heading", true);
    m_name->setObjectName(QStringLiteral("modelName"));
    m_inUse = new Chip(tr("in use"), Tone::Accent, this);
    m_memory = new Chip(QString(), Tone::Neutral, this);
    for (Chip *chip : {m_inUse, m_memory}) chip->setFocusPolicy(Qt::NoFocus);
    m_facts = wrappedLabel(this, "muted");
    m_notice = wrappedLabel(this);
    m_share = new QProgressBar(this);
    m_share->setRange(0, 100);
    m_share->setTextVisible(false);
    m_coverage = wrappedLabel(this, "muted");
    m_coverage->setObjectName(QStringLiteral("modelCoverage"));
    m_use = new QPushButton(tr("Use"), this);
    m_use->setObjectName(QStringLiteral("useModel"));
    m_unload = new QPushButton(tr("Unload"), this);
    m_unload->setObjectName(QStringLiteral("unloadModel"));
    m_files = new QPushButton(tr("Files…"), this);
    m_files->setObjectName(QStringLiteral("modelFiles"));
    m_files->setToolTip(tr("Gene list and scaler, if they are not beside the checkpoint."));

    // Below the name, not beside it: a dock is narrow.
    auto *chips = new QHBoxLayout;
    chips->setSpacing(6);
    chips->addWidget(m_inUse);
    chips->addWidget(m_memory);
    chips->addStretch();
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_use);
    buttons->addWidget(m_unload);
    buttons->addWidget(m_files);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 12);
    layout->setSpacing(6);
    layout->addWidget(m_name);
    layout->addLayout(chips);
    layout->addWidget(m_facts);
    layout->addWidget(m_notice);
    layout->addWidget(m_share);
    layout->addWidget(m_coverage);
    layout->addLayout(buttons);
    connect(m_use, &QPushButton::clicked, this, &ModelCardView::useWanted);
    connect(m_unload, &QPushButton::clicked, this, &ModelCardView::unloadWanted);
    connect(m_files, &QPushButton::clicked, this, &ModelCardView::filesWanted);
}

void ModelCardView::showModel(const ShelfModel &model, const State &state)
{
    const models::ModelCard &card = model.outline->card;
    m_name->setText(QString::fromStdString(card.name));
    m_name->setToolTip(QString::fromStdString(card.path.string()));
    m_inUse->setVisible(state.inUse);
    m_memory->setVisible(model.network != nullptr);
    m_memory->setText(tr("%1 in memory").arg(memoryText(networkBytes(card))));
    m_facts->setText(tr("%1 · %2\n%L3 parameters · %L4 genes and tokens\nAbilities: %5\nLicense: %6")
                         .arg(familyTitle(card.family), sizesText(card))
                         .arg(card.parameters)
                         .arg(card.vocabulary)
                         .arg(abilitiesText(card), licenseText(card)));
    m_notice->setText(QString::fromStdString(card.notice));
    m_notice->setVisible(!card.notice.empty());
    showCoverage(model, state.hasData);
    m_files->setVisible(card.family == "scbert" || card.family == "exceiver");
    setReason(m_use, state.whyNotUse, tr("Steps and forms then use this model."));
    setReason(m_unload, state.whyNotUnload,
              state.inUse ? tr("Removes its network from memory. The next step opens it again.")
                          : tr("Removes the model from memory and from this list. Its files stay."));
}

void ModelCardView::showCoverage(const ShelfModel &model, bool hasData)
{
    m_share->setVisible(model.coverage != nullptr);
    if (model.coverage) {
        const auto &coverage = *model.coverage;
        m_share->setValue(static_cast<int>(std::lround(coverage.countsShare * 100.0)));
        const QString known = tr("Knows %L1 of %L2 genes of these data, %3 % of the counts.")
                                  .arg(coverage.genesMatched)
                                  .arg(coverage.genes)
                                  .arg(std::lround(coverage.countsShare * 100.0));
        const QString species = speciesText(coverage);
        m_coverage->setText(species.isEmpty() ? known : QStringLiteral("%1 %2.").arg(known, species));
    } else if (!model.coverageProblem.isEmpty()) {
        m_coverage->setText(model.coverageProblem);
    } else {
        m_coverage->setText(hasData ? tr("Matching genes…") : tr("Open data to see how the model fits them."));
    }
}

}  // namespace lexicell::ui
