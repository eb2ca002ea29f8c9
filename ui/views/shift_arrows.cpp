#include "ui/views/shift_arrows.h"

#include "models/tasks/embed/embedding_key.h"
#include "models/tasks/shift_keys.h"
#include "ui/look/number_text.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QActionGroup>
#include <QMenu>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lexicell::ui {

using models::tasks::geneOfShiftKey;
using models::tasks::GroupNull;
using models::tasks::GroupShift;

namespace {

constexpr double visibleShare = 0.004;  // of the map: about two pixels

std::int64_t widthOf(const data::Dataset &dataset, const std::string &key)
{
    const data::Element *element = dataset.obsm.find(key);
    const auto *array = element ? element->as<data::Array>() : nullptr;
    return array && array->shape().size() == 2 ? array->dim(1) : 0;
}

QRectF extentOf(const std::vector<float> &places)
{
    QPolygonF all;
    for (std::size_t i = 0; i + 1 < places.size(); i += 2)
        if (std::isfinite(places[i]) && std::isfinite(places[i + 1])) all << QPointF(places[i], places[i + 1]);
    return all.boundingRect();
}

}  // namespace

// What a job works on, taken on the GUI thread.
struct ShiftArrows::Wanted {
    DatasetPtr dataset;
    QString key, vectors;
    LabelFieldPtr field;
    std::vector<float> places;

    Result<Found> work(JobContext &context) const
    {
        LEXICELL_TRY(intact, dataset->embedding(vectors.toStdString()));
        LEXICELL_TRY(shifts, dataset->embedding(key.toStdString()));
        LEXICELL_TRY(groups, models::tasks::groupShifts({{intact.as<float>(), intact.dim(0), intact.dim(1)},
                                                         {shifts.as<float>(), shifts.dim(0), shifts.dim(1)},
                                                         places,
                                                         field->codes,
                                                         field->labels.size()},
                                                        context));
        LEXICELL_TRY(nulls, nullsOfGroups());
        return Found{std::move(groups), std::move(nulls)};
    }

  private:
    // Files of earlier versions hold no null: no label is then beyond it.
    Result<std::vector<GroupNull>> nullsOfGroups() const
    {
        const std::string nullKey = models::tasks::shiftNullKey(key.toStdString());
        const data::Element *own = dataset->obs.columns.find(key.toStdString());
        const auto *sizes = own ? own->as<data::Array>() : nullptr;
        if (!sizes || !dataset->obsm.find(nullKey)) return std::vector<GroupNull>(field->labels.size());
        LEXICELL_TRY(null, dataset->embedding(nullKey));
        if (null.shape().size() != 2) return std::vector<GroupNull>(field->labels.size());
        return models::tasks::groupNulls(
            {sizes->toDouble(), {null.as<float>(), null.dim(0), null.dim(1)}, field->codes, field->labels.size()});
    }
};

ShiftArrows::ShiftArrows(Workbench bench, ScatterView &scatter, QMenu &menu, QObject *parent)
    : QObject(parent), m_bench(bench), m_scatter(scatter), m_menu(menu)
{
    menu.setObjectName(QStringLiteral("arrowsMenu"));
    menu.setToolTipsVisible(true);
    DatasetStore &data = m_bench.session.data();
    const auto renew = [this] {
        fillMenu();
        refresh();
    };
    connect(&data, &DatasetStore::resultsAdded, this, renew);
    connect(&data, &DatasetStore::resultsTakenBack, this, renew);
    connect(&data, &DatasetStore::cellsReplaced, this, &ShiftArrows::fillMenu);  // new places follow
    connect(&m_bench.session.labels(), &Labels::fieldChanged, this, [this](const QString &name) {
        if (const LabelFieldPtr own = groups(); own && own->name == name && !m_key.isEmpty()) refresh();
    });
    fillMenu();
}

