#include "core/data/cell_query.h"
#include "ui/workspace/facts/obs_columns.h"
#include "ui/script/script_runner.h"

namespace lexicell::ui {

namespace {

Error badQuery(const QString &message) { return {errors::badQuery, message.toStdString(), ""}; }

// Labels as the window has edited them; numbers from the file.
Result<std::vector<std::uint8_t>> holds(const Session &session, const data::CellCondition &condition)
{
    const QString column = QString::fromStdString(condition.column), value = QString::fromStdString(condition.value);
    std::vector<std::uint8_t> cells(static_cast<std::size_t>(session.data().cells()), 0);
    const LabelFieldPtr field = session.labels().field(column);
    if (field && condition.ofLabels()) {
        const int code = field->indexOf(value);
        if (code < 0) return badQuery(QObject::tr("“%1” has no label “%2”.").arg(column, value));
        for (std::size_t i = 0; i < cells.size(); ++i)
            cells[i] = (field->codes[i] == code) == (condition.comparison == data::Comparison::Equal) ? 1 : 0;
        return cells;
    }
    const std::vector<float> numbers = numbersOf(*session.data().dataset(), column);
    const auto bound = condition.number();
    if (numbers.empty() || !bound)
        return badQuery(QObject::tr("There is no obs column “%1” that can be compared with “%2”.").arg(column, value));
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = condition.holds(static_cast<double>(numbers[i]), *bound) ? 1 : 0;
    return cells;
}

}  // namespace

Result<std::vector<std::uint8_t>> selectByQuery(const Session &session, const QString &query)
{
    LEXICELL_TRY(conditions, data::parseCellQuery(query.toStdString()));
    std::vector<std::uint8_t> all(static_cast<std::size_t>(session.data().cells()), 1);
    for (const data::CellCondition &condition : conditions) {
        LEXICELL_TRY(cells, holds(session, condition));
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = all[i] && cells[i] ? 1 : 0;
    }
    return all;
}

}  // namespace lexicell::ui
