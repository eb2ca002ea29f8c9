#include "ui/forms/option_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>

#include <limits>
#include <string_view>

namespace lexicell::ui {

OptionForm::OptionForm(QWidget *parent) : QWidget(parent), m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(16);
    m_layout->setVerticalSpacing(8);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

QString optionLabel(const QString &name)
{
    static const QHash<QString, QString> words{{"rep", QObject::tr("Representation")},
                                               {"n-neighbors", QObject::tr("Neighbors")},
                                               {"min-dist", QObject::tr("UMAP min. distance")},
                                               {"resolution", QObject::tr("Leiden resolution")},
                                               {"n-pcs", QObject::tr("Components")},
                                               {"n-top-genes", QObject::tr("Variable genes")},
                                               {"hvg-flavor", QObject::tr("Ranked by")},
                                               {"batch", QObject::tr("Batch column")},
                                               {"layer", QObject::tr("Matrix")},
                                               {"key-added", QObject::tr("Key suffix")},
                                               {"max-pct-mt", QObject::tr("Max. mitochondrial")},
                                               {"min-genes", QObject::tr("Min. genes per cell")},
                                               {"min-cells", QObject::tr("Min. cells per gene")},
                                               {"umap-epochs", QObject::tr("Rounds")},
                                               {"neighbors-method", QObject::tr("Search")},
                                               {"neighbors-n-pcs", QObject::tr("Columns used")},
                                               {"leiden-iterations", QObject::tr("Rounds")},
                                               {"gene-column", QObject::tr("Gene names")},
                                               {"log-normalized", QObject::tr("Log-normalized already")},
                                               {"feature-type", QObject::tr("Features")},
                                               {"orientation", QObject::tr("Table")},
                                               {"key", QObject::tr("Result key")},
                                               {"knockouts", QObject::tr("Knock-outs")},
                                               {"gene-file", QObject::tr("Genes from a file")},
                                               {"all-expressed", QObject::tr("All expressed genes")},
                                               {"mode", QObject::tr("Change")},
                                               {"from", QObject::tr("From group")},
                                               {"toward", QObject::tr("Toward group")},
                                               {"replicate", QObject::tr("Replicates")},
                                               {"by", QObject::tr("A table for each")},
                                               {"perturbation", QObject::tr("Real knock-outs in")},
                                               {"second", QObject::tr("Second model")},
                                               {"shifts", QObject::tr("Keep shifts of cells")},
                                               {"make-unique", QObject::tr("Make names unique")},
                                               {"groupby", QObject::tr("Groups from column")},
                                               {"group", QObject::tr("Group to test")},
                                               {"reference", QObject::tr("Reference")},
                                               {"embedding", QObject::tr("Representation")},
                                               {"predicted", QObject::tr("Predicted labels")},
                                               {"label", QObject::tr("Label column")},
                                               {"truth", QObject::tr("True labels")},
                                               {"index", QObject::tr("Index file")},
                                               {"layout", QObject::tr("Map of the reference")},
                                               {"quantile", QObject::tr("Out above quantile")},
                                               {"threshold", QObject::tr("Unknown below")},
                                               {"held-out", QObject::tr("Held-out share")},
                                               {"leave-out", QObject::tr("Label to leave out")},
                                               {"singler", QObject::tr("SingleR too")},
                                               {"rounds", QObject::tr("Draws for intervals")},
                                               {"max-cells", QObject::tr("Cells at most")},
                                               {"pseudobulk", QObject::tr("Donors from column")},
                                               {"tie-correct", QObject::tr("Correct for ties")},
                                               {"score-name", QObject::tr("Result column")},
                                               {"ctrl-size", QObject::tr("Control genes")},
                                               {"n-bins", QObject::tr("Expression levels")},
                                               {"gzip", QObject::tr("Compression")},
                                               {"container", QObject::tr("File format")},
                                               {"dtype", QObject::tr("Number type")},
                                               {"naming", QObject::tr("Tensor names")},
                                               {"lr", QObject::tr("Step size")},
                                               {"mask-ratio", QObject::tr("Hidden share")}};
    if (words.contains(name)) return words.value(name);
    QString text = name;
    text.replace(QLatin1Char('-'), QLatin1Char(' '));
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    return text;
}

void OptionForm::place(const Option &option, QWidget *editor)
{
    const QString name = QLatin1String(option.name);
    auto *label = new QLabel(optionLabel(name), this);
    label->setBuddy(editor);
    const QString help = QString::fromUtf8(option.help);
    label->setToolTip(help);
    editor->setToolTip(help);
    editor->setAccessibleName(label->text());
    editor->setObjectName(QStringLiteral("option.") + name);
    m_layout->addRow(label, editor);
    m_editors.insert(name, editor);
    watch(editor);
}

void OptionForm::watch(QWidget *editor)
{
    if (auto *box = qobject_cast<QCheckBox *>(editor)) connect(box, &QCheckBox::toggled, this, &OptionForm::changed);
    if (auto *box = qobject_cast<QSpinBox *>(editor)) connect(box, &QSpinBox::valueChanged, this, &OptionForm::changed);
    if (auto *box = qobject_cast<QDoubleSpinBox *>(editor))
        connect(box, &QDoubleSpinBox::valueChanged, this, &OptionForm::changed);
    if (auto *box = qobject_cast<QComboBox *>(editor)) connect(box, &QComboBox::currentIndexChanged, this, &OptionForm::changed);
    if (auto *line = qobject_cast<QLineEdit *>(editor)) connect(line, &QLineEdit::textChanged, this, &OptionForm::changed);
}

static QComboBox *choicesBox(const Option &option, const QString &value, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    for (const char *choice : option.choices) box->addItem(QLatin1String(choice), QLatin1String(choice));
    box->setCurrentIndex(std::max(0, box->findData(value)));
    return box;
}

void OptionForm::addRow(const Option &option, bool &value)
{
    auto *box = new QCheckBox(this);
    box->setChecked(value);
    place(option, box);
}

void OptionForm::addRow(const Option &option, int &value)
{
    if (!option.choices.empty()) return place(option, choicesBox(option, QString::number(value), this));
    auto *box = new QSpinBox(this);
    box->setRange(std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
    box->setGroupSeparatorShown(true);
    if (*option.unit) box->setSuffix(QStringLiteral(" %1").arg(QString::fromUtf8(option.unit)));
    box->setValue(value);
    place(option, box);
}

void OptionForm::addRow(const Option &option, std::int64_t &value)
{
    auto *box = new QSpinBox(this);
    box->setRange(0, std::numeric_limits<int>::max());
    box->setValue(static_cast<int>(value));
    place(option, box);
}

void OptionForm::addRow(const Option &option, double &value)
{
    auto *box = new QDoubleSpinBox(this);
    box->setRange(-1e9, 1e9);
    // A learning rate is small even where 0 stands for the model's own.
    const bool small = (value != 0.0 && value < 0.01) || std::string_view(option.name) == "lr";
    box->setDecimals(small ? 6 : 2);
    box->setSingleStep(0.1);
    if (*option.unit) box->setSuffix(QStringLiteral(" %1").arg(QString::fromUtf8(option.unit)));
    box->setValue(value);
    place(option, box);
}

void OptionForm::addRow(const Option &option, std::string &value)
{
    if (option.choices.empty()) {
        auto *line = new QLineEdit(QString::fromStdString(value), this);
        place(option, line);
        return;
    }
    place(option, choicesBox(option, QString::fromStdString(value), this));
}

void OptionForm::addRow(const Option &option, std::vector<std::string> &value)
{
    QStringList names;
    for (const std::string &name : value) names << QString::fromStdString(name);
    auto *line = new QLineEdit(names.join(QStringLiteral(", ")), this);
    line->setPlaceholderText(tr("names, separated by commas"));
    place(option, line);
}

void OptionForm::setChoices(const QString &option, const QStringList &values, const QStringList &labels)
{
    QWidget *old = m_editors.value(option);
    if (!old) return;
    auto *box = new QComboBox(this);
    for (qsizetype i = 0; i < values.size(); ++i) box->addItem(i < labels.size() ? labels[i] : values[i], values[i]);
    box->setToolTip(old->toolTip());
    box->setAccessibleName(old->accessibleName());
    box->setObjectName(old->objectName());
    delete m_layout->replaceWidget(old, box);
    m_editors[option] = box;
    watch(box);
    delete old;
}

void OptionForm::placeBeside(const QString &option, QWidget *widget)
{
    QWidget *editor = m_editors.value(option);
    auto *row = new QWidget(this);
    delete m_layout->replaceWidget(editor, row);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(editor, 1);
    line->addWidget(widget);
}

void OptionForm::setValue(const QString &option, const QString &value)
{
    QWidget *editor = m_editors.value(option);
    if (auto *combo = qobject_cast<QComboBox *>(editor)) combo->setCurrentIndex(std::max(0, combo->findData(value)));
    else if (auto *line = qobject_cast<QLineEdit *>(editor)) line->setText(value);
    else if (auto *spin = qobject_cast<QSpinBox *>(editor)) spin->setValue(value.toInt());
    else if (auto *number = qobject_cast<QDoubleSpinBox *>(editor)) number->setValue(value.toDouble());
    else if (auto *box = qobject_cast<QCheckBox *>(editor)) box->setChecked(value == QStringLiteral("true"));
}

void OptionForm::setValues(const QJsonObject &values)
{
    for (auto value = values.begin(); value != values.end(); ++value) setValue(value.key(), value.value().toString());
}

void OptionForm::readRow(const QString &option, bool &value) const
{
    if (const auto *box = qobject_cast<QCheckBox *>(m_editors.value(option))) value = box->isChecked();
}

void OptionForm::readRow(const QString &option, int &value) const
{
    if (const auto *box = qobject_cast<QSpinBox *>(m_editors.value(option))) value = box->value();
    if (const auto *box = qobject_cast<QComboBox *>(m_editors.value(option))) value = box->currentData().toInt();
}

void OptionForm::readRow(const QString &option, std::int64_t &value) const
{
    if (const auto *box = qobject_cast<QSpinBox *>(m_editors.value(option))) value = box->value();
}

void OptionForm::readRow(const QString &option, double &value) const
{
    if (const auto *box = qobject_cast<QDoubleSpinBox *>(m_editors.value(option))) value = box->value();
}

void OptionForm::readRow(const QString &option, std::string &value) const
{
    if (const auto *line = qobject_cast<QLineEdit *>(m_editors.value(option))) value = line->text().toStdString();
    if (const auto *box = qobject_cast<QComboBox *>(m_editors.value(option))) value = box->currentData().toString().toStdString();
}

void OptionForm::readRow(const QString &option, std::vector<std::string> &value) const
{
    const auto *line = qobject_cast<QLineEdit *>(m_editors.value(option));
    if (!line) return;
    value.clear();
    static const QRegularExpression between(QStringLiteral("[,;\\s]+"));
    for (const QString &name : line->text().split(between, Qt::SkipEmptyParts)) value.push_back(name.toStdString());
}

}  // namespace lexicell::ui
