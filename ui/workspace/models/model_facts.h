// A model's card in words: the same in the Models panel and wherever a model is shown.
#pragma once

#include "models/contracts/model.h"
#include "models/tasks/embed/embed.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace lexicell::ui {

QString familyTitle(const std::string &family);  // "scGPT"
QString abilityTitle(models::Ability ability);   // "cell types" for Labels

// Rows of a comparison: name and value, the same names in the same order for every model.
struct ModelFact {
    QString name;
    QString value;
};
QList<ModelFact> modelFacts(const models::ModelCard &card);

QString sizesText(const models::ModelCard &card);      // "3 layers · width 64 · 4 heads"
QString abilitiesText(const models::ModelCard &card);  // "cell vectors, gene vectors"
QString licenseText(const models::ModelCard &card);    // from the card, else from the catalog by hash

// "8,412 of 13,714 genes known to the model, 93 % of counts"
QString coverageText(const models::input::Coverage &coverage);
// Mouse genes in a human model, and how many were matched; empty where the species are the same.
QString speciesText(const models::input::Coverage &coverage);

}  // namespace lexicell::ui
