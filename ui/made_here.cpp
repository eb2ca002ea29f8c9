#include "ui/made_here.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace lexicell::ui {

namespace {

// The last step that wrote `place` ("obsm/X_umap"); empty: none did.
QJsonObject stepThatWrote(const data::Dataset &dataset, const QString &place)
{
    const data::Element *record = dataset.uns.find("lexicell");
    const auto *text = record ? record->as<data::StringArray>() : nullptr;
    if (!text || text->values.size() != 1) return {};
    const QJsonArray steps =
        QJsonDocument::fromJson(QByteArray::fromStdString(text->values.front())).object()[QStringLiteral("steps")].toArray();
    for (qsizetype i = steps.size(); i-- > 0;)
        if (const QJsonObject step = steps[i].toObject(); step[QStringLiteral("key")].toString() == place) return step;
    return {};
}

}  // namespace

std::optional<QString> layoutMadeOf(const data::Dataset &dataset, const QString &key)
{
    const QJsonObject step = stepThatWrote(dataset, QStringLiteral("obsm/") + key);
    if (step[QStringLiteral("step")].toString() != QStringLiteral("umap")) return std::nullopt;
    const QString rep = step[QStringLiteral("options")][QStringLiteral("rep")].toString();
    return rep.isEmpty() ? QStringLiteral("X_pca") : rep;
}

bool isPcaMadeHere(const data::Dataset &dataset, const QString &rep)
{
    return rep == QStringLiteral("X_pca") ||
           stepThatWrote(dataset, QStringLiteral("obsm/") + rep)[QStringLiteral("step")].toString() == QStringLiteral("pca");
}

QString representationName(const QString &rep)
{
    if (rep.isEmpty() || rep == QStringLiteral("X_pca")) return QStringLiteral("PCA");
    QString name = rep.startsWith(QStringLiteral("X_")) ? rep.mid(2) : rep;
    if (name == QStringLiteral("scEMB")) name = QStringLiteral("scEMB-style");
    return name;
}

}  // namespace lexicell::ui
