#include "ui/panels/suggestions_panel.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/panels/label_form.h"
#include "ui/panels/suggestion_list.h"
#include "ui/widgets/elided_combo_box.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/wrapped_label.h"
#include "ui/workspace/facts/obs_columns.h"
#include "ui/workspace/why_not.h"

#include <QAction>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

enum Page { EmptyPage, ListPage };
constexpr int nameRole = Qt::UserRole;
constexpr int sliderSteps = 100;

void setWhyNot(QAbstractButton *button, const QString &why, const QString &tip)
{
    button->setEnabled(why.isEmpty());
    button->setToolTip(why.isEmpty() ? tip : why);
}

void fill(ElidedComboBox *box, const QStringList &columns, const QString &none, const QString &chosen)
{
    const QSignalBlocker quiet(box);
    box->clear();
    if (!none.isEmpty()) box->addItem(none, QString());
    for (const QString &column : columns) box->addItem(column, column);
    box->setCurrentIndex(std::max(0, box->findData(chosen)));
}

}  // namespace

SuggestionsPanel::SuggestionsPanel(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("suggestions"));
    m_stack = new QStackedWidget(this);
    auto *empty = new EmptyState(
        QStringLiteral("tag"), tr("No suggestions yet"),
        tr("Cell types from a labeled reference or from a tuned model come here, beside your own labels."), m_stack);
    m_annotate = empty->addButton(tr("Annotate cells…"));
    m_annotate->setObjectName(QStringLiteral("suggestionsAnnotate"));
    connect(m_annotate, &QPushButton::clicked, this, &SuggestionsPanel::annotateWanted);
    m_stack->addWidget(empty);
    m_stack->addWidget(buildPage());
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    connectSession();
    take(std::nullopt);
}

QWidget *SuggestionsPanel::buildPage()
{
    auto *page = new QWidget(m_stack);
    m_list = newSuggestionList(page);
    m_note = wrappedLabel(page, "muted");
    m_note->setObjectName(QStringLiteral("suggestionNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_replace = new QCheckBox(tr("Replace labels that cells have"), page);
    m_replace->setObjectName(QStringLiteral("suggestionReplace"));
    m_replace->setToolTip(tr("Off: cells that have a label keep it."));
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, 8, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(buildChoices(page));
    layout->addWidget(m_list, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_replace);
    layout->addWidget(buildButtons(page));
    connect(m_list, &QTreeWidget::itemClicked, this, &SuggestionsPanel::selectCells);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, &SuggestionsPanel::tellWhyNot);
    connect(m_replace, &QCheckBox::toggled, this, &SuggestionsPanel::tellWhyNot);
    const auto key = [this](const QList<QKeySequence> &keys, const QString &text, void (SuggestionsPanel::*run)()) {
        auto *action = new QAction(text, m_list);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_list->addAction(action);
        connect(action, &QAction::triggered, this, run);
    };
    key({QKeySequence(Qt::Key_Space)}, tr("Show these cells"), &SuggestionsPanel::selectCells);
    key({QKeySequence(Qt::Key_Delete)}, tr("Dismiss"), &SuggestionsPanel::dismiss);
    auto *acceptKey = new QAction(tr("Accept"), m_list);
    acceptKey->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
    acceptKey->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(acceptKey);
    connect(acceptKey, &QAction::triggered, m_accept, &QPushButton::click);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    return page;
}

QWidget *SuggestionsPanel::buildChoices(QWidget *parent)
{
    auto *choices = new QWidget(parent);
    auto *form = new QFormLayout(choices);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(6);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    const auto box = [this, choices, form](const char *name, const QString &title, const QString &tip) {
        auto *made = new ElidedComboBox(choices);
        made->setObjectName(QLatin1String(name));
        made->setAccessibleName(title);
        made->setToolTip(tip);
        made->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        form->addRow(title, made);
        connect(made, &QComboBox::activated, this, &SuggestionsPanel::readColumns);
        return made;
    };
    m_labels = box("suggestedLabels", tr("Labels"), tr("The obs column with the suggested labels. It stays as it is."));
    m_confidence = box("suggestedConfidence", tr("Confidence"), tr("The obs column with the confidence, 0 to 1."));
    m_beside = box("suggestedBeside", tr("Beside"), tr("Labels by other means to compare with, such as a baseline's."));
    m_slider = new QSlider(Qt::Horizontal, choices);
    m_slider->setObjectName(QStringLiteral("leastConfidence"));
    m_slider->setAccessibleName(tr("Least confidence"));
    m_slider->setRange(0, sliderSteps);
    m_spin = new QDoubleSpinBox(choices);
    m_spin->setObjectName(QStringLiteral("leastConfidenceValue"));
    m_spin->setAccessibleName(tr("Least confidence"));
    m_spin->setRange(0.0, 1.0);
    m_spin->setSingleStep(0.01);
    auto *least = new QHBoxLayout;
    least->setSpacing(8);
    least->addWidget(m_slider, 1);
    least->addWidget(m_spin);
    form->addRow(tr("At least"), least);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { setLeast(static_cast<double>(value) / sliderSteps); });
    connect(m_spin, &QDoubleSpinBox::valueChanged, this, &SuggestionsPanel::setLeast);
    return choices;
}

