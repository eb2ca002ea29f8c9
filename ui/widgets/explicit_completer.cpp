#include "ui/widgets/explicit_completer.h"

#include <QComboBox>
#include <QLineEdit>
#include <QStandardItemModel>

namespace lexicell::ui {

namespace {

constexpr int foldedRole = Qt::UserRole + 1;  // what is compared; the text itself is what is taken

}  // namespace

ExplicitCompleter::ExplicitCompleter(QComboBox *box) : QCompleter(box), m_box(box)
{
    setModel(new QStandardItemModel(this));
    setCompletionMode(QCompleter::PopupCompletion);
    setFilterMode(Qt::MatchContains);
    // Case-sensitive on folded text: otherwise the combo box would replace typed text by an entry in another case.
    setCaseSensitivity(Qt::CaseSensitive);
    setCompletionRole(foldedRole);
    box->setCompleter(this);
    connect(box->lineEdit(), &QLineEdit::textEdited, this, &ExplicitCompleter::offer);
}

void ExplicitCompleter::offer()
{
    auto *items = static_cast<QStandardItemModel *>(model());
    QStringList texts;
    for (int i = 0; i < m_box->count(); ++i) texts << m_box->itemText(i);
    items->clear();
    for (const QString &text : texts) {
        auto *item = new QStandardItem(text);
        item->setData(text.toCaseFolded(), foldedRole);
        items->appendRow(item);
    }
}

}  // namespace lexicell::ui
