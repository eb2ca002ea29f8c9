#include "ui/views/color_by_box.h"

#include "ui/workspace/gene_names.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QStandardItemModel>

namespace lexicell::ui {

namespace {

constexpr int suggestionCount = 12;
constexpr int keyRole = Qt::UserRole;

}  // namespace

ColorByBox::ColorByBox(Session &session, QWidget *parent)
    : QComboBox(parent), m_session(session), m_suggestions(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("colorBy"));
    setAccessibleName(tr("Color by"));
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    setMinimumContentsLength(5);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMaxVisibleItems(24);
    lineEdit()->setPlaceholderText(tr("column or gene"));
    lineEdit()->setClearButtonEnabled(false);
    setToolTip(tr("What colors the cells: choose a column, or type a gene (symbol, alias or Ensembl id)."));
    auto *completer = new QCompleter(m_suggestions, this);
    completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setCompletionRole(keyRole);  // "CD16 → FCGR3A" is shown, FCGR3A is what is chosen
    setCompleter(completer);
    connect(lineEdit(), &QLineEdit::textEdited, this, &ColorByBox::suggest);
    connect(lineEdit(), &QLineEdit::returnPressed, this, [this] { accept(lineEdit()->text()); });
    // The list opens with a current row, which Enter would choose instead of the typed text, so the current row is cleared.
    connect(lineEdit(), &QLineEdit::textEdited, completer, [completer] {
        QMetaObject::invokeMethod(
            completer, [completer] { completer->popup()->selectionModel()->clearCurrentIndex(); }, Qt::QueuedConnection);
    });
    connect(completer, qOverload<const QString &>(&QCompleter::activated), this, &ColorByBox::accept);
    connect(this, &QComboBox::activated, this, [this](int index) { accept(itemText(index)); });
}

void ColorByBox::reload()
{
    const QSignalBlocker block(this);
    clear();
    if (!m_session.data().hasDataset()) return;
    const QStringList fields = m_session.labels().fieldNames();
    addItems(fields);
    for (const auto &[name, column] : m_session.data().dataset()->obs.columns.entries) {
        const QString text = QString::fromStdString(name);
        if (!fields.contains(text) && (column->as<data::Array>() || column->as<data::NullableArray>())) addItem(text);
    }
    setKey(m_key);
}

void ColorByBox::setKey(const QString &key)
{
    const QSignalBlocker block(this);
    m_key = key;
    setCurrentIndex(findText(key, Qt::MatchExactly));
    setEditText(key);
    if (!lineEdit()->hasFocus()) lineEdit()->home(false);  // a name that is too long is read from its beginning
}

void ColorByBox::suggest(const QString &text)
{
    if (!m_session.data().hasDataset()) return;
    m_suggestions->clear();
    const auto add = [this](const QString &shown, const QString &key) {
        auto *item = new QStandardItem(shown);
        item->setData(key, keyRole);
        m_suggestions->appendRow(item);
    };
    for (int i = 0; i < count() && m_suggestions->rowCount() < suggestionCount; ++i)
        if (itemText(i).contains(text, Qt::CaseInsensitive)) add(itemText(i), itemText(i));
    for (const GeneHit &hit : searchGenes(m_session, text, suggestionCount)) add(hit.text, hit.key);
}

void ColorByBox::accept(const QString &text)
{
    const QString wanted = text.trimmed();
    if (wanted == m_key) return;
    QString found = findText(wanted, Qt::MatchExactly) >= 0 ? wanted : QString();
    if (found.isEmpty() && m_session.data().hasDataset())
        if (const auto gene = findGene(m_session, wanted); gene >= 0) found = geneKey(m_session, gene);
    if (found.isEmpty() && !wanted.isEmpty()) {
        setKey(m_key);
        Q_EMIT unknownTyped(wanted);
        return;
    }
    setKey(found);
    Q_EMIT keyChosen(found);
}

}  // namespace lexicell::ui
