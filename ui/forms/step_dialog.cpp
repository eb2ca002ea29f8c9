#include "ui/forms/step_dialog.h"

#include "ui/workspace/facts/made_here.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScreen>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int narrowest = 480;
constexpr int roomAround = 48;  // pixels of the window that a long form leaves free

// The options scroll when the window is lower than they are.
class Body : public QScrollArea {
  public:
    Body(QLayout *content, QWidget *parent) : QScrollArea(parent)
    {
        auto *inner = new QWidget(this);
        inner->setLayout(content);
        setWidget(inner);
        setWidgetResizable(true);
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        viewport()->setAutoFillBackground(false);
        inner->setAutoFillBackground(false);
    }
    QSize sizeHint() const override { return widget()->sizeHint() + QSize(verticalScrollBar()->sizeHint().width(), 0); }
    QSize minimumSizeHint() const override { return {sizeHint().width(), std::min(sizeHint().height(), 120)}; }
};

// A button that names a file in place of typing it.
void offerFile(OptionForm &form, const QString &option)
{
    auto *button = new QToolButton(&form);
    button->setObjectName(QStringLiteral("chooseFile.") + option);
    button->setText(StepDialog::tr("Choose…"));
    button->setAccessibleName(StepDialog::tr("Choose the file of %1").arg(optionLabel(option)));
    button->setFocusPolicy(Qt::TabFocus);
    QObject::connect(button, &QToolButton::clicked, &form, [form = &form, option] {
        const QString file = QFileDialog::getOpenFileName(form->window(), StepDialog::tr("Choose %1").arg(optionLabel(option)));
        if (!file.isEmpty()) form->setValue(option, file);
    });
    form.placeBeside(option, button);
}

}  // namespace

StepDialog::StepDialog(const QString &title, const QString &what, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(narrowest);
    if (parent) setMaximumHeight(std::max(320, parent->window()->height() - roomAround));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    auto *text = new QLabel(what, this);
    text->setWordWrap(true);
    text->setProperty("muted", true);
    layout->addWidget(text);
    m_body = new QVBoxLayout;
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(8);
    layout->addWidget(new Body(m_body, this), 1);
    m_below = new QVBoxLayout;
    layout->addLayout(m_below);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    m_run = m_buttons->addButton(tr("Run"), QDialogButtonBox::AcceptRole);
    m_run->setObjectName(QStringLiteral("runStep"));
    m_run->setDefault(true);
    layout->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        if (m_action) m_action();
        accept();
    });
}

OptionForm *StepDialog::addForm(const QString &heading)
{
    if (!heading.isEmpty()) {
        auto *label = new QLabel(heading, this);
        label->setProperty("heading", true);
        m_body->addSpacing(4);
        m_body->addWidget(label);
    }
    auto *form = new OptionForm(this);
    m_body->addWidget(form, 0, Qt::AlignTop);
    connect(form, &OptionForm::unfolded, this, &StepDialog::growToFit, Qt::QueuedConnection);  // when the rows are laid out
    return form;
}

// As tall as its rows, if the window is; the lower border stays on the screen.
void StepDialog::growToFit()
{
    for (QScrollArea *body : findChildren<QScrollArea *>()) body->updateGeometry();  // its rows are not part of this layout
    layout()->activate();
    resize(width(), std::max(height(), std::min(sizeHint().height(), maximumHeight())));
    const QRect room = screen()->availableGeometry();
    if (frameGeometry().bottom() > room.bottom())
        move(x(), std::max(room.top(), y() - (frameGeometry().bottom() - room.bottom())));
}

QCheckBox *StepDialog::addSwitch(const QString &text, bool on, const QString &whyNot)
{
    auto *box = new QCheckBox(text, this);
    box->setChecked(on && whyNot.isEmpty());
    box->setEnabled(whyNot.isEmpty());
    box->setToolTip(whyNot);
    m_body->addWidget(box);
    return box;
}

void StepDialog::addWidget(QWidget *widget) { m_body->addWidget(widget); }

void StepDialog::addBelow(QWidget *widget) { m_below->addWidget(widget); }

