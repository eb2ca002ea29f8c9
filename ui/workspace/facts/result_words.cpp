#include "ui/workspace/facts/result_words.h"

#include "models/tasks/command_text.h"
#include "ui/workspace/facts/cell_groups.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>

namespace lexicell::ui {

namespace {

using models::tasks::TaskSpec;

constexpr qsizetype shownDigits = 12;  // of a SHA-256

// The options of the record that differ from the defaults of this version.
std::vector<models::tasks::GivenOption> givenOptions(const StoredResult &result, const TaskSpec &task)
{
    return models::tasks::givenOptions(task, result.record.options);
}

QString optionOf(const StoredResult &result, const char *name)
{
    return QString::fromStdString(valueOf(result.record.options, name));
}

QString hashOf(const StoredResult &result, const char *input)
{
    const QString hash = QString::fromStdString(valueOf(result.record.inputs, input));
    return hash.isEmpty() ? QString() : QStringLiteral(" (SHA-256 %1…)").arg(hash.left(shownDigits));
}

QString number(double value) { return QString::number(value, 'f', 2); }

QString changeSentence(const QString &mode)
{
    if (mode == QStringLiteral("delete")) return QStringLiteral("the gene's token was removed from the input");
    if (mode == QStringLiteral("zero")) return QStringLiteral("the gene's value was set to that of a gene without counts");
    if (mode == QStringLiteral("mask")) return QStringLiteral("the gene's token was masked");
    if (mode == QStringLiteral("renormalise"))
        return QStringLiteral("the gene's count was set to 0 and the cell was normalized again");
    return QStringLiteral("the gene was over-expressed");
}

// What was compared with what, as docs/knock-outs.md defines it.
QString knockOutMethods(const StoredResult &result)
{
    const QJsonObject summary = QJsonDocument::fromJson(result.summary.toUtf8()).object();
    const QString metric = summary[QStringLiteral("metric")].toString(), from = optionOf(result, "from"),
                  toward = optionOf(result, "toward"), replicate = optionOf(result, "replicate");
    const auto count = [&summary](const char *key) { return QString::number(summary[QLatin1String(key)].toInteger()); };
    QStringList text;
    text << QStringLiteral(
                "In each of %1 cells (%2) that expressed a gene, %3, and the cell's vector was computed again in float32.")
                .arg(count("cells"), from.isEmpty() ? QStringLiteral("all cells") : from,
                     changeSentence(summary[QStringLiteral("mode")].toString()));
    if (metric == QStringLiteral("shift"))
        text << QStringLiteral("The effect of a gene is the mean of 1 - cos(E', E) between the changed and the intact vectors.");
    else
        text << QStringLiteral(
                    "The effect of a gene is the mean change of the cosine with the mean vector of the %1 goal cells (%2).")
                    .arg(count("goal_cells"), toward);
    text << (replicate.isEmpty()
                 ? QStringLiteral(
                       "Cells were taken as replicates, so standard errors and intervals are too small for statements on "
                       "donors.")
                 : QStringLiteral("Means were taken within each value of %1 first; intervals are Student's t over these means.")
                       .arg(replicate));
    text << QStringLiteral("Each of the %1 tested genes was compared with up to 100 genes of the most similar detection rate and "
                           "mean expression; p values are the ranks among these, adjusted after Benjamini and Hochberg; %2 genes "
                           "pass 5 % FDR.")
                .arg(count("genes_tested"), count("significant"));
    const QJsonObject spearman = summary[QStringLiteral("spearman")].toObject()[metric].toObject();
    QStringList baselines;
    if (const QJsonValue value = spearman[QStringLiteral("mean_expression")]; value.isDouble())
        baselines << QStringLiteral("%1 with mean expression").arg(number(value.toDouble()));
    if (const QJsonValue value = spearman[QStringLiteral("pca")]; value.isDouble())
        baselines
            << QStringLiteral("%1 with the same change in a PCA of the log-normalized counts").arg(number(value.toDouble()));
    if (!baselines.isEmpty())
        text << QStringLiteral("Spearman's correlation of the effects is %1.").arg(baselines.join(QStringLiteral(" and ")));
    return text.join(QLatin1Char(' '));
}

}  // namespace

QString commandOf(const StoredResult &result, const TaskSpec &task, const ResultFiles &files)
{
    models::tasks::CommandFiles named{{files.data.toStdString()}, "OUT.csv", {}};
    if (!result.model.empty()) named.model = files.model.isEmpty() ? result.model : files.model.toStdString();
    const QString command = QString::fromStdString(models::tasks::commandText(task, result.record.options, named));
    if (optionOf(result, "groupby") != QLatin1String(groupsColumn)) return command;
    return QStringLiteral(
               "# obs[\"%1\"] holds the two groups of cells: keep the cells of the result as labels, and save the data.\n")
               .arg(QLatin1String(groupsColumn)) +
           command;
}

QString methodsOf(const StoredResult &result, const TaskSpec &task, const ResultFiles &files)
{
    QStringList text;
    QString begin = QStringLiteral("%1 (task %2 of Lexicell %3) on %4%5")
                        .arg(QString::fromStdString(task.title), QString::fromStdString(task.id), QLatin1String(version()),
                             QFileInfo(files.data).fileName(), hashOf(result, "file"));
    if (!result.model.empty())
        begin += QStringLiteral(", with the checkpoint %1%2").arg(QString::fromStdString(result.model), hashOf(result, "model"));
    text << begin + QLatin1Char('.');
    if (task.id == "knock-out") text << knockOutMethods(result);
    if (optionOf(result, "groupby") == QLatin1String(groupsColumn))
        text << QStringLiteral("The groups of cells were selected by hand%1.").arg(hashOf(result, groupsColumn));
    QStringList given;
    for (const auto &option : givenOptions(result, task))
        if (option.name != "seed")
            given << QStringLiteral("%1 = %2").arg(QString::fromStdString(option.name), QString::fromStdString(option.value));
    text << (given.isEmpty() ? QStringLiteral("All options had their defaults.")
                             : QStringLiteral("Options other than the defaults: %1.").arg(given.join(QStringLiteral("; "))));
    if (const QString seed = optionOf(result, "seed"); !seed.isEmpty()) text << QStringLiteral("Seed: %1.").arg(seed);
    return text.join(QLatin1Char(' '));
}

const std::string *recordedOption(const StoredResult &result, const std::string &name)
{
    const auto &options = result.record.options;
    const auto found = std::find_if(options.begin(), options.end(), [&name](const auto &option) { return option.first == name; });
    return found == options.end() ? nullptr : &found->second;
}

QJsonObject optionsOf(const StoredResult &result, const TaskSpec &task)
{
    QJsonObject options;
    OptionValues known = task.options;
    describe(known, [&](const Option &option, auto &field) {
        if (const std::string *value = recordedOption(result, option.name))
            options[QLatin1String(option.name)] = QString::fromStdString(
                std::is_same_v<std::decay_t<decltype(field)>, std::vector<std::string>> ? models::tasks::typedList(*value)
                                                                                        : *value);
    });
    if (const QString seed = optionOf(result, "seed"); !seed.isEmpty()) options[QStringLiteral("seed")] = seed;
    return options;
}

}  // namespace lexicell::ui
