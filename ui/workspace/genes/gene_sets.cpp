#include "ui/workspace/genes/gene_sets.h"

#include "ui/look/number_text.h"

#include <QJsonArray>
#include <QObject>
#include <QSet>

#include <algorithm>
#include <array>

namespace lexicell::ui {

namespace {

constexpr std::array<const char *, 6> kindNames = {"create", "remove", "rename", "add", "take-out", "note"};

Error refused(const QString &why) { return {errors::editRefused, why.toStdString(), ""}; }

Error damaged()
{
    return {errors::journalDamaged,
            QObject::tr("An entry of the project's journal about gene sets cannot be read; edits from there on are not restored.")
                .toStdString(),
            ""};
}

QStringList eachOnce(const QStringList &names)
{
    QStringList kept;
    QSet<QString> seen;
    for (const QString &name : names) {
        const QString trimmed = name.trimmed();
        if (trimmed.isEmpty() || seen.contains(trimmed)) continue;
        seen.insert(trimmed);
        kept << trimmed;
    }
    return kept;
}

Result<QString> usableName(const GeneSets &sets, const QString &name)
{
    const QString line = name.simplified();
    if (line.isEmpty()) return refused(QObject::tr("A gene set needs a name."));
    if (findSet(sets, line)) return refused(QObject::tr("There is already a gene set “%1”. Choose another name.").arg(line));
    return line;
}

Result<GeneSets> created(GeneSets sets, const GeneSets &added)
{
    for (const GeneSet &set : added) {
        LEXICELL_TRY(name, usableName(sets, set.name));
        sets.push_back({name, eachOnce(set.genes), set.note.simplified()});
    }
    return sets;
}

}  // namespace

const GeneSet *findSet(const GeneSets &sets, const QString &name)
{
    const auto found = std::find_if(sets.begin(), sets.end(), [&](const GeneSet &set) { return set.name == name; });
    return found == sets.end() ? nullptr : &*found;
}

QString freeSetName(const GeneSets &sets, const QString &wanted)
{
    const QString base = wanted.simplified().isEmpty() ? QObject::tr("Gene set") : wanted.simplified();
    QString name = base;
    for (int i = 2; findSet(sets, name); ++i) name = base + QLatin1Char(' ') + QString::number(i);
    return name;
}

QString describe(const GeneSetEdit &edit)
{
    using Kind = GeneSetEdit::Kind;
    switch (edit.kind) {
    case Kind::Create:
        return edit.sets.size() == 1 ? QObject::tr("New gene set %1").arg(edit.sets.front().name)
                                     : QObject::tr("%L1 new gene sets").arg(edit.sets.size());
    case Kind::Remove: return QObject::tr("Delete gene set %1").arg(edit.set);
    case Kind::Rename: return QObject::tr("Rename gene set %1 to %2").arg(edit.set, edit.to);
    case Kind::AddGenes: return QObject::tr("Add %1 to %2").arg(genesText(edit.genes.size()), edit.set);
    case Kind::RemoveGenes: return QObject::tr("Take %1 out of %2").arg(genesText(edit.genes.size()), edit.set);
    case Kind::Note: break;
    }
    return QObject::tr("Note on gene set %1").arg(edit.set);
}

Result<GeneSets> applyEdit(const GeneSets &before, const GeneSetEdit &edit)
{
    using Kind = GeneSetEdit::Kind;
    if (edit.kind == Kind::Create) return created(before, edit.sets);
    GeneSets sets = before;
    const auto found = std::find_if(sets.begin(), sets.end(), [&](const GeneSet &set) { return set.name == edit.set; });
    if (found == sets.end()) return refused(QObject::tr("There is no gene set “%1”.").arg(edit.set));
    switch (edit.kind) {
    case Kind::Remove: sets.erase(found); break;
    case Kind::Rename: {
        if (edit.to.simplified() == edit.set) break;
        LEXICELL_TRY(name, usableName(before, edit.to));
        found->name = name;
        break;
    }
    case Kind::AddGenes: found->genes = eachOnce(found->genes + edit.genes); break;
    case Kind::RemoveGenes: {
        const QSet<QString> out(edit.genes.begin(), edit.genes.end());
        found->genes.removeIf([&](const QString &gene) { return out.contains(gene); });
        break;
    }
    default: found->note = edit.to.simplified(); break;
    }
    return sets;
}

QJsonObject toJson(const GeneSetEdit &edit)
{
    QJsonObject json = edit.kind == GeneSetEdit::Kind::Create ? toJson(edit.sets) : QJsonObject{{"set", edit.set}};
    json["do"] = kindNames[static_cast<std::size_t>(edit.kind)];
    if (!edit.to.isEmpty()) json["to"] = edit.to;
    if (!edit.genes.isEmpty()) json["genes"] = QJsonArray::fromStringList(edit.genes);
    return json;
}

Result<GeneSetEdit> geneSetEditFromJson(const QJsonObject &json)
{
    const QString kind = json["do"].toString();
    const auto known =
        std::find_if(kindNames.begin(), kindNames.end(), [&](const char *name) { return kind == QLatin1String(name); });
    if (known == kindNames.end()) return damaged();
    GeneSetEdit edit;
    edit.kind = static_cast<GeneSetEdit::Kind>(known - kindNames.begin());
    edit.set = json["set"].toString();
    edit.to = json["to"].toString();
    for (const auto &gene : json["genes"].toArray()) edit.genes << gene.toString();
    if (edit.kind != GeneSetEdit::Kind::Create) return edit;
    LEXICELL_TRY(sets, geneSetsFromJson(json));
    edit.sets = std::move(sets);
    return edit;
}

QJsonObject toJson(const GeneSets &sets)
{
    QJsonArray list;
    for (const GeneSet &set : sets) {
        QJsonObject json{{"name", set.name}, {"genes", QJsonArray::fromStringList(set.genes)}};
        if (!set.note.isEmpty()) json["note"] = set.note;
        list.append(json);
    }
    return {{"sets", list}};
}

Result<GeneSets> geneSetsFromJson(const QJsonObject &json)
{
    if (!json["sets"].isArray()) return damaged();
    GeneSets sets;
    for (const auto &value : json["sets"].toArray()) {
        const QJsonObject object = value.toObject();
        GeneSet set{object["name"].toString(), {}, object["note"].toString()};
        for (const auto &gene : object["genes"].toArray()) set.genes << gene.toString();
        if (set.name.isEmpty()) return damaged();
        sets.push_back(std::move(set));
    }
    return sets;
}

}  // namespace lexicell::ui
