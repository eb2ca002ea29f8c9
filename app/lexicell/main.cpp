// The window. lexicell [FILE…] [--model MODEL] [--script STEPS.json] [--theme …] [--size WxH] [--scale F] [--screenshot OUT.png]
// [--quit]
#include "core/base/error.h"
#include "core/base/platform/openmp_settings.h"
#include "core/base/provenance.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/forms/preferences_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/script/script_runner.h"
#include "ui/look/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QTimer>

#include <cstdio>
#include <cstring>

using namespace lexicell;

namespace {

constexpr int usageStatus = 2;

// Qt reads the scale when the application object is made. Qt's option parser can run only after that.
void applyScale(int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; ++i)
        if (std::strcmp(argv[i], "--scale") == 0) qputenv("QT_SCALE_FACTOR", argv[i + 1]);
    for (int i = 1; i < argc; ++i)
        if (std::strncmp(argv[i], "--scale=", 8) == 0) qputenv("QT_SCALE_FACTOR", argv[i] + 8);
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        QStringLiteral("Single-cell foundation models on the desktop, beside their honest baselines."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("Data set or .lexicell project to open."),
                                 QStringLiteral("[FILE…]"));
    parser.addOptions({{"model", "Checkpoint folder or file to load.", "MODEL"},
                       {"script", "JSON list of steps to run.", "STEPS.json"},
                       {"theme", "light, dark or system.", "light|dark|system"},
                       {"size", "Size of the window.", "WIDTHxHEIGHT"},
                       {"scale", "Scale of the interface (default 1.0).", "F"},
                       {"screenshot", "Write a picture of the window when all is done.", "OUT.png"},
                       {"sample", "Open the bundled sample and its demo model."},
                       {"quit", "Close when all is done."},
                       {"timing", "Print when the window was ready."}});
}

QJsonArray stepsOf(const QCommandLineParser &parser, const QJsonArray &script)
{
    QJsonArray steps;
    for (const QString &file : parser.positionalArguments()) steps.append(QJsonObject{{"do", "open"}, {"file", file}});
    if (parser.isSet("model")) steps.append(QJsonObject{{"do", "load-model"}, {"path", parser.value("model")}});
    for (const auto &step : script) steps.append(step);
    if (parser.isSet("screenshot")) steps.append(QJsonObject{{"do", "screenshot"}, {"file", parser.value("screenshot")}});
    return steps;
}

int usage(const char *message)
{
    std::fprintf(stderr, "error: %s (lexicell --help)\n", message);
    return usageStatus;
}

}  // namespace

int main(int argc, char **argv)
{
    QElapsedTimer clock;
    clock.start();
    applyOpenMpSettings(0, argv);
    applyScale(argc, argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("lexicell"));
    QApplication::setApplicationDisplayName(QString());
    QApplication::setOrganizationName(QStringLiteral("lexicell"));
    QApplication::setApplicationVersion(QLatin1String(version()));
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);

    ui::ThemeMode theme = ui::preferredTheme();
    if (const QString name = parser.value("theme"); name == QStringLiteral("light")) theme = ui::ThemeMode::Light;
    else if (name == QStringLiteral("dark")) theme = ui::ThemeMode::Dark;
    else if (!name.isEmpty() && name != QStringLiteral("system")) return usage("--theme is light, dark or system");
    QJsonArray script;
    if (parser.isSet("script")) {
        const auto read = ui::ScriptRunner::read(parser.value("script"));
        if (!read.ok()) {
            std::fprintf(stderr, "error: %s\n", read.error().message.c_str());
            return exitStatus(read.error());
        }
        script = *read;
    }

    ui::applyTheme(application, theme);
    ui::MainWindow window;
    if (parser.isSet("size")) {
        const QStringList size = parser.value("size").split(QLatin1Char('x'));
        if (size.size() != 2 || size[0].toInt() < 200 || size[1].toInt() < 200)
            return usage("--size needs WIDTHxHEIGHT, for example 1440x900");
        window.resize(size[0].toInt(), size[1].toInt());
    }
    window.show();
    if (parser.isSet("timing"))
        QTimer::singleShot(
            0, [&clock] { std::fprintf(stderr, "window ready after %lld ms\n", static_cast<long long>(clock.elapsed())); });
    if (parser.isSet("sample")) window.openSample();

    int status = 0;
    auto *runner = new ui::ScriptRunner(window);
    runner->run(stepsOf(parser, script), [&](const Result<void> &done) {
        if (!done.ok()) {
            std::fprintf(stderr, "error: %s\n", done.error().message.c_str());
            status = exitStatus(done.error());
        }
        const bool scripted = parser.isSet("script") || parser.isSet("screenshot");
        if (parser.isSet("quit") || (!done.ok() && scripted)) QApplication::exit(status);
    });
    const int code = QApplication::exec();
    return code != 0 ? code : status;
}
