#include "ui/forms/unfinished_run.h"

#include "models/tasks/training_place.h"
#include "models/training/resume_file.h"
#include "ui/forms/option_form.h"
#include "ui/look/number_text.h"
#include "ui/widgets/wrapped_label.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace lexicell::ui {

namespace {

const QString resumeOption = QStringLiteral("resume");

QString resumeFile(const QString &output)
{
    return QString::fromStdString(models::tasks::resumeFileOf(output.toStdString()).string());
}

}  // namespace

UnfinishedRun::UnfinishedRun(const models::tasks::TaskSpec &task, OptionForm &form, QWidget *parent)
    : QWidget(parent), m_task(task), m_form(form), m_text(wrappedLabel(this)), m_goOn(new QPushButton(tr("Go on with it"), this))
{
    setObjectName(QStringLiteral("unfinishedRun"));
    m_goOn->setObjectName(QStringLiteral("goOn"));
    m_goOn->setToolTip(tr("Takes over the options of that run. With the same data it ends as if it had never been interrupted."));
    m_goOn->setAutoDefault(false);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_text, 1);
    row->addWidget(m_goOn, 0, Qt::AlignTop);
    connect(m_goOn, &QPushButton::clicked, this, &UnfinishedRun::goOn);
    hide();
}

void UnfinishedRun::tell(const OptionValues &options, const TaskPlaces &places)
{
    m_output = places.output;
    const bool found = m_task.continues && hasUnfinishedRun(m_output);
    setVisible(found);
    if (!found) return;
    const bool goesOn = m_task.continues(options);
    const QDateTime when = QFileInfo(resumeFile(m_output)).lastModified();
    const QString time = readersLocale().toString(when, QLocale::ShortFormat);
    m_text->setText(goesOn ? tr("The run to this folder that was interrupted at %1 goes on.").arg(time)
                           : tr("A run to this folder was interrupted at %1. It can go on.").arg(time));
    m_goOn->setVisible(!goesOn);
}

void UnfinishedRun::goOn()
{
    const auto options = models::training::optionsOfRun(resumeFile(m_output).toStdString());
    if (!options.ok()) return m_text->setText(QString::fromStdString(options.error().message));
    for (const auto &[name, value] : *options) m_form.setValue(QString::fromStdString(name), QString::fromStdString(value));
    m_form.setValue(resumeOption, QStringLiteral("true"));
}

}  // namespace lexicell::ui
