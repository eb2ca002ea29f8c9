#include "ui/panels/knock_out_genes.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/panels/knock_out_gene_list.h"
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
#include <QListView>
#include <QMenu>
#include <QRegularExpression>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int mostOffered = 12, mostNamed = 4;
constexpr int listHeight = 96;  // pixels: four or five genes
constexpr int nameRole = KnockOutGeneList::nameRole;

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
    m_line->setPlaceholderText(tr("Type or paste genes"));
    m_line->setAccessibleName(tr("Add genes"));
    m_line->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_line->installEventFilter(this);
    m_offered = new QStandardItemModel(this);
    m_completer = new QCompleter(m_offered, this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setCompletionRole(nameRole);  // "CD16 → FCGR3A" stands in the list, FCGR3A in the line
    m_line->setCompleter(m_completer);
    m_names = new KnockOutGeneList(m_bench.session, this);
    m_list = new QListView(this);
    m_list->setModel(m_names);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setObjectName(QStringLiteral("knockOutGeneList"));
    m_list->setAccessibleName(tr("Genes to change"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setFixedHeight(listHeight);
    m_empty = new QLabel(tr("No genes yet. Name some, paste a list, or take a set with From."), m_list->viewport());
    m_empty->setObjectName(QStringLiteral("knockOutNoGenes"));
    m_empty->setProperty("muted", true);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *inList = new QVBoxLayout(m_list->viewport());
    inList->setContentsMargins(12, 4, 12, 4);
    inList->addWidget(m_empty);
    m_list->installEventFilter(this);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("knockOutGeneNote"));
    m_note->setProperty("muted", true);
    m_note->setWordWrap(true);
    m_fromList = new QToolButton(this);
    m_fromList->setObjectName(QStringLiteral("knockOutFromList"));
    m_fromList->setText(tr("From"));
    m_fromList->setAccessibleName(tr("Add the genes of a gene set or of a result"));
    m_fromList->setPopupMode(QToolButton::InstantPopup);
    m_lists = new QMenu(m_fromList);
    m_fromList->setMenu(m_lists);
    m_current = new QToolButton(this);
    m_current->setObjectName(QStringLiteral("knockOutCurrentGene"));
    m_clear = new QToolButton(this);
    m_clear->setObjectName(QStringLiteral("knockOutClearGenes"));
    m_clear->setText(tr("Clear"));
    for (QToolButton *button : {m_fromList, m_current, m_clear}) button->setFocusPolicy(Qt::StrongFocus);
    m_all = new QCheckBox(tr("All expressed"), this);
    m_all->setObjectName(QStringLiteral("knockOutAll"));
    auto *title = new QLabel(tr("Genes"), this);
    title->setProperty("heading", true);
    auto *top = new QHBoxLayout;
    top->addWidget(title, 1);
    top->addWidget(m_all);
    auto *search = new QHBoxLayout;
    search->setSpacing(6);
    search->addWidget(m_line, 1);
    search->addWidget(m_fromList);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(m_current);
    buttons->addStretch();
    buttons->addWidget(m_clear);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(top);
    column->addLayout(search);
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
    connect(m_lists, &QMenu::aboutToShow, this, &KnockOutGenes::fillLists);
    connect(m_clear, &QToolButton::clicked, this, [this] {
        m_names->clear();
        refresh();
        Q_EMIT genesChanged();
    });
    connect(m_all, &QCheckBox::toggled, this, [this] {
        refresh();
        Q_EMIT genesChanged();
    });
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        const QString name = index.data(nameRole).toString();
        if (findGene(m_bench.session, name) >= 0) m_bench.session.genes().setCurrent(name);
    });
    Session *session = &m_bench.session;
    connect(&session->genes(), &Genes::currentChanged, this, &KnockOutGenes::tellWhyNot);
    connect(&session->models(), &Models::coverageChanged, this, &KnockOutGenes::lookUp);
    connect(&session->models(), &Models::modelChanged, this, &KnockOutGenes::lookUp);
    for (auto signal : {&DatasetStore::genesNamed, &DatasetStore::cellsReplaced})
        connect(&session->data(), signal, this, [this] {
            lookUp();
            Q_EMIT genesChanged();
        });
    for (auto signal : {&Session::datasetOpened, &Session::datasetClosed})
        connect(session, signal, this, [this] { setGenes({}, false); });
}

