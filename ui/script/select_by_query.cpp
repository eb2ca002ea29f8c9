#include "ui/workspace/facts/obs_columns.h"
#include "ui/script/script_runner.h"

#include <QRegularExpression>

namespace lexicell::ui {

namespace {

Error badQuery(const QString &message) { return {errors::badQuery, message.toStdString(), ""}; }

Result<std::vector<std::uint8_t>> holds(const Session &session, const QString &condition)
{
    static const QRegularExpression form(
        QLatin1String(R"re(^\s*([\w.\-]+|`[^`]+`)\s*(==|!=|>=|<=|>|<)\s*(?:'([^']*)'|"([^"]*)"|([^\s'"]+))\s*$)re"));
    const auto match = form.match(condition);
    if (!match.hasMatch())
        return badQuery(QObject::tr("“%1” cannot be read. Write COLUMN == 'VALUE', or COLUMN > NUMBER; join with and.")
                            .arg(condition.trimmed()));
    QString column = match.captured(1);
    column.remove(QLatin1Char('`'));
    const QString operation = match.captured(2);
    const QString value = match.captured(3) + match.captured(4) + match.captured(5);
    std::vector<std::uint8_t> cells(static_cast<std::size_t>(session.data().cells()), 0);
    const LabelFieldPtr field = session.labels().field(column);
    if (field && (operation == QStringLiteral("==") || operation == QStringLiteral("!="))) {
        const int code = field->indexOf(value);
        if (code < 0) return badQuery(QObject::tr("“%1” has no label “%2”.").arg(column, value));
        for (std::size_t i = 0; i < cells.size(); ++i)
            cells[i] = (field->codes[i] == code) == (operation == QStringLiteral("==")) ? 1 : 0;
        return cells;
    }
    const std::vector<float> numbers = numbersOf(*session.data().dataset(), column);
    bool isNumber = false;
    const double bound = value.toDouble(&isNumber);
    if (numbers.empty() || !isNumber)
        return badQuery(QObject::tr("There is no obs column “%1” that can be compared with “%2”.").arg(column, value));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto number = static_cast<double>(numbers[i]);
        const bool holdsHere = operation == QStringLiteral("==")   ? number == bound
                               : operation == QStringLiteral("!=") ? number != bound
                               : operation == QStringLiteral(">=") ? number >= bound
                               : operation == QStringLiteral("<=") ? number <= bound
                               : operation == QStringLiteral(">")  ? number > bound
                                                                   : number < bound;
        cells[i] = holdsHere ? 1 : 0;
    }
    return cells;
}

}  // namespace

Result<std::vector<std::uint8_t>> selectByQuery(const Session &session, const QString &query)
{
    static const QRegularExpression conjunction(QLatin1String(R"(\s+(?:and|&)\s+)"));
    std::vector<std::uint8_t> all(static_cast<std::size_t>(session.data().cells()), 1);
    for (const QString &condition : query.split(conjunction)) {
        LEXICELL_TRY(cells, holds(session, condition));
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = all[i] && cells[i] ? 1 : 0;
    }
    return all;
}

}  // namespace lexicell::ui
