#include "ui/workspace/models/model_memory.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSettings>

#include <unistd.h>

namespace lexicell::ui {

namespace {

QString settingsKey() { return QStringLiteral("modelMemoryBytes"); }

qint64 machineMemory()
{
    const long pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? static_cast<qint64>(pages) * size : qint64{8} << 30;
}

}  // namespace

qint64 networkBytes(const models::ModelCard &card) { return card.parameters * static_cast<qint64>(sizeof(float)); }

qint64 modelBudget()
{
    const qint64 chosen = QSettings().value(settingsKey()).toLongLong();
    return chosen > 0 ? chosen : machineMemory() / 2;
}

void setModelBudget(qint64 bytes) { QSettings().setValue(settingsKey(), bytes); }

QString memoryProblem(const models::ModelCard &card)
{
    if (networkBytes(card) <= modelBudget()) return {};
    return QCoreApplication::translate("ModelShelf",
                                       "%1 needs %2 of memory, more than the %3 that models may take (Models panel).")
        .arg(QString::fromStdString(card.name), memoryText(networkBytes(card)), memoryText(modelBudget()));
}

QString memoryText(qint64 bytes) { return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat); }

}  // namespace lexicell::ui
