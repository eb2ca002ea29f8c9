// What the tests of the whole window share: the window on the screen, settings of its own, simulated data and a checkpoint.
// The bundled sample and its demo model where they are, else freshly simulated cells and a reference checkpoint.
#pragma once

#include "core/base/platform/resources.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "core/simulate/simulate.h"
#include "tests/support/fixtures.h"
#include "ui/shell/main_window.h"
#include "ui/script/script_runner.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

namespace lexicell::ui {

inline constexpr int longTime = 180'000;

// What a finished job has posted may start the next one, so idle must outlast the events that wait.
inline void waitIdle(MainWindow &window)
{
    do {
        QTRY_VERIFY_WITH_TIMEOUT(window.bench().jobs.idle(), longTime);
        QCoreApplication::processEvents();
    } while (!window.bench().jobs.idle());
}

template <class Widget> Widget *visibleChild(QWidget *parent, const QString &name)
{
    for (Widget *child : parent->findChildren<Widget *>(name))
        if (child->isVisible()) return child;
    return nullptr;
}

inline QString lastBanner(const MainWindow &window)
{
    const auto banners = window.findChildren<Banner *>();
    return banners.isEmpty() ? QString() : banners.last()->message();
}

class WindowFixture {
  protected:
    void prepare()
    {
        QStandardPaths::setTestModeEnabled(true);
        // Settings and projects of its own for every test program: they may run side by side.
        QApplication::setApplicationName("lexicell-" + QFileInfo(QCoreApplication::arguments().constFirst()).fileName());
        QApplication::setOrganizationName("lexicell");
        QVERIFY(m_folder.isValid());
        const auto sample = resourceFile("sample/lexicell_sample.h5ad");
        if (sample.ok()) {
            m_data = QString::fromStdString(sample->string());
        } else {
            JobContext context;
            auto simulated = simulate::simulate({.cells = 400, .genes = 600, .batches = 2, .knockouts = 2, .seed = 1}, context);
            VERIFY_OK(simulated);
            m_data = m_folder.filePath("simulated.h5ad");
            VERIFY_OK(io::writeH5ad(*simulated, m_data.toStdString(), {}, context));
        }
        if (const auto model = resourceFile("sample/demo_scgpt"); model.ok()) m_model = QString::fromStdString(model->string());
        else if (const auto fixtures = test::fixtures("scgpt")) m_model = QString::fromStdString((*fixtures / "base").string());
    }

    // What earlier windows left: projects, settings.
    static void forgetEverything()
    {
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively();
        QSettings().clear();
    }
    void openWindow(const models::tasks::TaskTable &tasks = models::tasks::TaskTable::builtIn())
    {
        forgetEverything();
        showWindow(tasks);
    }
    void showWindow(const models::tasks::TaskTable &tasks)
    {
        m_window = std::make_unique<MainWindow>(tasks);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        // Shortcuts belong to the active window, and a bare X server has no window manager to make it so.
        QApplication::setActiveWindow(m_window.get());
    }

    void runScript(const QJsonArray &steps, const std::string &errorClass = {}, bool checkClass = true)
    {
        std::optional<Result<void>> outcome;
        ScriptRunner runner(*m_window);
        runner.run(steps, [&](const Result<void> &done) { outcome = done; });
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), longTime);
        if (checkClass && errorClass.empty()) VERIFY_OK(*outcome);
        else QVERIFY(!outcome->ok());
        if (checkClass && !errorClass.empty()) QCOMPARE(outcome->error().errorClass, errorClass);
        m_scriptError = outcome->ok() ? QString() : QString::fromStdString(outcome->error().message);
    }

    QTemporaryDir m_folder;
    QString m_data;
    QString m_model;
    QString m_scriptError;  // of the last script
    std::unique_ptr<MainWindow> m_window;
};

}  // namespace lexicell::ui
