#include "app/lexicell-cli/command_line.h"

#include "app/lexicell-cli/interrupts.h"
#include "app/lexicell-cli/named_files.h"
#include "app/lexicell-cli/report.h"
#include "core/base/guarded.h"
#include "core/base/platform/openmp_settings.h"
#include "core/base/provenance.h"
#include "core/files/unfinished_output.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <unistd.h>

namespace lexicell::cli {

CommandLine::CommandLine() : m_app("Lexicell: single-cell foundation models beside their honest baselines.", "lexicell-cli")
{
    m_app.set_version_flag("--version", std::string("lexicell-cli ") + version(), "Print the version.");
    m_app.set_help_flag("-h,--help", "Print this help.");
    m_app.require_subcommand(1);
    m_app.option_defaults()->always_capture_default();
    m_app.get_formatter()->column_width(34);
    m_app.footer("Help on a command: lexicell-cli COMMAND --help. Global options stand before or after the command.\n"
                 "Exit status: 0 done, 2 usage or output exists, 3 bad input, 4 memory, disk, device or LibTorch, 130 "
                 "interrupted, 1 other.\n"
                 "The same input, options, seed, device and thread count give the same output, bit for bit, except under "
                 "--precision auto.");
    addGlobalOptions();
}

void CommandLine::addGlobalOptions()
{
    const CLI::Validator device(
        [](std::string &text) -> std::string {
            if (text == "auto" || text == "cpu" || text == "cuda") return {};
            const bool numbered =
                text.size() > 5 && text.rfind("cuda:", 0) == 0 && text.find_first_not_of("0123456789", 5) == std::string::npos;
            return numbered ? std::string() : text + " is no device: auto, cpu, cuda or cuda:N";
        },
        "auto|cpu|cuda[:N]", "device");
    m_app.add_option("--device", m_globals.device, "Where networks compute.")->check(device)->group("Global options");
    m_app.add_option("--threads", m_globals.threads, "Threads of computing; 0: all cores. Unit: threads.")
        ->check(CLI::NonNegativeNumber)
        ->group("Global options");
    m_app.add_option("--seed", m_globals.seed, "Seed of every random choice.")
        ->check(CLI::NonNegativeNumber)
        ->group("Global options");
    m_app.add_flag("--json", m_globals.json, "Print exactly one JSON object on stdout.")->group("Global options");
    m_app.add_flag("--quiet", m_globals.quiet, "No progress.")->group("Global options");
    m_app.add_flag("--force", m_globals.force, "Replace outputs that exist.")->group("Global options");
    m_app.add_option("--log", m_globals.log, "Write a log to this file; one that exists is replaced with --force only.")
        ->type_name("FILE")
        ->group("Global options");
}

CLI::App &CommandLine::add(const std::string &name, const std::string &help, Work work)
{
    CLI::App *command = m_app.add_subcommand(name, help);
    command->fallthrough();
    command->set_help_flag("-h,--help", "Print this help.");
    command->footer("Global options (lexicell-cli --help): --device --threads --seed --json --quiet --force --log.");
    command->final_callback([this, work = std::move(work)] { m_work = work; });
    return *command;
}

Error CommandLine::usageError(const CLI::ParseError &error) const
{
    const auto chosen = m_app.get_subcommands();
    const auto unknown = m_app.remaining();
    if (chosen.empty() && (unknown.empty() || unknown.front().rfind("-", 0) != 0)) {
        std::string names;
        for (const CLI::App *command : m_app.get_subcommands([](const CLI::App *) { return true; }))
            names += " " + command->get_name();
        const std::string what = unknown.empty() ? "Name a command." : "There is no command " + unknown.front() + ".";
        return {errors::usage, what + " The commands are:" + names + ".", {}};
    }
    const std::string help = "lexicell-cli " + (chosen.empty() ? std::string() : chosen.front()->get_name() + " ") + "--help";
    return {errors::usage, std::string(error.what()) + ". See " + help + ".", {}};
}

// The parser takes whatever follows an option for its value, also another option: "--log --force" would write a file "--force".
Result<void> CommandLine::checkValues(int argc, char **argv) const
{
    const auto chosen = m_app.get_subcommands();
    const auto named = [&](const char *word) {
        const CLI::Option *option = m_app.get_option_no_throw(word);
        return option || chosen.empty() ? option : chosen.front()->get_option_no_throw(word);
    };
    for (int i = 2; i < argc; ++i) {
        if (argv[i - 1][0] != '-' || argv[i][0] != '-') continue;
        const CLI::Option *before = named(argv[i - 1]);
        if (before && before->get_items_expected_max() > 0 && named(argv[i]))
            return Error{errors::usage, std::string(argv[i - 1]) + " needs a value, but " + argv[i] + " follows.", {}};
    }
    return {};
}

Result<void> CommandLine::parse(int argc, char **argv, bool &done)
{
    Result<void> parsed;
    try {
        m_app.parse(argc, argv);
    } catch (const CLI::Success &answer) {
        done = true;
        m_app.exit(answer);
        return {};
    } catch (const CLI::ParseError &error) {
        parsed = usageError(error);
    }
    if (const auto values = checkValues(argc, argv); !values.ok()) parsed = values;
    // The parser stops at a mistake, so a later --json is not set yet. The format of the answer must not depend on that.
    for (int i = 1; i < argc && !parsed.ok(); ++i) m_globals.json = m_globals.json || std::string(argv[i]) == "--json";
    return parsed;
}

static Result<void> openLog(const std::string &file, int argc, char **argv)
{
    if (file.empty()) return {};
    try {
        spdlog::set_default_logger(spdlog::basic_logger_mt("lexicell", file, true));
    } catch (const spdlog::spdlog_ex &error) {
        return Error{errors::notWritable, "Cannot write the log " + file + ". Choose another place.", error.what()};
    }
    spdlog::set_level(spdlog::level::info);
    std::string line;
    for (int i = 0; i < argc; ++i) line += std::string(i ? " " : "") + argv[i];
    spdlog::info("{} ({})", line, version());
    return {};
}

Result<Json> CommandLine::work(Run &run)
{
    return guarded(
        "finish this command", [&] { return m_work(run); }, "Close other programs, or use fewer cells.");
}

int CommandLine::run(int argc, char **argv)
{
    spdlog::set_level(spdlog::level::off);  // its default is to print on stdout
    bool answered = false;
    auto status = parse(argc, argv, answered);
    if (answered) return 0;
    if (status.ok()) applyOpenMpSettings(m_globals.threads, argv);
    Interrupts interrupts;
    // This check comes first, because opening the log empties its file.
    if (status.ok()) status = checkNamedFiles(namedFiles(*m_app.get_subcommands().front()), m_globals);
    if (status.ok()) status = openLog(m_globals.log, argc, argv);
    if (!status.ok()) return reportFailure(status.error(), {}, m_globals.json);

    const auto style = m_globals.quiet         ? Progress::Style::None
                       : isatty(STDERR_FILENO) ? Progress::Style::Bar
                                               : Progress::Style::Lines;
    const auto progress = std::make_shared<Progress>(style);
    const auto context =
        std::make_shared<JobContext>([progress](double fraction, const std::string &what) { progress->report(fraction, what); });
    context->threads = m_globals.threads;
    interrupts.watch(context, [progress, json = m_globals.json] {
        files::removeUnfinishedOutputs();
        progress->clear();
        std::_Exit(reportFailure(interrupted(), {}, json));
    });

    Run run{m_globals, *context, *progress};
    Result<Json> result = work(run);
    progress->clear();
    if (!interrupts.finish()) {
        while (true) pause();
    }
    if (!result.ok() && result.error().kind == ErrorKind::Cancelled && result.error().choices.empty()) result = interrupted();
    return result.ok() ? reportSuccess(*result, context->warnings(), m_globals.json)
                       : reportFailure(result.error(), context->warnings(), m_globals.json);
}

}  // namespace lexicell::cli
