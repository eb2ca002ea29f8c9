// Why a button or an action cannot be used now: one wording for the menus, the panels and the path at the top.
// Each answers with an empty text when it can, else with one sentence that says what to do first.
#pragma once

#include "ui/workspace/session.h"

namespace lexicell::ui {

QString whyNotData(const Session &session);    // needs an open data set
QString whyNotSelect(const Session &session);  // needs selected cells
QString whyNotLabel(const Session &session);   // needs labels that this window may change
QString whyNotLabelSelected(const Session &session);
QString whyNotModel(const Session &session);  // needs data and a model

}  // namespace lexicell::ui