QWidget *SuggestionsPanel::buildButtons(QWidget *parent)
{
    auto *buttons = new QWidget(parent);
    const auto button = [buttons](const QString &text, const char *name) {
        auto *made = new QPushButton(text, buttons);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_accept = button(tr("Accept"), "acceptSuggestion");
    m_accept->setProperty("primary", true);
    m_acceptAll = button(tr("Accept all"), "acceptAllSuggestions");
    m_acceptCells = button(tr("Accept for selected cells"), "acceptForCells");
    m_dismiss = button(tr("Dismiss"), "dismissSuggestion");
    m_back = button({}, "showDismissed");
    m_back->setFlat(true);
    auto *first = new QHBoxLayout;
    first->setSpacing(6);
    first->addWidget(m_accept, 1);
    first->addWidget(m_acceptAll, 1);
    first->addWidget(m_dismiss);
    auto *column = new QVBoxLayout(buttons);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(first);
    column->addWidget(m_acceptCells);
    column->addWidget(m_back, 0, Qt::AlignLeft);
    connect(m_accept, &QPushButton::clicked, this, [this] { accept(m_suggestions.cellsOf(chosen(), m_least)); });
    connect(m_acceptAll, &QPushButton::clicked, this, [this] { accept(m_suggestions.cellsOf(listed(), m_least)); });
    connect(m_acceptCells, &QPushButton::clicked, this, &SuggestionsPanel::acceptSelectedCells);
    connect(m_dismiss, &QPushButton::clicked, this, &SuggestionsPanel::dismiss);
    connect(m_back, &QPushButton::clicked, this, [this] {
        m_dismissed.clear();
        showLabels();
    });
    return buttons;
}

void SuggestionsPanel::connectSession()
{
    Session *session = &m_bench.session;
    const auto anew = [this] {
        m_dismissed.clear();
        const DatasetPtr &dataset = m_bench.session.data().dataset();
        take(dataset ? recordedSuggestions(*dataset, m_bench.tasks) : std::nullopt);
    };
    for (auto signal : {&Session::datasetOpened, &Session::datasetClosed}) connect(session, signal, this, anew);
    connect(&session->data(), &DatasetStore::cellsReplaced, this, anew);
    connect(&session->data(), &DatasetStore::resultsTakenBack, this, anew);
    connect(&session->data(), &DatasetStore::resultsAdded, this, [this, anew](const ResultKeys &keys) {
        const auto found = recordedSuggestions(*m_bench.session.data().dataset(), m_bench.tasks);
        const bool now = found && std::any_of(keys.begin(), keys.end(), [&](const data::ResultKey &key) {
                             return key.slot == data::Slot::Obs && QString::fromStdString(key.name) == found->labels;
                         });
        if (!now) return;
        anew();
        Q_EMIT arrived();
    });
    Labels *labels = &session->labels();
    connect(labels, &Labels::fieldListChanged, this, [this] { fillColumns(m_columns); });
    connect(labels, &Labels::fieldChanged, this, &SuggestionsPanel::showLabels);
    connect(labels, &Labels::activeFieldChanged, this, &SuggestionsPanel::showLabels);
    connect(&session->selection(), &Selection::selectionChanged, this, &SuggestionsPanel::tellWhyNot);
    connect(&session->journal(), &ProjectJournal::editabilityChanged, this, &SuggestionsPanel::tellWhyNot);
}

void SuggestionsPanel::take(const std::optional<SuggestionColumns> &columns)
{
    m_stack->setCurrentIndex(columns ? ListPage : EmptyPage);
    const QString why = whyNotData(m_bench.session);
    setWhyNot(m_annotate, why, tr("Opens the form: a reference with labels, or the classes of a tuned model."));
    fillColumns(columns.value_or(SuggestionColumns()));
    m_least = -1.0;  // whatever it is, it is said anew
    readColumns();
    setLeast(columns ? columns->threshold : 0.0);
}

void SuggestionsPanel::fillColumns(const SuggestionColumns &chosen)
{
    const DatasetPtr &dataset = m_bench.session.data().dataset();
    const QStringList labels =
        dataset && m_stack->currentIndex() == ListPage ? m_bench.session.labels().fieldNames() : QStringList();
    fill(m_labels, labels, {}, chosen.labels);
    fill(m_beside, labels, tr("nothing"), chosen.beside);
    fill(m_confidence, labels.isEmpty() ? QStringList() : confidenceColumns(*dataset), tr("not known"), chosen.confidence);
}

void SuggestionsPanel::readColumns()
{
    const DatasetPtr &dataset = m_bench.session.data().dataset();
    const Labels &fields = m_bench.session.labels();
    const SuggestionColumns before = m_columns;
    m_columns = {m_labels->currentData().toString(), m_confidence->currentData().toString(), m_beside->currentData().toString(),
                 m_columns.threshold};
    m_suggestions = {};
    if (before.labels != m_columns.labels) m_dismissed.clear();
    if (dataset && !m_columns.labels.isEmpty()) {
        m_suggestions = {fields.field(m_columns.labels),
                         m_columns.confidence.isEmpty() ? std::vector<float>() : numbersOf(*dataset, m_columns.confidence),
                         m_columns.beside.isEmpty() ? nullptr : fields.field(m_columns.beside), m_columns.beside};
    }
    const bool known = !m_suggestions.confidence.empty();
    for (QWidget *widget : {static_cast<QWidget *>(m_slider), static_cast<QWidget *>(m_spin)}) {
        widget->setEnabled(known);
        widget->setToolTip(known ? tr("Cells with a smaller confidence stay without a suggestion.")
                                 : tr("Choose a column with the confidence first."));
    }
    showLabels();
}

void SuggestionsPanel::setLeast(double least)
{
    if (least == m_least) return;
    m_least = least;
    const QSignalBlocker quietSlider(m_slider), quietSpin(m_spin);
    m_slider->setValue(static_cast<int>(std::lround(least * sliderSteps)));
    m_spin->setValue(least);
    showLabels();
}

QString SuggestionsPanel::targetField() const
{
    const QString active = m_bench.session.labels().activeField();
    // Suggestions are never written over.
    const bool own = !active.isEmpty() && active != m_columns.labels && active != m_columns.beside;
    return own ? active : freeFieldName(m_bench.session);
}

void SuggestionsPanel::showLabels()
{
    const QStringList before = chosen();
    m_filling = true;
    m_list->clear();
    std::int64_t offered = 0, given = 0;
    const QString target = targetField();
    for (const SuggestedLabel &label : suggestedLabels(m_suggestions, m_least, m_bench.session.labels().field(target))) {
        if (m_dismissed.contains(label.name)) continue;
        const auto share = [](double value) { return std::isnan(value) ? QStringLiteral("–") : shareText(value, 1.0); };
        auto *item = new QTreeWidgetItem(
            m_list, {label.name, countText(label.cells),
                     std::isnan(label.meanConfidence) ? QStringLiteral("–") : QLocale().toString(label.meanConfidence, 'f', 2),
                     share(label.agreement)});
        item->setData(NameColumn, nameRole, label.name);
        item->setIcon(NameColumn, swatchIcon(label.color));
        for (const int column : {CellsColumn, ConfidenceColumn, BesideColumn})
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        QStringList facts{tr("Click to select its %1.").arg(cellsText(label.cells))};
        if (!std::isnan(label.agreement))
            facts << tr("%1 says the same of %2 of them.").arg(m_suggestions.besideName, shareText(label.agreement, 1.0));
        if (label.given > 0) facts << tr("%1 of them have a label in “%2”.").arg(countText(label.given), target);
        for (int column = 0; column < m_list->columnCount(); ++column) item->setToolTip(column, facts.join(QLatin1Char('\n')));
        item->setSelected(before.contains(label.name));
        offered += label.cells;
        given += label.given;
    }
    m_filling = false;
    QString note =
        tr("%1 have a suggestion, %2 none.").arg(cellsText(offered), countText(m_bench.session.data().cells() - offered));
    if (given > 0) note += QLatin1Char(' ') + tr("%1 of them have a label in “%2” already.").arg(countText(given), target);
    note += QLatin1Char(' ') + tr("Accepted labels go to “%1”.").arg(target);
    m_note->setText(note);
    m_back->setVisible(!m_dismissed.isEmpty());
    m_back->setText(tr("Show %L1 dismissed again").arg(m_dismissed.size()));
    tellWhyNot();
}

void SuggestionsPanel::tellWhyNot()
{
    if (m_filling) return;
    const QString locked = whyNotLabel(m_bench.session);
    const QString none = m_list->topLevelItemCount() == 0 ? tr("No cell has a suggestion at this confidence.") : QString();
    const QString whyNot = locked.isEmpty() ? none : locked;
    const QString unchosen = chosen().isEmpty() ? tr("Choose labels in the list first.") : QString();
    setWhyNot(m_accept, whyNot.isEmpty() ? unchosen : whyNot, tr("Give the chosen labels to their cells (Enter)"));
    setWhyNot(m_acceptAll, whyNot, tr("Give all listed labels to their cells"));
    const QString unselected = whyNotSelect(m_bench.session);
    setWhyNot(m_acceptCells, whyNot.isEmpty() ? unselected : whyNot,
              tr("Give the selected cells the label that is suggested for each"));
    setWhyNot(m_dismiss, unchosen, tr("Take the chosen labels out of this list (Del). Their column stays."));
}

QStringList SuggestionsPanel::chosen() const
{
    QStringList names;
    for (const QTreeWidgetItem *item : m_list->selectedItems()) names << item->data(NameColumn, nameRole).toString();
    return names;
}

void SuggestionsPanel::selectCells()
{
    if (chosen().isEmpty()) return;
    std::vector<std::uint8_t> flags(static_cast<std::size_t>(m_bench.session.data().cells()));
    for (const std::int64_t cell : m_suggestions.cellsOf(chosen(), m_least)) flags[static_cast<std::size_t>(cell)] = 1;
    m_bench.session.selection().set(std::move(flags));
}

QStringList SuggestionsPanel::listed() const
{
    QStringList names;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row)
        names << m_list->topLevelItem(row)->data(NameColumn, nameRole).toString();
    return names;
}

