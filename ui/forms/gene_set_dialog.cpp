#include "ui/forms/gene_set_dialog.h"

#include "ui/look/number_text.h"
#include "ui/workspace/gene_names.h"
#include "ui/workspace/genes/gene_set_files.h"
#include "ui/workspace/why_not.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr qsizetype mostNamed = 6;       // genes that a sentence lists
constexpr qsizetype mostChecked = 2000;  // genes that are looked up while a person types

}  // namespace

GeneSetDialog::GeneSetDialog(Workbench bench, const QString &set, const QStringList &genes, QWidget *parent)
    : QDialog(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("geneSetDialog"));
    setWindowTitle(genes.isEmpty() && set.isEmpty() ? tr("New gene set") : tr("Add to gene set"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(420);
    m_name = new QComboBox(this);
    m_name->setObjectName(QStringLiteral("setName"));
    m_name->setEditable(true);
    m_name->setInsertPolicy(QComboBox::NoInsert);
    for (const GeneSet &known : bench.session.genes().sets()) m_name->addItem(known.name);
    m_name->setCurrentText(set.isEmpty() ? freeSetName(bench.session.genes().sets(), tr("My genes")) : set);
    m_name->setToolTip(tr("A new name makes a set, a known one adds to it."));
    m_genes = new QPlainTextEdit(genes.join(QLatin1Char('\n')), this);
    m_genes->setObjectName(QStringLiteral("setText"));
    m_genes->setPlaceholderText(tr("CD3D, CD3E, IL7R\nor one name per line; any symbol, alias or Ensembl id"));
    m_genes->setTabChangesFocus(true);
    m_note = new QLineEdit(this);
    m_note->setObjectName(QStringLiteral("setNoteText"));
    m_note->setPlaceholderText(tr("where the genes come from"));
    m_facts = new QLabel(this);
    m_facts->setObjectName(QStringLiteral("setFacts"));
    m_facts->setProperty("muted", true);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Set"), m_name);
    form->addRow(tr("Genes"), m_genes);
    form->addRow(QString(), m_facts);
    form->addRow(tr("Note"), m_note);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    m_run = buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    m_run->setObjectName(QStringLiteral("setAdd"));
    m_run->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &GeneSetDialog::run);
    connect(m_name, &QComboBox::currentTextChanged, this, &GeneSetDialog::tell);
    connect(m_genes, &QPlainTextEdit::textChanged, this, &GeneSetDialog::tell);
    connect(&bench.session.genes(), &Genes::setsChanged, this, &GeneSetDialog::tell);
    connect(&bench.session, &Session::datasetClosed, this, &QDialog::reject);
    if (genes.isEmpty()) m_genes->setFocus();
    else m_name->setFocus();
    m_name->lineEdit()->selectAll();
    tell();
}

QStringList GeneSetDialog::genes() const { return genesIn(m_genes->toPlainText()); }

bool GeneSetDialog::exists() const
{
    return findSet(m_bench.session.genes().sets(), m_name->currentText().simplified()) != nullptr;
}

void GeneSetDialog::tell()
{
    const QStringList named = genes();
    QStringList missing;
    if (named.size() <= mostChecked)
        for (const QString &gene : named)
            if (findGene(m_bench.session, gene) < 0) missing << gene;
    QString facts = named.isEmpty() ? tr("No gene yet.") : genesText(named.size()) + QLatin1Char('.');
    if (!missing.isEmpty()) {
        const auto more = missing.size() - mostNamed;
        QString list = missing.mid(0, mostNamed).join(QStringLiteral(", "));
        if (more > 0) list += tr(" and %1 more").arg(more);
        facts += tr(" Not in these data: %1. They are kept in the set.").arg(list);
    }
    m_facts->setText(facts);
    m_note->setEnabled(!exists());
    m_note->setToolTip(exists() ? tr("This set exists already, and its note stays.") : QString());
    m_run->setText(exists() ? tr("Add to the set") : tr("Make the set"));
    QString why = whyNotLabel(m_bench.session);
    if (why.isEmpty() && m_name->currentText().simplified().isEmpty()) why = tr("Name the gene set first.");
    if (why.isEmpty() && exists() && named.isEmpty()) why = tr("Name a gene to add first.");
    m_run->setEnabled(why.isEmpty());
    m_run->setToolTip(why);
}

void GeneSetDialog::run()
{
    const QString name = m_name->currentText().simplified();
    GeneSetEdit edit;
    if (exists()) edit = {GeneSetEdit::Kind::AddGenes, name, {}, genes(), {}};
    else edit.sets = {{name, genes(), m_note->text()}};
    if (const auto made = m_bench.session.genes().edit(edit); !made.ok())
        return m_bench.notices.postError(tr("The gene set was not changed."), made.error());
    Q_EMIT setMade(name);
    accept();
}

}  // namespace lexicell::ui
