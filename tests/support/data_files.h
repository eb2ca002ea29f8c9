// Every data set of the tests: those of the format manifest, and all files of the bug cases.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace lexicell::test {

struct DataFile {
    QString path;         // a file or a folder
    QStringList options;  // options that the command line needs: {"--orientation", "cells-in-rows"}
};

// The files of the manifest in `fixtures/formats` that may open, and all files and folders under `fixtures/bugcases` and
// ../shared/bugcases with the name of a data set. Some of these are not data sets.
std::vector<DataFile> allDataFiles();

}  // namespace lexicell::test
