#include "ui/job_news.h"

#include <QRegularExpression>

namespace lexicell::ui {

namespace {

// The steps' warning says which: obsm["X_umap"] was there and is replaced.
struct Place {
    QString part;
    QString key;
};

Place placeIn(const QString &message)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\w+)\\[\"(.+)\"\\]"));
    const auto match = pattern.match(message);
    return {match.captured(1), match.captured(2)};
}

bool cameWithTheFile(const data::Dataset &asRead, const Place &place)
{
    const std::string key = place.key.toStdString();
    const bool there = place.part == QStringLiteral("obs")    ? asRead.obs.columns.find(key) != nullptr
                       : place.part == QStringLiteral("obsm") ? asRead.obsm.find(key) != nullptr
                                                              : asRead.uns.find(key) != nullptr;
    if (!there) return false;
    // A file that Lexicell wrote says in its record what was computed.
    const data::Element *record = asRead.uns.find("lexicell");
    const auto *text = record ? record->as<data::StringArray>() : nullptr;
    const QString output = QStringLiteral("\"%1/%2\"").arg(place.part, place.key);
    return !text || text->values.empty() || text->values.front().find(output.toStdString()) == std::string::npos;
}

}  // namespace

QStringList newsOf(const JobInfo &job, const data::Dataset *asRead, QSet<QString> &told)
{
    QStringList news;
    for (const Warning &warning : job.warnings) {
        const QString message = QString::fromStdString(warning.message);
        if (warning.warningClass == "replaced") {
            // uns only says how obsm and obs came to be
            const Place place = placeIn(message);
            if (place.part == QStringLiteral("uns") || !asRead || !cameWithTheFile(*asRead, place)) continue;
            if (told.contains(message)) continue;
            told.insert(message);
        }
        news << message;
    }
    return news;
}

}  // namespace lexicell::ui
