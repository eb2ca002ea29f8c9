#include "ui/forms/model_dialog.h"

#include "core/base/platform/resources.h"
#include "ui/commands/load_model.h"
#include "ui/widgets/wrapped_label.h"
#include "ui/workspace/models/model_facts.h"
#include "ui/workspace/models/model_files.h"
#include "ui/widgets/explicit_completer.h"
#include "ui/look/icon.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int listedMissing = 500;

QString kindText(genes::MatchKind kind)
{
    switch (kind) {
    case genes::MatchKind::Exact: return QObject::tr("their own name");
    case genes::MatchKind::SecondName: return QObject::tr("a second name in var");
    case genes::MatchKind::Ensembl: return QObject::tr("Ensembl id");
    case genes::MatchKind::PreviousSymbol: return QObject::tr("former symbol");
    case genes::MatchKind::Alias: return QObject::tr("alias");
    case genes::MatchKind::CaseOnly: return QObject::tr("upper or lower case");
    case genes::MatchKind::Unmatched: break;
    }
    return QObject::tr("nothing");
}

QString cardText(const models::ModelCard &card)
{
    QStringList lines;
    lines << QObject::tr("<b>%1</b> · %2").arg(QString::fromStdString(card.name).toHtmlEscaped(), familyTitle(card.family));
    lines << QObject::tr("%1 · %L2 parameters · %L3 genes and tokens")
                 .arg(sizesText(card))
                 .arg(card.parameters)
                 .arg(card.vocabulary);
    lines << QObject::tr("Abilities: %1").arg(abilitiesText(card).toHtmlEscaped());
    lines << QObject::tr("License: %1 · SHA-256 %2…")
                 .arg(licenseText(card).toHtmlEscaped(), QString::fromStdString(card.sha256).left(12));
    if (!card.notice.empty()) lines << QString::fromStdString(card.notice).toHtmlEscaped();
    return lines.join(QStringLiteral("<br>"));
}

}  // namespace

