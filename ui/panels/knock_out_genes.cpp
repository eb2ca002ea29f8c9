#include "ui/panels/knock_out_genes.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/workspace/gene_names.h"
#include "ui/workspace/why_not.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QClipboard>
#include <QCompleter>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int mostOffered = 12, mostNamed = 4;
constexpr int listHeight = 96;  // pixels: four or five genes
constexpr int nameRole = Qt::UserRole;

const QRegularExpression &betweenNames()
{
    static const QRegularExpression between(QStringLiteral("[,;\\s]+"));
    return between;
}

QString listOf(const QStringList &names)
{
    const QString some = names.mid(0, mostNamed).join(QStringLiteral(", "));
    return names.size() > mostNamed ? QObject::tr("%1 and %L2 more").arg(some).arg(names.size() - mostNamed) : some;
}

}  // namespace

QStringList namesIn(const QString &text)
{
    QStringList names;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        const QString part = line.contains(QLatin1Char('\t')) ? line.section(QLatin1Char('\t'), 0, 0) : line;
        names << part.split(betweenNames(), Qt::SkipEmptyParts);
    }
    names.removeDuplicates();
    return names;
}

KnockOutGenes::KnockOutGenes(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("knockOutGenes"));
    build();
    connectAll();
    refresh();
}

void KnockOutGenes::build()
{
    m_line = new QLineEdit(this);
    m_line->setObjectName(QStringLiteral("knockOutGene"));
    m_line->setPlaceholderText(tr("Add genes: type or paste, Enter"));
    m_line->setAccessibleName(tr("Add genes"));
    m_line->setToolTip(tr("A name and Enter, or a pasted list: symbols, aliases, Ensembl ids; rows copied from a table."));
    m_line->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_line->installEventFilter(this);
    m_offered = new QStandardItemModel(this);
    m_completer = new QCompleter(m_offered, this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setCompletionRole(nameRole);  // "CD16 → FCGR3A" stands in the list, FCGR3A in the line
    m_line->setCompleter(m_completer);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("knockOutGeneList"));
    m_list->setAccessibleName(tr("Genes to change"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setFixedHeight(listHeight);
    m_list->setToolTip(tr("Delete removes the chosen genes; a double click makes a gene the current one."));
    m_list->installEventFilter(this);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("knockOutGeneNote"));
    m_note->setProperty("muted", true);
    m_note->setWordWrap(true);
    m_current = new QToolButton(this);
    m_current->setObjectName(QStringLiteral("knockOutCurrentGene"));
    m_clear = new QToolButton(this);
    m_clear->setObjectName(QStringLiteral("knockOutClearGenes"));
    m_clear->setText(tr("Clear"));
    for (QToolButton *button : {m_current, m_clear}) button->setFocusPolicy(Qt::StrongFocus);
    m_all = new QCheckBox(tr("All expressed"), this);
    m_all->setObjectName(QStringLiteral("knockOutAll"));
    m_all->setToolTip(tr("Every gene that enough of the cells have; each is compared with the others of like expression."));
    auto *title = new QLabel(tr("Genes"), this);
    title->setProperty("heading", true);
    auto *top = new QHBoxLayout;
    top->addWidget(title, 1);
    top->addWidget(m_all);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(m_current);
    buttons->addStretch();
    buttons->addWidget(m_clear);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(m_line);
    column->addWidget(m_list);
    column->addLayout(buttons);
    column->addWidget(m_note);
}

void KnockOutGenes::connectAll()
{
    connect(m_line, &QLineEdit::textEdited, this, &KnockOutGenes::offer);
    connect(m_line, &QLineEdit::returnPressed, this, &KnockOutGenes::takeLine);
    // The completer writes its choice into the line afterwards.
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, [this](const QModelIndex &chosen) {
        const QString name = chosen.data(nameRole).toString();
        QMetaObject::invokeMethod(this, "takeName", Qt::QueuedConnection, Q_ARG(QString, name));
    });
    connect(m_current, &QToolButton::clicked, this, [this] { add({m_bench.session.genes().current()}); });
    connect(m_clear, &QToolButton::clicked, this, [this] {
        m_list->clear();
        refresh();
        Q_EMIT genesChanged();
    });
    connect(m_all, &QCheckBox::toggled, this, [this] {
        refresh();
        Q_EMIT genesChanged();
    });
    connect(m_list, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) {
        const QString name = item->data(nameRole).toString();
        if (findGene(m_bench.session, name) >= 0) m_bench.session.genes().setCurrent(name);
    });
    Session *session = &m_bench.session;
    connect(&session->genes(), &Genes::currentChanged, this, &KnockOutGenes::refresh);
    connect(&session->models(), &Models::coverageChanged, this, &KnockOutGenes::refresh);
    connect(&session->models(), &Models::modelChanged, this, &KnockOutGenes::refresh);
    for (auto signal : {&Session::datasetOpened, &Session::datasetClosed})
        connect(session, signal, this, [this] { setGenes({}, false); });
}

