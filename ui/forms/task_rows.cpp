#include "ui/forms/task_rows.h"

#include <QHash>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace lexicell::ui {

namespace {

using Counts = std::function<bool(const OptionForm &)>;

constexpr int longForm = 9;  // rows; a shorter form shows all of them

QString chosen(const OptionForm &form, const char *option) { return form.value(QLatin1String(option)); }

Counts named(const char *option)
{
    return [option](const OptionForm &form) { return !chosen(form, option).isEmpty(); };
}

Counts unnamed(const char *option)
{
    return [option](const OptionForm &form) { return chosen(form, option).isEmpty(); };
}

Counts is(const char *option, const QStringList &values)
{
    return [option, values](const OptionForm &form) { return values.contains(chosen(form, option)); };
}

struct Rule {
    QStringList rows;
    Counts count;
};

// Which rows of a task count only with certain values of others. A row without a rule always counts.
std::vector<Rule> rulesOf(const std::string &task)
{
    const Counts measured = named("truth");
    if (task == "fine-tune")
        return {
            {{"batch-norm"}, is("task", {"integration"})},
            {{"losses", "variable-genes"}, is("task", {"integration", "multiomic"})},
            {{"peaks", "inherit"}, is("task", {"multiomic"})},
            {{"rare-labels", "class-weights", "smoothing", "random-starts"}, is("task", {"annotation"})},
            {{"label"}, is("task", {"annotation", "integration", "multiomic"})},
            {{"split"}, is("task", {"annotation", "perturbation", "expression"})},
            {{"perturbation", "control", "holdout", "genes-per-step", "perturbed-genes", "n-top-genes", "unknown-genes", "loss"},
             is("task", {"perturbation", "expression"})},
            {{"rank"}, is("adapters", {"auto", "lora"})}};
    if (task == "evaluate")
        return {{{"perturbation", "control", "split", "baseline", "replicates"}, measured},
                {{"label"}, unnamed("truth")},
                {{"batch"}, unnamed("truth")},
                {{"max-cells"}, named("embedding")}};
    if (task == "gene-network") return {{{"toward", "known"}, is("source", {"attention"})}, {{"gmt"}, named("modules")}};
    if (task == "knock-out")
        return {{{"genes", "gene-file"}, is("all-expressed", {"false"})},
                {{"dose"}, is("mode", {"over-express"})},
                {{"control"}, named("perturbation")},
                {{"target-set", "ppi"}, named("targets")}};
    if (task == "markers")
        return {{{"design", "normalization", "min-cells"}, named("pseudobulk")},
                {{"method"}, unnamed("pseudobulk")},
                {{"tie-correct"}, [](const OptionForm &form) {
                     return chosen(form, "pseudobulk").isEmpty() && chosen(form, "method") == QStringLiteral("wilcoxon");
                 }}};
    return {};
}

// What a person rarely changes; in a long form it waits behind a button.
QStringList technicalRows()
{
    return {"batch-size",
            "max-length",
            "ties",
            "sampling",
            "precision",
            "gene-matching",
            "gene-column",
            "key",
            "key-added",
            "rounds",
            "search",
            "quantile",
            "resume",
            "lr",
            "patience",
            "chosen-by",
            "smoothing",
            "freeze",
            "adapters",
            "rank",
            "reuse-frozen",
            "save",
            "losses",
            "batch-norm",
            "exchanges",
            "components",
            "n-bins",
            "ctrl-size",
            "shortlist",
            "min-cells",
            "target-set",
            "ppi",
            "genes-per-step",
            "min-values",
            "perturbed-genes",
            "unknown-genes",
            "correlation",
            "known-share",
            "averaged",
            "passes",
            "seed",
            "class-weights",
            "variable-genes",
            "peaks",
            "inherit",
            "random-starts",
            "window",
            "hidden-unseen",
            "cell-gain",
            "sources",
            "n-top-genes",
            "index",
            "max-cells",
            "gene-file",
            "held-out",
            "leave-out",
            "singler",
            "normalization"};
}

// Numbers that stand for something else than their size.
void nameNumbers(OptionForm &form, const std::string &task)
{
    const QString own = QObject::tr("the model family's own"), all = QObject::tr("all");
    if (task == "fine-tune" || task == "pretrain")
        for (const char *name : {"epochs", "batch-size", "lr"}) form.setSpecialValue(QLatin1String(name), 0, own);
    if (task == "fine-tune") {
        form.setSpecialValue(QStringLiteral("patience"), -1, own);
        form.setSpecialValue(QStringLiteral("random-starts"), 0, QObject::tr("not compared"));
    }
    if (task == "pretrain") {
        for (const char *name : {"mask-ratio", "embedding-size", "layers", "heads", "feed-forward", "latents", "max-length"})
            form.setSpecialValue(QLatin1String(name), 0, own);
        form.setSpecialValue(QStringLiteral("dropout"), -1, own);
    }
    for (const char *name : {"max-cells", "shortlist", "variable-genes", "n-top-genes", "averaged", "pool", "peaks"})
        form.setSpecialValue(QLatin1String(name), 0, all);
    form.setSpecialValue(QStringLiteral("max-size"), 0, QObject::tr("no limit"));
    form.setSpecialValue(QStringLiteral("rounds"), 0, QObject::tr("no intervals"));
}

// Names of options that mean something else in this task than in most.
void nameRows(OptionForm &form, const std::string &task)
{
    if (task != "knock-out") form.setLabel(QStringLiteral("perturbation"), QObject::tr("Perturbations from column"));
    if (task == "markers") form.setLabel(QStringLiteral("min-cells"), QObject::tr("Min. cells per sample"));
    if (task == "fine-tune") {
        form.setLabel(QStringLiteral("task"), QObject::tr("Purpose"));
        form.setLabel(QStringLiteral("split"), QObject::tr("Hold out by"));
    }
    if (task != "evaluate") return;
    form.setLabel(QStringLiteral("truth"), QObject::tr("Measured cells (file)"));
    form.setLabel(QStringLiteral("label"), QObject::tr("True labels"));
    form.setLabel(QStringLiteral("baseline"), QObject::tr("Baseline cells (file)"));
}

struct GroupRow {
    const char *option;
    QString first, firstName;  // the value that stands for no group, and its words
};

// The groups of the column that `groupby` names, as choices.
void followGroups(OptionForm &form, const Session &session, const std::string &task)
{
    const bool tests = task == "markers";
    const std::vector<GroupRow> rows{{"from", {}, QObject::tr("all cells")},
                                     {"toward", {}, QObject::tr("none")},
                                     {"group", {}, QObject::tr("each of them")},
                                     {tests ? "reference" : "", QStringLiteral("rest"), QObject::tr("all other cells")}};
    const auto last = std::make_shared<QString>(QStringLiteral("\n"));  // no column has this name
    const auto refill = [&form, &session, rows, last] {
        const QString column = chosen(form, "groupby");
        if (column == *last) return;
        *last = column;
        const LabelFieldPtr field = session.labels().field(column);
        for (const GroupRow &row : rows) {
            const QString option = QLatin1String(row.option);
            if (!form.editor(option)) continue;
            QStringList values{row.first}, names{row.firstName};
            if (field)
                for (const auto &label : field->labels) {
                    values << label.name;
                    names << label.name;
                }
            form.setChoices(option, values, names);
            form.setWhyNot(option, field ? QString() : QObject::tr("Choose the column of the groups first."));
        }
    };
    QObject::connect(&form, &OptionForm::changed, &form, refill);
    refill();
}

}  // namespace

void arrangeRows(OptionForm &form, const Session &session, const models::tasks::TaskSpec &task)
{
    nameRows(form, task.id);
    nameNumbers(form, task.id);
    // Only where the columns are those of the open data set.
    if (form.hasChoices(QStringLiteral("groupby"))) followGroups(form, session, task.id);
    if (form.rows() > longForm) form.fold(technicalRows());
    const auto rules = std::make_shared<const std::vector<Rule>>(rulesOf(task.id));
    const auto follow = [&form, rules] {
        for (const Rule &rule : *rules)
            for (const QString &row : rule.rows) form.setCounts(row, rule.count(form));
    };
    QObject::connect(&form, &OptionForm::changed, &form, follow);
    follow();
}

}  // namespace lexicell::ui