void ShiftArrows::fillMenu()
{
    m_menu.clear();
    auto *choices = new QActionGroup(&m_menu);
    const auto add = [&](const QString &text, const QString &key) {
        QAction *action = m_menu.addAction(text, this, [this, key] { show(key); });
        action->setObjectName(QStringLiteral("arrows.") + key);
        action->setCheckable(true);
        action->setChecked(key == m_key);
        choices->addAction(action);
        return action;
    };
    add(tr("&None"), {});
    bool any = false;
    if (m_bench.session.data().hasDataset())
        for (const auto &[name, element] : m_bench.session.data().dataset()->obsm.entries) {
            const QString gene = QString::fromStdString(geneOfShiftKey(name)), key = QString::fromStdString(name);
            if (gene.isEmpty()) continue;
            any = true;
            QAction *action = add(gene, key);
            action->setToolTip(tr("Where the cells of each label move on this map, by obsm[\"%1\"].").arg(key));
        }
    m_menu.menuAction()->setVisible(any);
}

void ShiftArrows::setPlaces(const std::vector<float> &places)
{
    m_places = places;
    refresh();
}

void ShiftArrows::groupBy(const QString &field)
{
    if (field == m_field || !m_bench.session.labels().field(field)) return;
    m_field = field;
    refresh();
}

void ShiftArrows::show(const QString &key)
{
    if (key == m_key && !m_cancelled) return;
    m_key = key;
    for (QAction *action : m_menu.actions()) action->setChecked(action->objectName() == QStringLiteral("arrows.") + key);
    refresh();
    Q_EMIT stateChanged();
}

LabelFieldPtr ShiftArrows::groups() const
{
    const Labels &labels = m_bench.session.labels();
    if (LabelFieldPtr field = labels.field(m_field)) return field;
    const QStringList names = labels.fieldNames();
    return names.isEmpty() ? nullptr : labels.field(names.contains("cell_type") ? QStringLiteral("cell_type") : names.first());
}

QString ShiftArrows::vectorsOf(const QString &key) const
{
    const data::Dataset &dataset = *m_bench.session.data().dataset();
    const std::string shifts = key.toStdString(), model = models::tasks::modelOf(dataset, shifts);
    if (model.empty()) return {};
    for (const auto &[name, element] : dataset.obsm.entries)
        if (!models::tasks::isOfShifts(name) && models::tasks::modelOf(dataset, name) == model &&
            widthOf(dataset, name) == widthOf(dataset, shifts))
            return QString::fromStdString(name);
    return {};
}

void ShiftArrows::clear()
{
    m_note.clear();
    m_definition.clear();
    m_scatter.setArrows({});
    Q_EMIT changed();
}

void ShiftArrows::tellNone(const QString &why)
{
    clear();
    m_note = why;
    Q_EMIT changed();
}

void ShiftArrows::refresh()
{
    if (m_pending != 0) m_bench.jobs.cancel(m_pending);
    m_pending = 0;
    m_cancelled = false;
    const DatasetPtr dataset = m_bench.session.data().dataset();
    const bool there = dataset && !m_key.isEmpty() && dataset->obsm.find(m_key.toStdString());
    if (!there || m_places.size() != 2 * static_cast<std::size_t>(dataset->cells())) return clear();
    const Wanted wanted{dataset, m_key, vectorsOf(m_key), groups(), m_places};
    if (wanted.vectors.isEmpty() || !wanted.field) {
        return tellNone(wanted.field
                            ? tr("No arrows: the vectors of the intact cells by the model of this knock-out are not here. Embed "
                                 "the cells with that model.")
                            : tr("No arrows: no column of labels groups the cells."));
    }
    // Ended or cancelled jobs are delivered later: only the last one may draw.
    const auto own = std::make_shared<int>(0);
    *own = m_pending = m_bench.jobs.start(
        {job::shiftArrows, tr("Arrows of %1").arg(QString::fromStdString(geneOfShiftKey(m_key.toStdString())))}, this,
        [wanted](JobContext &context) { return wanted.work(context); },
        [this, wanted, own](const Result<Found> &found) {
            if (m_pending != *own) return;
            m_pending = 0;
            if (found.ok()) return take(*found, wanted);
            m_cancelled = found.error().kind == ErrorKind::Cancelled;
            if (m_cancelled) return tellNone(tr("No arrows: they were cancelled. Choose the gene again to draw them."));
            clear();
            m_bench.notices.postError(tr("The arrows could not be drawn."), found.error());
        },
        JobRunner::Lane::Files);
}

