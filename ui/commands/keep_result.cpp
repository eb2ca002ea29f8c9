#include "ui/commands/keep_result.h"

#include "ui/workspace/facts/result_caption.h"
#include "ui/workspace/jobs/job_kinds.h"
#include "ui/workspace/results/kept_results.h"

#include <QUndoCommand>

namespace lexicell::ui {

namespace {

using namespace models::tasks;

// Above this many numbers and texts, packing and writing take longer than a frame (16 ms).
constexpr std::size_t mostAtOnce = 50'000;

std::size_t valuesIn(const std::vector<Column> &columns)
{
    std::size_t values = 0;
    for (const Column &column : columns) values += column.size();
    return values;
}
std::size_t valuesOf(const Table &table) { return valuesIn(table.columns); }
std::size_t valuesOf(const Graph &graph)
{
    return graph.nodes.size() + 3 * graph.weight.size() + valuesIn(graph.edgeColumns) + valuesIn(graph.nodeColumns);
}
std::size_t valuesOf(const Ranking &ranking)
{
    return 5 * ranking.items.size() + valuesIn(ranking.columns) + valuesOf(ranking.complete);
}
std::size_t valuesOf(const Heatmap &map) { return map.values.size() + map.rows.size() + map.columns.size(); }
std::size_t valuesOf(const Curves &curves)
{
    std::size_t values = 0;
    for (const Curve &curve : curves.curves) values += 2 * curve.x.size();
    return values;
}
std::size_t valuesOf(const DatasetChange &) { return 0; }
std::size_t valuesOf(const NewDataset &) { return 0; }
std::size_t valuesOf(const CheckpointFolder &) { return 1; }

bool isLarge(const TaskResult &result)
{
    return std::visit([](const auto &value) { return valuesOf(value); }, result) > mostAtOnce;
}

// Empty: there is no project that this window may write.
QString projectToWrite(const Workbench &bench)
{
    const ProjectFile *project = bench.session.journal().project();
    return project && project->writable() ? project->path() : QString();
}

QString dataOf(const Workbench &bench) { return bench.session.data().facts()->identity.fingerprint; }

void tell(Workbench &bench, const Result<void> &written)
{
    if (!written.ok()) bench.notices.postError(QObject::tr("The result could not be kept in the project."), written.error());
}

class RemoveResult : public QUndoCommand {
  public:
    RemoveResult(const Workbench &bench, const StoredResult &result)
        : QUndoCommand(QObject::tr("Remove %1").arg(resultTitle(result, bench.tasks))), m_bench(bench), m_result(result)
    {
    }

    int id() const override { return ProjectJournal::projectAlone; }

    void redo() override
    {
        if (const QString project = projectToWrite(m_bench); !project.isEmpty()) tell(m_bench, dropResult(project, m_result.id));
        m_bench.results.remove(m_result.id);
    }
    void undo() override { addResult(m_bench, m_result, {}); }

  private:
    Workbench m_bench;
    StoredResult m_result;
};

}  // namespace

void addResult(Workbench &bench, StoredResult result, const Then &then)
{
    if (result.id == 0) result.id = bench.results.nextId();
    const QString project = projectToWrite(bench), data = dataOf(bench);
    if (project.isEmpty() || !isLarge(*result.result)) {
        if (!project.isEmpty()) tell(bench, keepResult(project, data, result));
        bench.results.add(std::move(result));
        return finish(then, {});
    }
    bench.jobs.start(
        {job::keepResults, QObject::tr("Keep results"), true}, &bench.session,
        [project, data, result](JobContext &) { return keepResult(project, data, result); },
        [bench, data, result, then](const Result<void> &written) mutable {
            // Another data set may be open by now. The result is in the project of its own.
            if (bench.session.data().hasDataset() && dataOf(bench) == data) {
                tell(bench, written);
                bench.results.add(std::move(result));
            }
            finish(then, {});
        },
        JobRunner::Lane::Files);
}

void removeResult(Workbench &bench, int id)
{
    if (const StoredResult *result = bench.results.find(id))
        bench.session.journal().undoStack()->push(new RemoveResult(bench, *result));
}

}  // namespace lexicell::ui
