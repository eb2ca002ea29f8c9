#include "ui/forms/model_dialog.h"

#include "core/base/resources.h"
#include "ui/commands/load_model.h"
#include "ui/model_facts.h"
#include "ui/panels/data_panel.h"
#include "ui/widgets/icon.h"

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

QLabel *wrapped(QWidget *parent, const char *property = nullptr)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (property) label->setProperty(property, true);
    return label;
}

QString kindText(data::MatchKind kind)
{
    switch (kind) {
    case data::MatchKind::Exact: return QObject::tr("their own name");
    case data::MatchKind::SecondName: return QObject::tr("a second name in var");
    case data::MatchKind::Ensembl: return QObject::tr("Ensembl id");
    case data::MatchKind::PreviousSymbol: return QObject::tr("former symbol");
    case data::MatchKind::Alias: return QObject::tr("alias");
    case data::MatchKind::CaseOnly: return QObject::tr("upper or lower case");
    case data::MatchKind::Unmatched: break;
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
    lines << QObject::tr("Can give: %1").arg(abilitiesText(card).toHtmlEscaped());
    lines << QObject::tr("Licence: %1 · SHA-256 %2…")
                 .arg(licenceText(card).toHtmlEscaped(), QString::fromStdString(card.sha256).left(12));
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
    m_path->setInsertPolicy(QComboBox::NoInsert);
    m_path->lineEdit()->setPlaceholderText(tr("folder of a checkpoint, or its file"));
    m_path->addItems(recentModels());
    if (const auto demo = resourceFile("sample/demo_scgpt"); demo.ok())
        if (const QString path = QString::fromStdString(demo->string()); m_path->findText(path) < 0) m_path->addItem(path);
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
    m_card = wrapped(this);
    m_coverage = wrapped(this, "heading");
    m_coverage->setObjectName(QStringLiteral("coverageText"));
    m_kinds = wrapped(this, "muted");
    m_missingTitle = wrapped(this, "muted");
    m_missing = new QListWidget(this);
    auto *close = new QDialogButtonBox(QDialogButtonBox::Close, this);
    close->button(QDialogButtonBox::Close)->setIcon({});
    close->button(QDialogButtonBox::Close)->setAutoDefault(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(10);
    layout->addLayout(row);
    layout->addWidget(m_card);
    layout->addWidget(m_coverage);
    layout->addWidget(m_kinds);
    layout->addWidget(m_missingTitle);
    layout->addWidget(m_missing, 1);
    layout->addStretch();
    layout->addWidget(close);

    connect(folder, &QPushButton::clicked, this, &ModelDialog::browse);
    connect(load, &QPushButton::clicked, this, [this] { ModelDialog::load(m_path->currentText()); });
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(&bench.session, &Session::modelChanged, this, &ModelDialog::refresh);
    connect(&bench.session, &Session::coverageChanged, this, &ModelDialog::refresh);
    refresh();
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
    loadModel(m_bench, path.trimmed());
}

void ModelDialog::refresh()
{
    const auto *outline = m_bench.session.outline();
    const auto coverage = m_bench.session.coverage();
    m_card->setText(
        outline ? cardText(outline->card)
                : tr("scGPT, scBERT, Exceiver and scEMB-style checkpoints, as their own programs write them. Opening one never "
                     "runs code from it. The Models panel says where to get some."));
    m_missing->clear();
    m_missing->setVisible(coverage && coverage->genesMatched < coverage->genes);
    m_missingTitle->setVisible(coverage != nullptr);
    if (!coverage) {
        m_coverage->setText(outline && !m_bench.session.hasDataset() ? tr("Open data to see how the model fits them.")
                                                                     : QString());
        m_kinds->clear();
        return;
    }
    m_path->setEditText(QString::fromStdString(outline->card.path.string()));
    m_coverage->setText(coverageText(*coverage) + QLatin1Char('.'));
    QStringList kinds;
    for (const auto &[kind, count] : coverage->report.byKind)
        if (kind != data::MatchKind::Unmatched) kinds << tr("%L1 by %2").arg(count).arg(kindText(kind));
    if (!coverage->report.ambiguous.empty())
        kinds << tr("%L1 names mean several genes and were left out").arg(coverage->report.ambiguous.size());
    m_kinds->setText(kinds.join(QStringLiteral(" · ")));
    const auto missing = coverage->genes - coverage->genesMatched;
    m_missingTitle->setText(
        missing > 0 ? tr("%L1 genes unknown to the model; they are left out of the embedding, and stay in the data:").arg(missing)
                    : tr("Every gene of these data is known to the model."));
    const auto &names = m_bench.session.dataset()->var.index.values;
    for (std::size_t i = 0; i < coverage->geneIds.size() && i < names.size() && m_missing->count() < listedMissing; ++i)
        if (coverage->geneIds[i] < 0) m_missing->addItem(QString::fromStdString(names[i]));
}

}  // namespace lexicell::ui
