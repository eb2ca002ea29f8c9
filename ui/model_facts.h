// A model's card in words: the same in the Models panel and wherever a model is shown.
#pragma once

#include "models/model.h"
#include "models/tasks/embed.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace lexicell::ui {

QString familyTitle(const std::string &family);    // "scGPT"
QString abilityTitle(const std::string &ability);  // "cell types" for "labels"

// Rows of a comparison: name and value, the same names in the same order for every model.
struct ModelFact {
    QString name;
    QString value;
};
QList<ModelFact> modelFacts(const models::ModelCard &card);

QString sizesText(const models::ModelCard &card);      // "3 layers · width 64 · 4 heads"
QString abilitiesText(const models::ModelCard &card);  // "cell vectors, gene vectors"
QString licenceText(const models::ModelCard &card);    // from the card, else from the catalog by hash

}  // namespace lexicell::ui