ModelDialog::ModelDialog(Workbench bench, QWidget *parent) : QDialog(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("modelDialog"));
    setWindowTitle(tr("Model"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(560, 480);
    m_path = new QComboBox(this);
    m_path->setObjectName(QStringLiteral("modelPath"));
    m_path->setEditable(true);
    new ExplicitCompleter(m_path);
    m_path->setInsertPolicy(QComboBox::NoInsert);
    m_path->lineEdit()->setPlaceholderText(tr("folder of a checkpoint, or its file"));
    m_path->addItems(recentModels());
    for (const char *bundled : {"models/pbmc_small", "sample/demo_scgpt"})
        if (const auto model = resourceFile(bundled); model.ok())
            if (const QString path = QString::fromStdString(model->string()); m_path->findText(path) < 0) m_path->addItem(path);
    m_path->setCurrentIndex(-1);
    auto *folder = new QPushButton(icon(QStringLiteral("folder")), tr("Browse…"), this);
    auto *load = new QPushButton(tr("Load"), this);
    load->setObjectName(QStringLiteral("loadModel"));
    load->setProperty("primary", true);
    load->setDefault(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_path, 1);
    row->addWidget(folder);
    row->addWidget(load);
    m_problem = wrappedLabel(this);
    m_problem->setObjectName(QStringLiteral("modelProblem"));
    m_problem->hide();
    m_card = wrappedLabel(this);
    m_coverage = wrappedLabel(this, "heading");
    m_coverage->setObjectName(QStringLiteral("coverageText"));
    m_kinds = wrappedLabel(this, "muted");
    m_missingTitle = wrappedLabel(this, "muted");
    m_missing = new QListWidget(this);
    auto *close = new QDialogButtonBox(QDialogButtonBox::Close, this);
    close->button(QDialogButtonBox::Close)->setIcon({});
    close->button(QDialogButtonBox::Close)->setAutoDefault(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(10);
    layout->addLayout(row);
    layout->addWidget(m_problem);
    layout->addWidget(buildFiles());
    layout->addWidget(m_card);
    layout->addWidget(m_coverage);
    layout->addWidget(m_kinds);
    layout->addWidget(m_missingTitle);
    layout->addWidget(m_missing, 1);
    layout->addStretch();
    layout->addWidget(close);

    connect(folder, &QPushButton::clicked, this, &ModelDialog::browse);
    connect(load, &QPushButton::clicked, this, [this] { ModelDialog::load(m_path->currentText()); });
    connect(m_path, &QComboBox::currentTextChanged, this, &ModelDialog::showFiles);
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(&bench.session.models(), &Models::modelChanged, this, &ModelDialog::refresh);
    connect(&bench.session.models(), &Models::coverageChanged, this, &ModelDialog::refresh);
    refresh();
}

QWidget *ModelDialog::fileRow(QLineEdit *&line, const QString &title, const QString &name, const QString &filter)
{
    auto *row = new QWidget(m_files);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(title, row);
    label->setMinimumWidth(80);
    line = new QLineEdit(row);
    line->setObjectName(name);
    line->setAccessibleName(title);
    line->setPlaceholderText(tr("beside the checkpoint"));
    label->setBuddy(line);
    auto *choose = new QPushButton(icon(QStringLiteral("folder")), tr("Browse…"), row);
    choose->setAutoDefault(false);
    layout->addWidget(label);
    layout->addWidget(line, 1);
    layout->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, [this, line = line, title, filter] {
        const QString start = QFileInfo(m_path->currentText()).absolutePath();
        const QString file = QFileDialog::getOpenFileName(this, title, start, filter);
        if (!file.isEmpty()) line->setText(file);
    });
    return row;
}

QWidget *ModelDialog::buildFiles()
{
    m_files = new QWidget(this);
    m_genesRow = fileRow(m_genes, tr("Gene list"), QStringLiteral("modelGenes"),
                         tr("Gene lists (*.txt *.csv *.tsv *.pkl *.h5ad);;All files (*)"));
    m_genesRow->setToolTip(
        tr("The genes of the model in its order, one symbol a line; or the data set that it was trained with."));
    m_scalerRow = fileRow(m_scaler, tr("Scaler"), QStringLiteral("modelScaler"), tr("Scalers (*.npz *.csv);;All files (*)"));
    m_scalerRow->setToolTip(tr("Mean and scale of every gene in the training of the model."));
    m_refit = new QCheckBox(tr("fit it to the data"), m_scalerRow);
    m_refit->setObjectName(QStringLiteral("refitScaler"));
    m_refit->setToolTip(tr("Exceiver's own program does this. A cell's vector then depends on the other cells."));
    m_scalerRow->layout()->addWidget(m_refit);
    connect(m_refit, &QCheckBox::toggled, m_scaler, &QWidget::setDisabled);
    auto *layout = new QVBoxLayout(m_files);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_genesRow);
    layout->addWidget(m_scalerRow);
    return m_files;
}

void ModelDialog::askForFiles(const QString &path, const Error &why)
{
    const auto *outline = m_bench.session.models().outline();
    const QString inUse = outline ? QString::fromStdString(outline->card.path.string()) : QString();
    const QString model = path.isEmpty() ? inUse : path;
    m_genesWanted = m_scalerWanted = false;
    QStringList files;
    for (const Choice &choice : why.choices) {
        m_genesWanted = m_genesWanted || choice.option == "gene-list";
        m_scalerWanted = m_scalerWanted || choice.option == "scaler";
        if (choice.option == "file")
            for (const std::string &file : choice.values) files << QString::fromStdString(file);
    }
    m_problem->setText(QString::fromStdString(why.message));
    m_problem->setVisible(!why.message.empty());
    m_path->setEditText(model);
    if (!files.isEmpty()) {
        m_path->insertItems(0, files);
        m_path->setCurrentIndex(0);
        m_path->showPopup();
    }
    showFiles();
    (m_scalerWanted ? m_scaler : m_genes)->setFocus();
}

