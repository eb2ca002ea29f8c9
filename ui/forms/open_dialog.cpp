#include "ui/forms/open_dialog.h"

#include "core/base/option_json.h"
#include "ui/commands/open_dataset.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLayout>
#include <QTimer>

#include <algorithm>

namespace lexicell::ui {

namespace {

QStringList texts(const std::vector<std::string> &values)
{
    QStringList list;
    for (const std::string &value : values) list << QString::fromStdString(value);
    return list;
}

QString heading(const QString &path, const Error *why)
{
    if (why) return QString::fromStdString(why->message);
    return QObject::tr("Choose which parts of %1 are read. The file is not changed. The choice is kept for this file.")
        .arg(QFileInfo(path).fileName());
}

const std::vector<std::string> *filesOf(const Error *why)
{
    if (why)
        for (const Choice &choice : why->choices)
            if (choice.option == "file") return &choice.values;
    return nullptr;
}

}  // namespace

OpenDialog::OpenDialog(Workbench bench, const QString &path, const OpenOptions &options, const Error *why, QWidget *parent)
    : StepDialog(tr("Open %1").arg(QFileInfo(path).fileName()), heading(path, why), parent), m_bench(bench), m_path(path),
      m_options(options)
{
    setObjectName(QStringLiteral("openDialog"));
    if (const auto *files = filesOf(why)) chooseFile(*files);
    else lookInside();
}

void OpenDialog::lookInside()
{
    m_form = addForm();
    m_state = new QLabel(tr("Reading the contents of the file…"), m_form);
    m_state->setProperty("muted", true);
    m_state->setWordWrap(true);
    m_form->layout()->addWidget(m_state);
    setRun(tr("Open"), [this] { open(); });
    setWhyNotRun(m_state->text());
    m_bench.jobs.start(
        {job::look, tr("Look at %1").arg(QFileInfo(m_path).fileName()), true}, this,
        [file = m_path.toStdString()](JobContext &context) { return io::readingChoices(file, context); },
        [this](Result<io::ReadingChoices> choices) {
            if (choices.ok()) return showChoices(*choices);
            m_state->setText(QString::fromStdString(choices.error().message));
            setWhyNotRun(m_state->text());
        },
        JobRunner::Lane::Files);
}

void OpenDialog::showChoices(const io::ReadingChoices &choices)
{
    QStringList rows;
    if (choices.genomes.size() > 1) rows << QStringLiteral("genome");
    if (choices.featureTypes.size() > 1) rows << QStringLiteral("feature-type");
    if (choices.table) rows << QStringLiteral("orientation");
    if (!choices.layers.empty()) rows << QStringLiteral("layer");
    if (!choices.geneColumns.empty()) rows << QStringLiteral("gene-column");
    setWhyNotRun({});
    if (rows.isEmpty()) {
        m_state->setText(tr("There is nothing to choose: the file holds one matrix, and its genes have one name each."));
        return;
    }
    m_state->hide();
    m_form->show(m_options, rows);
    const QStringList genomes = texts(choices.genomes), types = texts(choices.featureTypes);
    // A file with one matrix per genome needs a choice. A file that names the genome of each gene can be read with all.
    const bool needed = choices.featureTypes.empty();
    m_form->setChoices(QStringLiteral("genome"), needed ? genomes : QStringList{QString()} + genomes,
                       needed ? genomes : QStringList{tr("all genomes")} + genomes);
    m_form->setChoices(QStringLiteral("feature-type"), types + QStringList{QStringLiteral("all")},
                       types + QStringList{tr("all of them")});
    m_form->setChoices(QStringLiteral("orientation"), {"auto", "cells-in-rows", "genes-in-rows"},
                       {tr("as the names suggest"), tr("rows are cells"), tr("rows are genes")});
    QStringList layers{QString()}, layerNames{QStringLiteral("X")};
    for (const QString &layer : texts(choices.layers)) {
        layers << layer;
        layerNames << (layer == QStringLiteral("raw") ? QStringLiteral("raw.X") : QStringLiteral("layers/%1").arg(layer));
    }
    m_form->setChoices(QStringLiteral("layer"), layers, layerNames);
    m_form->setChoices(QStringLiteral("gene-column"), QStringList{QString()} + texts(choices.geneColumns),
                       QStringList{tr("index of var")} + texts(choices.geneColumns));
    const auto values = optionsToText(m_options);
    for (const auto &[name, value] : values) m_form->setValue(QString::fromStdString(name), QString::fromStdString(value));
    // The rows are added to a dialog that is on the screen already. Their height is known only after they were laid out.
    QTimer::singleShot(0, this, [this] {
        layout()->activate();
        resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
    });
}

void OpenDialog::chooseFile(const std::vector<std::string> &files)
{
    auto *box = new QComboBox(this);
    box->setObjectName(QStringLiteral("chosenFile"));
    box->setAccessibleName(tr("File"));
    for (const std::string &file : files) {
        const QString path = QString::fromStdString(file);
        box->addItem(QFileInfo(path).fileName(), path);
    }
    addWidget(box);
    setRun(tr("Open"), [this, box] { openDataset(m_bench, box->currentData().toString()); });
}

void OpenDialog::open()
{
    m_form->read(m_options);
    openDataset(m_bench, m_path, m_options);
}

}  // namespace lexicell::ui
