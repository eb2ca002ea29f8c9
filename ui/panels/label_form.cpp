#include "ui/panels/label_form.h"

#include "ui/workspace/why_not.h"
#include "ui/widgets/explicit_completer.h"

#include <QComboBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace lexicell::ui {

QString freeFieldName(const Session &session)
{
    QString name = QStringLiteral("labels");
    for (int i = 2; session.labels().field(name) ||
                    (session.data().hasDataset() && session.data().dataset()->obs.columns.find(name.toStdString()));
         ++i)
        name = QStringLiteral("labels_%1").arg(i);
    return name;
}

LabelForm::LabelForm(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("labelForm"));
    build();
    connectAll();
    reloadFields();
}

void LabelForm::build()
{
    m_field = new QComboBox(this);
    m_field->setObjectName(QStringLiteral("labelField"));
    m_field->setEditable(true);
    m_field->setInsertPolicy(QComboBox::NoInsert);
    m_field->setToolTip(tr("The obs column that gets the label. A new name makes a new column."));
    m_label = new QComboBox(this);
    m_label->setObjectName(QStringLiteral("labelName"));
    m_label->setEditable(true);
    m_label->setInsertPolicy(QComboBox::NoInsert);
    m_label->lineEdit()->setPlaceholderText(tr("new or existing label"));
    m_label->setToolTip(tr("Press Enter to label the selected cells."));
    m_assign = new QPushButton(tr("Label"), this);
    m_assign->setObjectName(QStringLiteral("assignLabel"));
    m_assign->setProperty("primary", true);
    m_unknown = new QPushButton(tr("Unknown"), this);
    m_unknown->setObjectName(QStringLiteral("assignUnknown"));
    m_clear = new QPushButton(tr("Clear"), this);
    m_clear->setObjectName(QStringLiteral("clearLabel"));
    m_note = new QLineEdit(this);
    m_note->setObjectName(QStringLiteral("labelNote"));
    m_note->setPlaceholderText(tr("note: rationale, evidence"));

    m_keys = new QLabel(this);
    m_keys->setObjectName(QStringLiteral("labelKeys"));
    m_keys->setProperty("muted", true);
    m_keys->setWordWrap(true);
    m_keys->setToolTip(tr("Keys that give these labels to the selected cells, in the order of the legend."));
    m_note->installEventFilter(this);
    for (QComboBox *box : {m_field, m_label}) {
        new ExplicitCompleter(box);
        box->lineEdit()->installEventFilter(this);
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    }
    auto *form = new QFormLayout;
    form->setVerticalSpacing(6);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("Field"), m_field);
    form->addRow(tr("Label"), m_label);
    form->addRow(tr("Note"), m_note);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(m_assign, 1);
    buttons->addWidget(m_unknown);
    buttons->addWidget(m_clear);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(form);
    layout->addLayout(buttons);
    layout->addWidget(m_keys);
}

void LabelForm::connectAll()
{
    Session *session = &m_bench.session;
    connect(m_assign, &QPushButton::clicked, this, [this] { assignLabel(m_label->currentText()); });
    connect(m_label->lineEdit(), &QLineEdit::returnPressed, this, [this] {
        if (m_assign->isEnabled()) assignLabel(m_label->currentText());
    });
    connect(m_unknown, &QPushButton::clicked, this, [this] { assignLabel(tr("Unknown")); });
    connect(m_clear, &QPushButton::clicked, this, &LabelForm::clearLabel);
    connect(m_note, &QLineEdit::textEdited, this, [this] {
        if (!m_notedLabel.isEmpty()) return;
        m_notedField = fieldName();
        m_notedLabel = m_label->currentText().trimmed();
    });
    connect(m_note, &QLineEdit::editingFinished, this, &LabelForm::noteEdited);
    connect(m_field, &QComboBox::activated, this, [this] { m_bench.session.labels().setActiveField(m_field->currentText()); });
    connect(m_field->lineEdit(), &QLineEdit::editingFinished, this, &LabelForm::fieldEntered);
    connect(m_label, &QComboBox::currentTextChanged, this, &LabelForm::refresh);
    connect(&session->selection(), &Selection::selectionChanged, this, &LabelForm::refresh);
    connect(&session->journal(), &ProjectJournal::editabilityChanged, this, &LabelForm::refresh);
    connect(session, &Session::datasetOpened, this, &LabelForm::reloadFields);
    connect(&session->labels(), &Labels::fieldListChanged, this, &LabelForm::reloadFields);
    connect(&session->labels(), &Labels::activeFieldChanged, this, &LabelForm::reloadFields);
    for (auto signal : {&Labels::fieldChanged, &Labels::orderChanged})
        connect(&session->labels(), signal, this, [this](const QString &name) {
            if (name == fieldName()) reloadLabels();
        });
}