// Only the families that need these files show the rows. Files that were named before are filled in.
void ModelDialog::showFiles()
{
    const QString path = m_path->currentText().trimmed();
    const ModelFiles kept = path.isEmpty() ? ModelFiles{} : modelFiles(path);
    const auto *outline = m_bench.session.models().outline();
    const bool open = outline && QString::fromStdString(outline->card.path.string()) == QFileInfo(path).absoluteFilePath();
    const std::string family = open ? outline->card.family : std::string();
    m_genesRow->setVisible(m_genesWanted || family == "scbert" || family == "exceiver" || !kept.genes.isEmpty());
    m_scalerRow->setVisible(m_scalerWanted || family == "exceiver" || !kept.scaler.isEmpty());
    m_files->setVisible(!m_genesRow->isHidden() || !m_scalerRow->isHidden());
    if (path == m_filledFor) return;  // what is being typed stays
    m_filledFor = path;
    m_genes->setText(kept.genes);
    m_refit->setChecked(kept.scaler == refitScaler);
    m_scaler->setText(kept.scaler == refitScaler ? QString() : kept.scaler);
}

void ModelDialog::browse()
{
    const QString start = recentModels().isEmpty() ? QString() : QFileInfo(recentModels().first()).absolutePath();
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of the checkpoint"), start);
    if (folder.isEmpty()) return;
    m_path->setEditText(folder);
    load(folder);
}

void ModelDialog::load(const QString &path)
{
    if (path.trimmed().isEmpty()) return browse();
    const QString scaler = m_refit->isChecked() ? refitScaler : m_scaler->text().trimmed();
    rememberModelFiles(path.trimmed(), {m_genes->text().trimmed(), scaler});
    m_problem->hide();
    loadModel(m_bench, path.trimmed());
}

void ModelDialog::refresh()
{
    const auto *outline = m_bench.session.models().outline();
    const auto coverage = m_bench.session.models().coverage();
    showFiles();
    m_card->setText(
        outline ? cardText(outline->card)
                : tr("scGPT, scBERT, Exceiver and scEMB-style checkpoints, as their own programs write them. Opening one never "
                     "runs code from it. The Models panel lists available checkpoints."));
    m_missing->clear();
    m_missing->setVisible(coverage && coverage->genesMatched < coverage->genes);
    m_missingTitle->setVisible(coverage != nullptr);
    if (!coverage) {
        m_coverage->setText(outline && !m_bench.session.data().hasDataset() ? tr("Open data to see how the model fits them.")
                                                                            : QString());
        m_kinds->clear();
        return;
    }
    m_path->setEditText(QString::fromStdString(outline->card.path.string()));
    m_coverage->setText(coverageText(*coverage) + QLatin1Char('.'));
    QStringList kinds;
    for (const auto &[kind, count] : coverage->report.byKind)
        if (kind != genes::MatchKind::Unmatched) kinds << tr("%L1 by %2").arg(count).arg(kindText(kind));
    if (!coverage->report.ambiguous.empty())
        kinds << tr("%L1 names mean several genes and were left out").arg(coverage->report.ambiguous.size());
    m_kinds->setText(kinds.join(QStringLiteral(" · ")));
    const auto missing = coverage->genes - coverage->genesMatched;
    m_missingTitle->setText(
        missing > 0 ? tr("%L1 genes unknown to the model; they are left out of the embedding, and stay in the data:").arg(missing)
                    : tr("Every gene of these data is known to the model."));
    const auto &names = m_bench.session.data().dataset()->var.index.values;
    for (std::size_t i = 0; i < coverage->geneIds.size() && i < names.size() && m_missing->count() < listedMissing; ++i)
        if (coverage->geneIds[i] < 0) m_missing->addItem(QString::fromStdString(names[i]));
}

}  // namespace lexicell::ui