void StepDialog::alignLabels()
{
    QList<QLabel *> labels;
    int width = 0;
    for (QLabel *label : findChildren<QLabel *>()) {
        if (!label->buddy()) continue;
        labels << label;
        width = std::max(width, label->sizeHint().width());
    }
    for (QLabel *label : labels) label->setMinimumWidth(width);
}

void StepDialog::setRun(const QString &text, std::function<void()> run)
{
    m_run->setText(text);
    m_action = std::move(run);
}

void StepDialog::addAction(const QString &text, const QString &name, const QString &tip, std::function<void()> run)
{
    m_other = m_buttons->addButton(text, QDialogButtonBox::ActionRole);
    m_other->setObjectName(name);
    m_other->setEnabled(m_run->isEnabled());
    m_otherTip = tip;
    m_other->setToolTip(m_run->isEnabled() ? tip : m_run->toolTip());
    connect(m_other, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
}

void StepDialog::setWhyNotRun(const QString &reason)
{
    m_run->setEnabled(reason.isEmpty());
    m_run->setToolTip(reason);
    if (!m_other) return;
    m_other->setEnabled(reason.isEmpty());
    m_other->setToolTip(reason.isEmpty() ? m_otherTip : reason);
}

void StepDialog::fillChoices(OptionForm &form, const Session &session)
{
    if (!session.data().hasDataset()) return;
    QStringList reps{QString()}, repNames{tr("PCA (X_pca)")}, scored{QString()}, scoredNames{tr("none")};
    for (const QString &key : session.data().embeddings()) {
        scored << key;
        scoredNames << (representationName(key) == key ? key : QStringLiteral("%1 (%2)").arg(representationName(key), key));
        if (key == QStringLiteral("X_pca") || key.startsWith(QStringLiteral("X_umap")) ||
            key.startsWith(QStringLiteral("X_tsne")))
            continue;
        reps << key;
        repNames << QStringLiteral("%1 (%2)").arg(representationName(key), key);
    }
    form.setChoices(QStringLiteral("rep"), reps, repNames);
    form.setChoices(QStringLiteral("embedding"), scored, scoredNames);
    const QStringList columns = session.labels().fieldNames();
    // Beside a reference, its columns are named, which are not those of the open data set.
    const bool ofReference = form.editor(QStringLiteral("reference")) && form.editor(QStringLiteral("label"));
    if (ofReference) {
        offerFile(form, QStringLiteral("reference"));
        form.setChoices(QStringLiteral("truth"), QStringList{QString()} + columns,
                        QStringList{tr("as in the reference")} + columns);
    }
    // Other files that a task on the open data set reads.
    for (const char *name : {"truth", "baseline", "data", "ppi", "gene-file"})
        if (!ofReference && qobject_cast<QLineEdit *>(form.editor(QLatin1String(name)))) offerFile(form, QLatin1String(name));
    for (const char *name : {"batch", "by", "groupby", "label", "perturbation", "predicted", "replicate"})
        if (!ofReference)
            form.setChoices(QLatin1String(name), QStringList{QString()} + columns, QStringList{tr("none")} + columns);
    form.setChoices(QStringLiteral("pseudobulk"), QStringList{QString()} + columns,
                    QStringList{tr("none: cells are the replicates")} + columns);
    QStringList layers{QString()}, layerNames{QStringLiteral("X")};
    if (session.data().dataset()->raw) {
        layers << QStringLiteral("raw");
        layerNames << QStringLiteral("raw.X");
    }
    for (const auto &[name, matrix] : session.data().dataset()->layers.entries) {
        layers << QString::fromStdString(name);
        layerNames << QStringLiteral("layers/%1").arg(QString::fromStdString(name));
    }
    form.setChoices(QStringLiteral("layer"), layers, layerNames);
    QStringList geneColumns{QString()}, geneNames{tr("index")};
    for (const auto &[name, column] : session.data().dataset()->var.columns.entries)
        if (column->as<data::StringArray>() || column->as<data::Categorical>()) {
            geneColumns << QString::fromStdString(name);
            geneNames << QString::fromStdString(name);
        }
    form.setChoices(QStringLiteral("gene-column"), geneColumns, geneNames);
}

}  // namespace lexicell::ui