void ShiftArrows::take(const Found &found, const Wanted &wanted)
{
    MapArrows arrows;
    std::int64_t used = 0, cells = 0, small = 0, unknown = 0;
    for (std::size_t group = 0; group < found.shifts.size(); ++group) {
        const GroupShift &shift = found.shifts[group];
        if (wanted.field->labels[group].hidden) continue;
        cells += shift.used > 0 ? shift.cells : 0;
        used += shift.used;
        small += shift.used == 0 && shift.cells > 0 ? 1 : 0;
        if (shift.used == 0) continue;
        unknown += found.nulls[group].known() ? 0 : 1;
        arrows.arrows.push_back({{shift.x, shift.y}, {shift.dx, shift.dy}, !found.nulls[group].beyond()});
    }
    const QString gene = QString::fromStdString(geneOfShiftKey(m_key.toStdString()));
    const QRectF extent = extentOf(m_places);
    arrows.factor = arrowFactor(arrows.arrows, extent);
    const QString times = readersLocale().toString(arrows.factor, 'g', 4);
    const bool toScale = arrows.factor == 1.0;
    const bool dashed = std::any_of(arrows.arrows.begin(), arrows.arrows.end(), [](const auto &one) { return one.withinNull; });
    arrows.key =
        tr("arrows: %1, mean by %2, %3").arg(gene, wanted.field->name, toScale ? tr("to scale") : tr("lengths × %1").arg(times));
    if (dashed) arrows.key += tr("; dashed: not beyond the null");
    const QString what = tr("Arrows: mean movement of the cells of each %1 by the knock-out of %2, drawn %3.")
                             .arg(wanted.field->name, gene, toScale ? tr("to scale") : tr("%1 times as long").arg(times));
    const QString null = nullSentence(unknown, static_cast<std::int64_t>(arrows.arrows.size()));
    const QString reading = tr("For reading only: a map distorts distances, and an arrow is no statistic.");
    QStringList parts{
        what, null,
        tr("The place of a vector is the mean place of its %1 nearest intact cells in %2; a cell moves from the place of its "
           "own vector to that of the changed one.")
            .arg(models::tasks::placeNeighbors)
            .arg(wanted.vectors)};
    if (used < cells) parts << tr("From %1 of %2 cells, evenly chosen.").arg(countText(used), countText(cells));
    const auto still = std::count_if(arrows.arrows.begin(), arrows.arrows.end(), [&](const MapArrow &arrow) {
        return arrows.factor * std::hypot(arrow.by.x(), arrow.by.y()) < visibleShare * std::max(extent.width(), extent.height());
    });
    if (still > 0) parts << tr("A dot or ring: no visible movement.");
    if (small > 0)
        parts << tr("No arrow: labels with fewer than %1 cells that have the gene (%2).")
                     .arg(models::tasks::fewestArrowCells)
                     .arg(countText(small));
    parts << reading;
    m_note = QStringList{what, null, reading}.join(QLatin1Char(' '));
    m_definition = parts.join(QLatin1Char(' '));
    m_scatter.setArrows(std::move(arrows));
    Q_EMIT changed();
}

// `unknown` of so many labels have no null.
QString ShiftArrows::nullSentence(std::int64_t unknown, std::int64_t all)
{
    const QString dashed = tr("Dashed: the label's mean shift (1 − cosine) is not larger than by 95 % of the genes of like "
                              "expression.");
    if (unknown == 0) return dashed;
    if (unknown == all)
        return tr("All dashed: there is no null, that is at least %1 genes of like expression with their shifts in these cells.")
            .arg(models::tasks::fewestNullGenes);
    return tr("%1 Also dashed: %2 of %3 labels without a null (fewer than %4 genes of like expression).")
        .arg(dashed, countText(unknown), countText(all), countText(models::tasks::fewestNullGenes));
}

}  // namespace lexicell::ui
