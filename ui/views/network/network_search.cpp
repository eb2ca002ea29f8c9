#include "ui/views/network/network_search.h"

#include "ui/look/number_text.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr qsizetype mostNamed = 6;  // of those that were not found

QString translated(const char *text) { return QCoreApplication::translate("NetworkSearch", text); }

QString listed(const QStringList &names)
{
    if (names.size() <= mostNamed) return names.join(QStringLiteral(", "));
    return translated("%1 and %2 more")
        .arg(names.mid(0, mostNamed).join(QStringLiteral(", ")), countText(names.size() - mostNamed));
}

}  // namespace

NetworkMatches findNodes(const NetworkModel &model, const QString &text)
{
    static const QRegularExpression separator(QStringLiteral(R"([\s\x{2028},;]+)"));
    const NetworkGraph &graph = model.graph();
    const std::vector<bool> &shown = model.visible().shown;
    QHash<QString, std::size_t> places;
    for (std::size_t node = graph.nodes(); node-- > 0;) places.insert(graph.name(node).toCaseFolded(), node);
    NetworkMatches matches;
    const auto add = [&](std::size_t node, const QString &name) {
        if (!shown[node]) matches.unlinked << name;
        else if (std::find(matches.nodes.begin(), matches.nodes.end(), node) == matches.nodes.end())
            matches.nodes.push_back(node);
    };
    QStringList names = text.split(separator, Qt::SkipEmptyParts);
    if (places.contains(text.trimmed().toCaseFolded())) names = QStringList{text.trimmed()};  // a name with a space in it
    names.removeDuplicates();
    for (const QString &name : names) {
        const auto found = places.constFind(name.toCaseFolded());
        if (found != places.constEnd()) {
            add(*found, name);
            continue;
        }
        const std::vector<std::size_t> &nodes = model.visible().nodes;
        const auto holds = [&](std::size_t node) { return graph.name(node).contains(name, Qt::CaseInsensitive); };
        const auto first = names.size() == 1 ? std::find_if(nodes.begin(), nodes.end(), holds) : nodes.end();
        if (first == nodes.end()) matches.unknown << name;
        else matches.nodes.push_back(*first);
    }
    return matches;
}

QString missesText(const NetworkMatches &matches)
{
    const qsizetype missing = matches.unlinked.size() + matches.unknown.size();
    if (missing == 0) return {};
    const auto found = static_cast<qsizetype>(matches.nodes.size());
    if (found == 0 && missing == 1)
        return matches.unknown.isEmpty() ? translated("%1 has no drawn edge").arg(matches.unlinked.first())
                                         : translated("%1 is not in the network").arg(matches.unknown.first());
    QStringList parts{translated("%1 of %2 found").arg(countText(found), countText(found + missing))};
    if (!matches.unlinked.isEmpty()) parts << translated("no drawn edge: %1").arg(listed(matches.unlinked));
    if (!matches.unknown.isEmpty()) parts << translated("not in the network: %1").arg(listed(matches.unknown));
    return parts.join(QStringLiteral(" · "));
}

}  // namespace lexicell::ui
