// The proposed place for a file that is written: a folder that belongs to the person.
#pragma once

#include <QString>

namespace lexicell::ui {

// A path for something made of `input`: "cells" + `ending` in the folder that was saved to last, else in the input's own, else
// in Documents. Never a folder of the program (the samples lie there) nor one that cannot be written to.
QString savePlace(const QString &input, const QString &ending);
void rememberSavePlace(const QString &path);

// The name of a data set without its file endings: "GSM1" for GSM1_matrix.mtx.gz; a folder's name for the files of a 10x matrix.
QString dataName(const QString &input);

}  // namespace lexicell::ui
