// A small menu beside every field of a form that takes a list of genes: a gene set of the project fills it.
#pragma once

#include "ui/forms/option_form.h"
#include "ui/workspace/session.h"

namespace lexicell::ui {

// Options that hold names of genes: "genes", "within", "background".
void offerGeneSets(OptionForm &form, Session &session);

}  // namespace lexicell::ui