QStringList KnockOutGenes::genes() const { return m_all->isChecked() ? QStringList() : m_names->names(); }

std::vector<std::int64_t> KnockOutGenes::columns() const
{
    return m_all->isChecked() ? std::vector<std::int64_t>() : m_names->columns();
}

bool KnockOutGenes::allExpressed() const { return m_all->isChecked(); }

void KnockOutGenes::setGenes(const QStringList &names, bool allExpressed)
{
    m_names->clear();
    m_all->setChecked(allExpressed);
    add(names);
}

void KnockOutGenes::add(const QStringList &names)
{
    if (m_names->add(names)) m_list->scrollToBottom();
    refresh();
    Q_EMIT genesChanged();
}

void KnockOutGenes::take(const QStringList &names)
{
    m_all->setChecked(false);
    add(names);
}

void KnockOutGenes::fillLists()
{
    m_lists->clear();
    const auto section = [this](const QString &title, const QList<NamedList> &lists) {
        if (lists.isEmpty()) return;
        m_lists->addSection(title);
        addLists(m_lists, lists, [this](const QStringList &names) { take(names); });
    };
    section(tr("Gene sets"), listsOf(m_bench.session.genes().sets()));
    section(tr("Results"), m_resultGenes ? m_resultGenes() : QList<NamedList>());
    if (!m_lists->isEmpty()) return;
    QAction *none = m_lists->addAction(tr("No gene set, and no result with genes"));
    none->setEnabled(false);
    none->setToolTip(tr("Make a set in the panel of gene sets, or run a task that lists genes."));
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
    const int row = m_list->currentIndex().row();
    m_names->remove(m_list->selectionModel()->selectedIndexes());
    // The next one is chosen, so that the key can be pressed again.
    if (m_names->rowCount() > 0) m_list->setCurrentIndex(m_names->index(std::clamp(row, 0, m_names->rowCount() - 1)));
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

void KnockOutGenes::lookUp()
{
    m_names->lookUp();
    refresh();
}

void KnockOutGenes::refresh()
{
    const bool all = m_all->isChecked(), open = m_bench.session.data().hasDataset();
    const QStringList absent = open ? m_names->absent() : QStringList(), unknown = open ? m_names->unknown() : QStringList();
    QStringList lines;
    if (all) lines << tr("Every gene that enough of the cells have is changed.");
    if (!all && !absent.isEmpty()) lines << tr("Not in these data: %1.").arg(listOf(absent));
    if (!all && !unknown.isEmpty()) lines << tr("Not known to the model: %1.").arg(listOf(unknown));
    m_note->setText(lines.join(QLatin1Char('\n')));
    m_note->setVisible(!lines.isEmpty());
    m_empty->setVisible(!all && m_names->rowCount() == 0);
    tellWhyNot();
}

void KnockOutGenes::tellWhyNot()
{
    const QString noData = whyNotData(m_bench.session), current = m_bench.session.genes().current();
    const QString notHere = !noData.isEmpty()    ? noData
                            : m_all->isChecked() ? tr("Every expressed gene is changed. Switch that off to name genes.")
                                                 : QString();
    const auto tell = [](QWidget *widget, const QString &whyNot, const QString &help) {
        widget->setEnabled(whyNot.isEmpty());
        widget->setToolTip(whyNot.isEmpty() ? help : whyNot);
    };
    tell(m_line, notHere, tr("A name and Enter, or a pasted list: symbols, aliases, Ensembl ids; rows copied from a table."));
    tell(m_list, notHere, tr("Delete removes the chosen genes; a double click makes a gene the current one."));
    tell(m_all, noData, tr("Every gene that enough of the cells have; each is compared with the others of like expression."));
    tell(m_fromList, notHere, tr("Adds the genes of a gene set, or those chosen in a table, a ranking or a network."));
    const QString noGene =
        current.isEmpty() ? tr("Choose a gene first: in the search, a table, a ranking or a network.") : QString();
    m_current->setText(current.isEmpty() ? tr("Add the current gene") : tr("Add %1").arg(current));
    tell(m_current, notHere.isEmpty() ? noGene : notHere, tr("The gene that the maps show."));
    const QString nothing = m_names->rowCount() == 0 ? tr("The list is empty.") : QString();
    tell(m_clear, notHere.isEmpty() ? nothing : notHere, tr("Empty the list."));
}

}  // namespace lexicell::ui