// Esc discards only the text being typed. The selection stays.
bool LabelForm::eventFilter(QObject *watched, QEvent *event)
{
    const bool override = event->type() == QEvent::ShortcutOverride;
    if ((!override && event->type() != QEvent::KeyPress) || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    auto *line = qobject_cast<QLineEdit *>(watched);
    if (!line || !line->isModified()) return QWidget::eventFilter(watched, event);
    if (override) {
        event->accept();
        return true;
    }
    m_notedLabel.clear();
    if (line == m_field->lineEdit()) reloadFields();
    else if (line == m_label->lineEdit()) m_label->setEditText({});
    const LabelFieldPtr field = m_bench.session.labels().field(fieldName());
    const int index = field ? field->indexOf(m_label->currentText().trimmed()) : -1;
    m_note->setText(index >= 0 ? field->labels[static_cast<std::size_t>(index)].note : QString());
    line->setModified(false);
    return true;
}

// New labels go to an existing field from now on. A new name becomes a field with its first label.
void LabelForm::fieldEntered()
{
    m_field->lineEdit()->setModified(false);
    if (m_bench.session.labels().field(fieldName())) m_bench.session.labels().setActiveField(fieldName());
    reloadLabels();
}

QString LabelForm::fieldName() const { return m_field->currentText().trimmed(); }

void LabelForm::reloadFields()
{
    const QSignalBlocker block(m_field);
    QString shown = m_bench.session.labels().activeField();
    m_field->clear();
    m_field->addItems(m_bench.session.labels().fieldNames());
    if (shown.isEmpty()) shown = freeFieldName(m_bench.session);
    m_field->setEditText(shown);
    m_field->setCurrentIndex(m_field->findText(shown));
    m_field->setEditText(shown);
    reloadLabels();
}

void LabelForm::reloadLabels()
{
    const QString typed = m_label->currentText();
    {
        const QSignalBlocker block(m_label);
        m_label->clear();
        m_label->addItems(listedNames());
        m_label->setCurrentIndex(-1);
        m_label->setEditText(typed);
    }
    QStringList keys;
    for (const QString &name : listedNames().mid(0, digitKeys)) keys << QStringLiteral("%1 %2").arg(keys.size() + 1).arg(name);
    m_keys->setVisible(!keys.isEmpty());
    m_keys->setText(tr("Ctrl+%1").arg(keys.join(QStringLiteral(" · "))));
    refresh();
}

QStringList LabelForm::listedNames() const
{
    QStringList names;
    if (const LabelFieldPtr field = m_bench.session.labels().field(fieldName()))
        for (const int index : m_bench.session.labels().listedLabels(*field))
            names << field->labels[static_cast<std::size_t>(index)].name;
    return names;
}

void LabelForm::refresh()
{
    const auto count = m_bench.session.selection().count();
    const QString why = whyNotLabelSelected(m_bench.session), whyNotCleared = whyNotClear();
    const bool named = !m_label->currentText().trimmed().isEmpty();
    m_assign->setEnabled(why.isEmpty() && named);
    m_assign->setToolTip(!why.isEmpty() ? why : named ? tr("Label %L1 cells").arg(count) : tr("Type a label, or choose one."));
    m_unknown->setEnabled(why.isEmpty());
    m_clear->setEnabled(whyNotCleared.isEmpty());
    m_clear->setToolTip(whyNotCleared.isEmpty() ? tr("Remove the label of %L1 cells").arg(count) : whyNotCleared);
    m_unknown->setToolTip(why.isEmpty() ? tr("Label these %L1 cells as cells of no known type").arg(count) : why);
    const LabelFieldPtr field = m_bench.session.labels().field(fieldName());
    const int index = field ? field->indexOf(m_label->currentText().trimmed()) : -1;
    const QString whyNotNoted = !whyNotLabel(m_bench.session).isEmpty() ? whyNotLabel(m_bench.session)
                                : index < 0 ? tr("Choose an existing label first: a note belongs to a label.")
                                            : QString();
    m_note->setEnabled(whyNotNoted.isEmpty());
    m_note->setToolTip(whyNotNoted.isEmpty()
                           ? tr("Kept with the label: in the project, in the table of labels, and in the h5ad file "
                                "as obs[\"%1\"].")
                                 .arg(notesColumn(fieldName()))
                           : whyNotNoted);
    if (!m_note->hasFocus()) m_note->setText(index >= 0 ? field->labels[static_cast<std::size_t>(index)].note : QString());
}

QString LabelForm::whyNotClear() const
{
    if (const QString why = whyNotLabelSelected(m_bench.session); !why.isEmpty()) return why;
    return m_bench.session.labels().field(fieldName()) ? QString() : tr("No cell has a label in “%1” yet.").arg(fieldName());
}

QString LabelForm::whyNotAssignNth(int n) const
{
    if (const QString why = whyNotLabelSelected(m_bench.session); !why.isEmpty()) return why;
    const auto count = listedNames().size();
    if (n <= count) return {};
    return count == 0 ? tr("“%1” has no labels yet: type one and press Enter.").arg(fieldName())
                      : tr("“%1” has no label number %2: it has %3 labels.").arg(fieldName()).arg(n).arg(count);
}

QString LabelForm::whyNotAssignLast() const
{
    if (const QString why = whyNotLabelSelected(m_bench.session); !why.isEmpty()) return why;
    return m_last.isEmpty() ? tr("Label some cells first. Then this repeats the label on other cells.") : QString();
}

bool LabelForm::edit(const LabelEdit &edit)
{
    const auto done = m_bench.session.labels().edit(edit);
    if (!done.ok()) m_bench.notices.postError(tr("Not changed."), done.error());
    return done.ok();
}

bool LabelForm::ensureField()
{
    const QString name = fieldName();
    if (!m_bench.session.labels().field(name)) {
        LabelEdit create;
        create.kind = LabelEdit::Kind::CreateField;
        create.field = name;
        if (!edit(create)) return false;
    }
    m_bench.session.labels().setActiveField(name);
    return true;
}

bool LabelForm::assignLabel(const QString &label)
{
    if (m_bench.session.selection().count() == 0 || label.trimmed().isEmpty() || !ensureField()) return false;
    LabelEdit assign;
    assign.kind = LabelEdit::Kind::Assign;
    assign.field = fieldName();
    assign.label = label.trimmed();
    assign.cells = m_bench.session.selection().cells();
    if (!edit(assign)) return false;
    m_last = assign.label;
    m_label->setEditText(assign.label);
    Q_EMIT labeled(assign.field);
    return true;
}

void LabelForm::clearLabel()
{
    if (m_bench.session.selection().count() == 0 || !m_bench.session.labels().field(fieldName())) return;
    LabelEdit clear;
    clear.kind = LabelEdit::Kind::Clear;
    clear.field = fieldName();
    clear.cells = m_bench.session.selection().cells();
    edit(clear);
}

void LabelForm::assignNth(int n)
{
    if (const QString why = whyNotAssignNth(n); !why.isEmpty())
        return m_bench.notices.post({Tone::Warning, tr("No cell was labeled."), why, {}});
    assignLabel(listedNames()[n - 1]);
}

void LabelForm::assignLast()
{
    if (!m_last.isEmpty()) assignLabel(m_last);
}

// The note belongs to the label that the form showed when the note was begun. A key may have changed the form since.
void LabelForm::noteEdited()
{
    LabelEdit note;
    note.kind = LabelEdit::Kind::Note;
    note.field = std::exchange(m_notedField, {});
    note.label = std::exchange(m_notedLabel, {});
    note.to = m_note->text();
    m_note->setModified(false);
    const LabelFieldPtr field = m_bench.session.labels().field(note.field);
    if (field && field->indexOf(note.label) >= 0) edit(note);
}

void LabelForm::focusLabel()
{
    m_label->setFocus();
    m_label->lineEdit()->selectAll();
}

}  // namespace lexicell::ui
