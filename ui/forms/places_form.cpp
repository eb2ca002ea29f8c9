#include "ui/forms/places_form.h"

#include "ui/workspace/save_place.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QToolButton>

namespace lexicell::ui {

using models::tasks::Reads;
using models::tasks::Writes;

PlacesForm::PlacesForm(const models::tasks::TaskSpec &task, const TaskPlaces &places, QWidget *parent)
    : QWidget(parent), m_folder(task.writes == Writes::Folder), m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(16);
    m_layout->setVerticalSpacing(8);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    if (task.reads == Reads::Datasets)
        addDatasets(places.datasets, m_folder ? tr("The data sets to train on. The open data set is used as it is in the window.")
                                              : tr("The data set first, then all parts of the run, in any order."));
    if (task.reads == Reads::Checkpoint) addCheckpoint(places.checkpoint);
    if (m_folder || task.writes == Writes::Dataset) addOutput(places.output, places.replace);
}

TaskPlaces PlacesForm::places() const
{
    TaskPlaces places;
    for (int row = 0; m_datasets && row < m_datasets->count(); ++row) places.datasets << m_datasets->item(row)->text();
    if (m_checkpoint) places.checkpoint = m_checkpoint->text().trimmed();
    if (m_output) places.output = m_output->text().trimmed();
    if (m_replace) places.replace = m_replace->isChecked();
    return places;
}

QToolButton *PlacesForm::button(const QString &text, const QString &name, std::function<void()> run)
{
    auto *result = new QToolButton(this);
    result->setText(text);
    result->setObjectName(name);
    connect(result, &QToolButton::clicked, this, [run = std::move(run)] { run(); });
    return result;
}

QLineEdit *PlacesForm::addPath(const QString &label, const QString &name, const QString &path,
                               const QList<QToolButton *> &buttons)
{
    auto *line = new QLineEdit(path, this);
    line->setObjectName(name);
    line->setAccessibleName(label);
    line->setMinimumWidth(280);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(line, 1);
    for (QToolButton *each : buttons) row->addWidget(each);
    auto *title = new QLabel(label, this);
    title->setBuddy(line);
    m_layout->addRow(title, row);
    connect(line, &QLineEdit::textChanged, this, &PlacesForm::changed);
    return line;
}

void PlacesForm::addDatasets(const QStringList &files, const QString &tip)
{
    m_datasets = new QListWidget(this);
    m_datasets->setObjectName(QStringLiteral("place.datasets"));
    m_datasets->setAccessibleName(tr("Data sets"));
    m_datasets->setToolTip(tip);
    m_datasets->setMaximumHeight(72);
    m_datasets->setMinimumWidth(280);
    m_datasets->setTextElideMode(Qt::ElideMiddle);
    m_datasets->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_datasets->addItems(files);
    auto *buttons = new QVBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(button(tr("Add…"), QStringLiteral("place.datasets.add"), [this] { chooseDatasets(); }));
    m_remove = button(tr("Remove"), QStringLiteral("place.datasets.remove"), [this] {
        delete m_datasets->currentItem();
        Q_EMIT changed();
    });
    buttons->addWidget(m_remove);
    buttons->addStretch();
    const auto enable = [this] {
        const bool any = m_datasets->currentItem() != nullptr;
        m_remove->setEnabled(any);
        m_remove->setToolTip(any ? tr("Leave this data set out.") : tr("Choose a data set in the list first."));
    };
    connect(m_datasets, &QListWidget::currentItemChanged, this, enable);
    enable();
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_datasets, 1);
    row->addLayout(buttons);
    auto *title = new QLabel(tr("Data sets"), this);
    title->setBuddy(m_datasets);
    m_layout->addRow(title, row);
}

void PlacesForm::chooseDatasets()
{
    const QStringList files = QFileDialog::getOpenFileNames(this, tr("Data sets"));
    for (const QString &file : files)
        if (m_datasets->findItems(file, Qt::MatchExactly).isEmpty()) m_datasets->addItem(file);
    Q_EMIT changed();
}

void PlacesForm::addCheckpoint(const QString &path)
{
    const auto take = [this](const QString &chosen) {
        if (!chosen.isEmpty()) m_checkpoint->setText(chosen);
    };
    const QString title = tr("Checkpoint");
    m_checkpoint = addPath(title, QStringLiteral("place.checkpoint"), path,
                           {button(tr("Folder…"), QStringLiteral("place.checkpoint.folder"),
                                   [=, this] { take(QFileDialog::getExistingDirectory(this, title, m_checkpoint->text())); }),
                            button(tr("File…"), QStringLiteral("place.checkpoint.file"),
                                   [=, this] { take(QFileDialog::getOpenFileName(this, title, m_checkpoint->text())); })});
    m_checkpoint->setToolTip(tr("The folder of a checkpoint, or its file."));
}

void PlacesForm::addOutput(const QString &path, bool replace)
{
    m_output = addPath(m_folder ? tr("Write to folder") : tr("Write to file"), QStringLiteral("place.output"), path,
                       {button(tr("Choose…"), QStringLiteral("place.output.choose"), [this] { chooseOutput(); })});
    m_replace = new QCheckBox(m_folder ? tr("Replace a checkpoint that is there") : tr("Replace a file that is there"), this);
    m_replace->setObjectName(QStringLiteral("place.replace"));
    m_replace->setToolTip(m_folder ? tr("A folder that holds anything but files of a checkpoint is never replaced.")
                                   : tr("The file that is open is never replaced."));
    m_replace->setChecked(replace);
    m_layout->addRow(QString(), m_replace);
    connect(m_replace, &QCheckBox::toggled, this, &PlacesForm::changed);
}

void PlacesForm::chooseOutput()
{
    const QString title = m_folder ? tr("Folder to write") : tr("File to write");
    const QString filter = m_folder ? QString() : tr("AnnData (*.h5ad);;MuData (*.h5mu)");
    // The check box decides on replacing.
    const QString path =
        QFileDialog::getSaveFileName(this, title, m_output->text(), filter, nullptr, QFileDialog::DontConfirmOverwrite);
    if (path.isEmpty()) return;
    rememberSavePlace(path);
    const bool named = path.endsWith(QStringLiteral(".h5ad")) || path.endsWith(QStringLiteral(".h5mu"));
    m_output->setText(m_folder || named ? path : path + QStringLiteral(".h5ad"));
}

}  // namespace lexicell::ui
