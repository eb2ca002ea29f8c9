#include "ui/commands/project_notices.h"

#include "ui/commands/open_dataset.h"
#include "ui/commands/save_project.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

namespace lexicell::ui {

namespace {

using Button = Notice::Button;
using Verdict = ChangedData::Verdict;

QString countsOf(const ChangedData &changed)
{
    QString text = QObject::tr("The project has the names of %L1 of the %L2 cells in the file; %L3 of its %L4 labeled cells are "
                               "among them.")
                       .arg(changed.found)
                       .arg(changed.now)
                       .arg(changed.labeledFound)
                       .arg(changed.labeled);
    if (changed.ambiguous > 0)
        text += QLatin1Char(' ') + QObject::tr("%L1 cells share their name with others and get no label.").arg(changed.ambiguous);
    return text;
}

Button button(Workbench &bench, const QString &text, Session::Keep keep)
{
    return {text, [bench, keep]() mutable { decideOnProject(bench, keep); }};
}

void tellChanged(Workbench &bench, const ChangedData &changed)
{
    const Button keep = button(bench, QObject::tr("Keep these labels"), Session::Keep::Labels);
    const Button use = button(bench, QObject::tr("Label the cells found"), Session::Keep::Labels);
    const Button anew = button(bench, QObject::tr("Begin without the labels"), Session::Keep::Nothing);
    const QString waits = QObject::tr(" Nothing is written until you choose. A copy of the project is kept in any case.");
    switch (changed.verdict) {
    case Verdict::Found:
        bench.notices.post({Tone::Warning,
                            QObject::tr("The data file has changed since its cells were labeled."),
                            countsOf(changed) + QObject::tr(" They are shown with their labels.") + waits,
                            {keep, anew},
                            false,
                            true});
        break;
    case Verdict::Unsure:
        bench.notices.post({Tone::Warning,
                            QObject::tr("This may not be the data set the labels were made for."),
                            countsOf(changed) + QObject::tr(" No label is shown: many data sets have such names.") + waits,
                            {use, anew},
                            false,
                            true});
        break;
    case Verdict::Other:
        bench.notices.post({Tone::Warning,
                            QObject::tr("This is not the data set the project was made for."),
                            countsOf(changed) + QObject::tr(" No label is shown. Open the data set it was made for.") + waits,
                            {anew},
                            false,
                            true});
        break;
    case Verdict::NoNames:
        bench.notices.post({Tone::Warning,
                            QObject::tr("The data file has changed since its cells were labeled."),
                            QObject::tr("The project is of an older version without cell names, so its labels cannot be matched "
                                        "to these cells. Open it once with the unchanged file.") +
                                waits,
                            {anew},
                            false,
                            true});
        break;
    }
    if (changed.damage)
        bench.notices.post({Tone::Danger,
                            QObject::tr("Part of the earlier edits could not be read."),
                            QString::fromStdString(changed.damage->message),
                            {}});
}

}  // namespace

void decideOnProject(Workbench &bench, Session::Keep keep, const Then &then)
{
    const auto &changed = bench.session.changedData();
    if (changed && keep == Session::Keep::Labels && (changed->verdict == Verdict::Other || changed->verdict == Verdict::NoNames))
        return finish(then,
                      Error{errors::datasetChanged,
                            QObject::tr("The project has none of these cells: its labels cannot be kept.").toStdString(), ""});
    renewJournal(bench, keep, [bench, keep, then](const Result<QString> &copy) mutable {
        if (!copy.ok()) {
            bench.notices.postError(QObject::tr("The project is unchanged and still accepts no labels."), copy.error(),
                                    {button(bench, QObject::tr("Try again"), keep)});
            return finish(then, copy.error());
        }
        bench.notices.post({Tone::Success,
                            QObject::tr("The project accepts labels again."),
                            QObject::tr("A copy of the former project is in %1.").arg(QDir::toNativeSeparators(*copy)),
                            {}});
        finish(then, {});
    });
}

void tellRestored(Workbench &bench, const Restored &restored)
{
    if (restored.changed) return tellChanged(bench, *restored.changed);
    if (restored.damaged) {
        const QString what = restored.edits == 0
                                 ? QObject::tr("Earlier edits could not be restored.")
                                 : QObject::tr("Only the first %L1 of the earlier edits could be restored.").arg(restored.edits);
        bench.notices.post({Tone::Danger,
                            what,
                            restored.problem + QObject::tr(" No label can be changed until you go on from the labels shown. "
                                                           "A copy of the project is then kept."),
                            {button(bench, QObject::tr("Go on from here"), Session::Keep::Labels)},
                            false,
                            true});
        return;
    }
    if (!restored.problem.isEmpty())
        bench.notices.post(
            {Tone::Warning, QObject::tr("The list of earlier computations could not be read."), restored.problem, {}});
    if (restored.edits == 0 || bench.session.journal().readOnly()) return;
    Session *session = &bench.session;
    bench.notices.post({Tone::Neutral,
                        QObject::tr(restored.edits == 1 ? "Restored %L2 edit from %1." : "Restored %L2 edits from %1.")
                            .arg(QLocale().toString(restored.last.toLocalTime(), QLocale::ShortFormat))
                            .arg(restored.edits),
                        QObject::tr("Undo takes them back one by one."),
                        {{QObject::tr("Undo all"), [session] { session->journal().undoStack()->setIndex(0); }}}});
}

namespace {

// Renames the damaged file and returns its new path.
QString setAside(const QString &file)
{
    QString aside = file + QStringLiteral(".damaged");
    for (int i = 2; QFileInfo::exists(aside); ++i) aside = file + QStringLiteral(".damaged") + QString::number(i);
    for (const QString &part : {QString(), QStringLiteral("-wal")})
        if (QFileInfo::exists(file + part)) QFile::rename(file + part, aside + part);
    return aside;
}

void takeProject(Workbench &bench, const QString &file, const QString &success)
{
    beginProjectAt(bench, file, [bench, file, success](const Result<void> &begun) mutable {
        if (!begun.ok() && begun.error().kind == ErrorKind::Cancelled) return;  // other data are open
        if (!begun.ok()) return tellNoProject(bench, file, begun.error());
        bench.notices.post({Tone::Success, QObject::tr("Labels are stored again."), success, {}});
    });
}

}  // namespace

void tellNoProject(Workbench &bench, const QString &file, const Error &why)
{
    bench.session.journal().refuseEdits(why);
    const QString what = QObject::tr("The project could not be opened. Without a project no label can be stored.");
    const QString reason = QString::fromStdString(why.message);
    if (why.errorClass == errors::projectDamaged.name) {
        const auto begin = [bench, file]() mutable {
            const QString aside = setAside(file);
            takeProject(bench, file, QObject::tr("The damaged project was renamed to %1.").arg(QDir::toNativeSeparators(aside)));
        };
        return bench.notices.post({Tone::Danger, what, reason, {{QObject::tr("Begin a new project"), begin}}, false, true});
    }
    // The retry opens the data set again, because the labels in the project may differ from those shown.
    const auto again = [bench, path = bench.session.data().facts()->identity.path]() mutable { openDataset(bench, path); };
    bench.notices.post({Tone::Danger, what, reason, {{QObject::tr("Try again"), again}}, false, true});
}

void tellLocked(Workbench &bench, const Error &why)
{
    bench.notices.post({Tone::Warning,
                        QObject::tr("The project is open in another window: labels can only be viewed here."),
                        QString::fromStdString(why.message),
                        {}});
}

void tellEarlierProject(Workbench &bench, const QString &dataFile, const QString &project)
{
    const QByteArray path = QFileInfo(dataFile).absoluteFilePath().toUtf8();
    const QString key = QStringLiteral("projectOf/") +
                        QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(20));
    QSettings settings;
    const QString earlier = settings.value(key).toString();
    settings.setValue(key, project);
    if (earlier.isEmpty() || earlier == project || !QFileInfo::exists(earlier)) return;
    const auto known = ProjectFile::open(earlier, ProjectFile::Access::Read);
    if (!known.ok() || (*known)->readJournal().entries.empty()) return;
    bench.notices.post(
        {Tone::Warning,
         QObject::tr("%1 has changed since you labeled its cells.").arg(QFileInfo(dataFile).fileName()),
         QObject::tr("Those labels are in an earlier project. Open it to see which cells they fit now."),
         {{QObject::tr("Open the earlier project"), [bench, earlier]() mutable { openDataset(bench, earlier); }}}});
}

void tellOtherResults(Workbench &bench)
{
    bench.notices.post({Tone::Warning,
                        QObject::tr("Maps and other results kept beside the project were left out."),
                        QObject::tr("They belong to other cells than the data set has now. Compute them again."),
                        {}});
}

void tellUnreadableResults(Workbench &bench, int count)
{
    bench.notices.post({Tone::Warning,
                        count == 1 ? QObject::tr("1 result of the project could not be read.")
                                   : QObject::tr("%L1 results of the project could not be read.").arg(count),
                        QObject::tr("The rest is shown. They stay in the project; a newer Lexicell may read them."),
                        {}});
}

}  // namespace lexicell::ui
