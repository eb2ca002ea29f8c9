#include "ui/workspace/facts/open_options.h"

#include "core/base/option_json.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSettings>

namespace lexicell::ui {

namespace {

QString settingsKey(const QString &path)
{
    const QByteArray name = QFileInfo(path).absoluteFilePath().toUtf8();
    return QStringLiteral("opening/") + QString::fromLatin1(QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex());
}

QString textOf(const QJsonObject &json) { return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact)); }

}  // namespace

QJsonObject toJson(const OpenOptions &options)
{
    const auto values = optionsToText(options), defaults = optionsToText(OpenOptions{});
    QJsonObject json;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] != defaults[i]) json[QString::fromStdString(values[i].first)] = QString::fromStdString(values[i].second);
    return json;
}

OpenOptions openOptionsFrom(const QJsonObject &json)
{
    OpenOptions options;
    const auto read = optionsFromJson(textOf(json).toStdString(), options);
    return read.ok() ? options : OpenOptions{};
}

void rememberOpenOptions(const QString &path, const OpenOptions &options)
{
    const QJsonObject json = toJson(options);
    if (json.isEmpty()) QSettings().remove(settingsKey(path));
    else QSettings().setValue(settingsKey(path), textOf(json));
}

OpenOptions rememberedOpenOptions(const QString &path)
{
    const QString text = QSettings().value(settingsKey(path)).toString();
    return openOptionsFrom(QJsonDocument::fromJson(text.toUtf8()).object());
}

QString identityOf(const QString &fingerprint, const OpenOptions &options)
{
    QJsonObject part = toJson(options);
    part.remove(QStringLiteral("layer"));
    part.remove(QStringLiteral("gene-column"));
    if (part.isEmpty()) return fingerprint;
    const QByteArray whole = (fingerprint + textOf(part)).toUtf8();
    return QString::fromLatin1(QCryptographicHash::hash(whole, QCryptographicHash::Sha256).toHex());
}

}  // namespace lexicell::ui