void SuggestionsPanel::acceptSelectedCells()
{
    const std::vector<std::uint8_t> &flags = m_bench.session.selection().flags();
    std::vector<std::int64_t> cells = m_suggestions.cellsOf(listed(), m_least);
    std::erase_if(cells, [&](std::int64_t cell) { return flags.empty() || flags[static_cast<std::size_t>(cell)] == 0; });
    accept(cells);
}

void SuggestionsPanel::accept(const std::vector<std::int64_t> &cells)
{
    Labels &labels = m_bench.session.labels();
    const QString target = targetField();
    const auto edit = acceptEdit(m_suggestions, labels.field(target), {target, cells, m_least, m_replace->isChecked()});
    if (!edit)
        return m_bench.notices.post({Tone::Neutral,
                                     tr("Nothing was accepted."),
                                     tr("These cells have a label in “%1” already, or no suggestion.").arg(target),
                                     {}});
    if (const auto done = labels.edit(*edit); !done.ok())
        return m_bench.notices.postError(tr("The suggestions were not accepted."), done.error());
    labels.setActiveField(target);
    Q_EMIT accepted(target);
}

void SuggestionsPanel::dismiss()
{
    for (const QString &name : chosen()) m_dismissed.insert(name);
    showLabels();
}

}  // namespace lexicell::ui
