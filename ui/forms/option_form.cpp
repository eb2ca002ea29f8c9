#include "ui/forms/option_form.h"

#include "ui/look/icon.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>

#include <algorithm>
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
                                               {"sizes", QObject::tr("Cells of each label")},
                                               {"names", QObject::tr("Names of models")},
                                               {"report", QObject::tr("Report page")},
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
                                               {"mask-ratio", QObject::tr("Hidden share")},
                                               {"k", QObject::tr("Neighbors of a gene")},
                                               {"gmt", QObject::tr("Gene sets")},
                                               {"source", QObject::tr("Similarity by")},
                                               {"sources", QObject::tr("Several measures")},
                                               {"within", QObject::tr("Only among")},
                                               {"known", QObject::tr("Known targets")},
                                               {"cut", QObject::tr("Smallest weight")},
                                               {"baseline", QObject::tr("Compare with baseline")},
                                               {"modules", QObject::tr("Terms of modules (file)")},
                                               {"cells", QObject::tr("Only cells where")},
                                               {"targets", QObject::tr("Target genes")},
                                               {"target-set", QObject::tr("Set of targets")},
                                               {"ppi", QObject::tr("Protein partners (file)")},
                                               {"pairs", QObject::tr("Pairs of genes too")},
                                               {"n-cells", QObject::tr("Cells to generate")},
                                               {"n-genes", QObject::tr("Genes to generate")},
                                               {"known-share", QObject::tr("Known share")},
                                               {"averaged", QObject::tr("Cells averaged")},
                                               {"data", QObject::tr("Cells of the prompt (file)")},
                                               {"min-size", QObject::tr("Smallest set")},
                                               {"max-size", QObject::tr("Largest set")},
                                               {"validation", QObject::tr("Held-out share")},
                                               {"rare-labels", QObject::tr("Labels of one cell")},
                                               {"freeze", QObject::tr("Keep fixed")},
                                               {"reuse-frozen", QObject::tr("Keep their output")},
                                               {"max-length", QObject::tr("Longest input")}};
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
    m_rows.insert(name, {label, editor, help});
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
    box->setCurrentIndex(std::max(0, box->findData(value(option))));
    box->setToolTip(old->toolTip());
    box->setAccessibleName(old->accessibleName());
    box->setObjectName(old->objectName());
    delete m_layout->replaceWidget(old, box);
    m_editors[option] = box;
    Row &row = m_rows[option];
    if (row.field == old) row.field = box;
    row.label->setBuddy(box);
    watch(box);
    QWidget::setTabOrder(old, box);
    delete old;
    showRow(row);
}

void OptionForm::placeBeside(const QString &option, QWidget *widget)
{
    QWidget *editor = m_editors.value(option);
    auto *row = new QWidget(this);
    delete m_layout->replaceWidget(editor, row);
    m_rows[option].field = row;
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

// Twice: the values of some rows are choices that depend on others.
void OptionForm::setValues(const QJsonObject &values)
{
    for (int pass = 0; pass < 2; ++pass)
        for (auto value = values.begin(); value != values.end(); ++value) {
            const QString before = this->value(value.key());
            setValue(value.key(), value.value().toString());
            if (m_more && m_rows.value(value.key()).folded && this->value(value.key()) != before) setUnfolded(true);
        }
}

QString OptionForm::value(const QString &option) const
{
    const QWidget *editor = m_editors.value(option);
    if (const auto *combo = qobject_cast<const QComboBox *>(editor)) return combo->currentData().toString();
    if (const auto *line = qobject_cast<const QLineEdit *>(editor)) return line->text().trimmed();
    if (const auto *spin = qobject_cast<const QSpinBox *>(editor)) return QString::number(spin->value());
    if (const auto *number = qobject_cast<const QDoubleSpinBox *>(editor)) return QString::number(number->value());
    if (const auto *box = qobject_cast<const QCheckBox *>(editor))
        return box->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    return {};
}

bool OptionForm::hasChoices(const QString &option) const { return qobject_cast<QComboBox *>(m_editors.value(option)); }

void OptionForm::setLabel(const QString &option, const QString &text)
{
    if (!m_rows.contains(option)) return;
    m_rows[option].label->setText(text);
    m_editors[option]->setAccessibleName(text);
}

void OptionForm::setSpecialValue(const QString &option, int value, const QString &text)
{
    QWidget *editor = m_editors.value(option);
    if (auto *spin = qobject_cast<QSpinBox *>(editor)) spin->setMinimum(value);
    if (auto *number = qobject_cast<QDoubleSpinBox *>(editor)) number->setMinimum(value);
    if (auto *spin = qobject_cast<QAbstractSpinBox *>(editor)) spin->setSpecialValueText(text);
}

void OptionForm::setWhyNot(const QString &option, const QString &reason)
{
    if (!m_rows.contains(option)) return;
    m_editors[option]->setEnabled(reason.isEmpty());
    m_editors[option]->setToolTip(reason.isEmpty() ? m_rows[option].help : reason);
}

void OptionForm::setCounts(const QString &option, bool counts)
{
    if (!m_rows.contains(option)) return;
    m_rows[option].counts = counts;
    showRow(m_rows[option]);
}

void OptionForm::showRow(const Row &row)
{
    m_layout->setRowVisible(row.field, row.counts && !(row.folded && m_more && !m_more->isChecked()));
}

void OptionForm::fold(const QStringList &options)
{
    m_more = new QPushButton(this);
    m_more->setObjectName(QStringLiteral("moreOptions"));
    m_more->setCheckable(true);
    m_more->setFlat(true);
    m_layout->addRow(m_more);
    for (int at = 0, left = m_layout->rowCount() - 1; left > 0; --left) {
        const QWidget *field = m_layout->itemAt(at, QFormLayout::FieldRole)->widget();
        const auto row = std::find_if(m_rows.begin(), m_rows.end(), [field](const Row &one) { return one.field == field; });
        if (row == m_rows.end() || !options.contains(row.key())) {
            ++at;
            continue;
        }
        row->folded = true;
        const auto taken = m_layout->takeRow(at);
        delete taken.labelItem;
        delete taken.fieldItem;
        m_layout->addRow(row->label, row->field);
    }
    connect(m_more, &QPushButton::toggled, this, &OptionForm::setUnfolded);
    setUnfolded(false);
}

void OptionForm::setUnfolded(bool unfolded)
{
    m_more->setChecked(unfolded);
    m_more->setText(unfolded ? tr("Fewer options") : tr("More options"));
    m_more->setIcon(icon(unfolded ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down")));
    for (const Row &row : m_rows)
        if (row.folded) showRow(row);
    if (unfolded) Q_EMIT this->unfolded();
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
