#include "ui/forms/axes_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

AxesDialog::AxesDialog(const QStringList &columns, const MapSource &shown, QWidget *parent)
    : QDialog(parent), m_x(new QComboBox(this)), m_y(new QComboBox(this))
{
    setObjectName(QStringLiteral("axesDialog"));
    setWindowTitle(tr("Two columns as x and y"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(360);
    auto *what =
        new QLabel(tr("The cells are drawn at the values of two columns of obs. Cells without a value are not drawn."), this);
    what->setWordWrap(true);
    what->setProperty("muted", true);
    m_x->setObjectName(QStringLiteral("axisX"));
    m_y->setObjectName(QStringLiteral("axisY"));
    for (QComboBox *box : {m_x, m_y}) box->addItems(columns);
    const bool ofColumns = shown.kind == MapSource::Kind::ObsColumns;
    m_x->setCurrentIndex(ofColumns ? std::max<int>(0, static_cast<int>(columns.indexOf(shown.x))) : 0);
    m_y->setCurrentIndex(ofColumns ? std::max<int>(0, static_cast<int>(columns.indexOf(shown.y))) : 1);
    auto *form = new QFormLayout;
    form->addRow(tr("&x"), m_x);
    form->addRow(tr("&y"), m_y);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    QPushButton *draw = buttons->addButton(tr("Draw"), QDialogButtonBox::AcceptRole);
    draw->setObjectName(QStringLiteral("drawAxes"));
    draw->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(what);
    layout->addLayout(form);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen({MapSource::Kind::ObsColumns, m_x->currentText(), m_y->currentText()});
        accept();
    });
    // A column drawn against itself is only a line.
    const auto check = [this, draw] { draw->setEnabled(m_x->currentIndex() != m_y->currentIndex()); };
    for (QComboBox *box : {m_x, m_y}) connect(box, &QComboBox::currentIndexChanged, this, check);
    check();
}

}  // namespace lexicell::ui
