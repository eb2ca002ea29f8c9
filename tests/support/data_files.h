// Every data set that the tests have: the format manifest's, and the files of bug cases, whatever they are called.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace lexicell::test {

struct DataFile {
    QString path;         // a file or a folder
    QStringList options;  // that the command line needs for it: {"--orientation", "cells-in-rows"}
};

// Of the manifest in `fixtures/formats` those that may open, and all files and folders under `fixtures/bugcases` and
// ../shared/bugcases that could be a data set; some of them are none.
std::vector<DataFile> allDataFiles();

}  // namespace lexicell::test