QStringList KnockOutGenes::genes() const
{
    QStringList names;
    for (int row = 0; !m_all->isChecked() && row < m_list->count(); ++row) names << m_list->item(row)->data(nameRole).toString();
    return names;
}

std::vector<std::int64_t> KnockOutGenes::columns() const
{
    std::vector<std::int64_t> columns;
    for (const QString &name : genes())
        if (const std::int64_t gene = findGene(m_bench.session, name); gene >= 0) columns.push_back(gene);
    return columns;
}

bool KnockOutGenes::allExpressed() const { return m_all->isChecked(); }

void KnockOutGenes::setGenes(const QStringList &names, bool allExpressed)
{
    m_list->clear();
    m_all->setChecked(allExpressed);
    add(names);
}

void KnockOutGenes::add(const QStringList &names)
{
    QStringList present = genes();
    for (const QString &name : names) {
        const std::int64_t gene = findGene(m_bench.session, name);
        const QString key = gene >= 0 ? geneKey(m_bench.session, gene) : name.trimmed();
        if (key.isEmpty() || present.contains(key)) continue;
        present << key;
        auto *item = new QListWidgetItem(key, m_list);
        item->setData(nameRole, key);
    }
    m_list->scrollToBottom();
    refresh();
    Q_EMIT genesChanged();
}

void KnockOutGenes::takeLine()
{
    const QStringList names = namesIn(m_line->text());
    m_line->clear();
    if (!names.isEmpty()) add(names);
}

void KnockOutGenes::takeName(const QString &name)
{
    m_line->clear();
    add({name});
}

void KnockOutGenes::offer(const QString &typed)
{
    m_offered->clear();
    const QString name = typed.trimmed();
    if (name.isEmpty() || name.contains(betweenNames()) || !m_bench.session.data().hasDataset())
        return m_completer->popup()->hide();
    for (const GeneHit &hit : searchGenes(m_bench.session, name, mostOffered)) {
        auto *item = new QStandardItem(hit.text);
        item->setData(hit.key, nameRole);
        m_offered->appendRow(item);
    }
    m_completer->complete();
}

void KnockOutGenes::removeChosen()
{
    qDeleteAll(m_list->selectedItems());
    refresh();
    Q_EMIT genesChanged();
}

bool KnockOutGenes::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (watched == m_line && key->matches(QKeySequence::Paste)) {
        const QString pasted = QGuiApplication::clipboard()->text().trimmed();
        if (!pasted.contains(betweenNames())) return QWidget::eventFilter(watched, event);  // one name, to go on typing
        add(namesIn(pasted));
        return true;
    }
    if (watched == m_list && (key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace)) {
        removeChosen();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

QString KnockOutGenes::noteOn(const QString &name) const
{
    const std::int64_t gene = findGene(m_bench.session, name);
    if (gene < 0) return tr("not in these data");
    const auto coverage = m_bench.session.models().coverage();
    const bool fits = coverage && gene < static_cast<std::int64_t>(coverage->geneIds.size());
    return fits && coverage->geneIds[static_cast<std::size_t>(gene)] < 0 ? tr("not known to the model") : QString();
}

void KnockOutGenes::refresh()
{
    const bool all = m_all->isChecked(), open = m_bench.session.data().hasDataset();
    QStringList absent, unknown;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        const QString name = item->data(nameRole).toString(), note = open ? noteOn(name) : QString();
        item->setText(note.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, note));
        if (!note.isEmpty()) (findGene(m_bench.session, name) < 0 ? absent : unknown) << name;
    }
    QStringList lines;
    if (all) lines << tr("Every gene that enough of the cells have is changed.");
    if (!all && !absent.isEmpty()) lines << tr("Not in these data: %1.").arg(listOf(absent));
    if (!all && !unknown.isEmpty()) lines << tr("Not known to the model: %1.").arg(listOf(unknown));
    m_note->setText(lines.join(QLatin1Char('\n')));
    m_note->setVisible(!lines.isEmpty());
    const QString noData = whyNotData(m_bench.session), current = m_bench.session.genes().current();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_line, m_list}) widget->setEnabled(open && !all);
    m_all->setEnabled(open);
    const QString whyNoGene = !noData.isEmpty()   ? noData
                              : current.isEmpty() ? tr("Choose a gene first: in the search, a table, a ranking or a network.")
                                                  : QString();
    m_current->setText(current.isEmpty() ? tr("Add the current gene") : tr("Add %1").arg(current));
    m_current->setEnabled(whyNoGene.isEmpty() && !all);
    m_current->setToolTip(whyNoGene.isEmpty() ? tr("The gene that the maps show.") : whyNoGene);
    m_clear->setEnabled(m_list->count() > 0 && !all);
    m_clear->setToolTip(m_list->count() > 0 ? tr("Empty the list.") : tr("The list is empty."));
}

}  // namespace lexicell::ui
