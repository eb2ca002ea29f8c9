#include "ui/embedding_title.h"

#include "ui/commands/analysis_steps.h"

#include <algorithm>

namespace lexicell::ui {

QString embeddingTitle(const Session &session, const QString &key)
{
    const data::Element *record = session.hasDataset() ? session.dataset()->uns.find("lexicell") : nullptr;
    const auto *text = record ? record->as<data::StringArray>() : nullptr;
    const bool inFile = text && !text->values.empty() && text->values.front().find("obsm/X_umap\"") != std::string::npos;
    const auto ours = inFile || std::any_of(session.runs().begin(), session.runs().end(), [](const RunRecord &run) {
                          return (run.step == QStringLiteral("analyze") || run.step == QStringLiteral("umap")) &&
                                 run.options["rep"].toString().isEmpty();
                      });
    if (key == QStringLiteral("X_umap")) return ours ? QObject::tr("UMAP · PCA baseline") : QObject::tr("UMAP");
    if (key.startsWith(QStringLiteral("X_umap_"))) return QObject::tr("UMAP · %1").arg(representationName(key.mid(7)));
    if (key.compare(QStringLiteral("X_tsne"), Qt::CaseInsensitive) == 0) return QObject::tr("t-SNE");
    if (key == QStringLiteral("X_pca")) return QObject::tr("PCA (first two)");
    return key.startsWith(QStringLiteral("X_")) ? key.mid(2) : key;
}

}  // namespace lexicell::ui
