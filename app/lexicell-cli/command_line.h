// The frame every command stands in: global options, parsing, one JSON object or plain text on stdout, one line per error on
// stderr, exit status, progress, Ctrl-C. A command adds itself and returns its results; it never prints.
//
//     void addInfo(CommandLine &line);   // one file per command; tasks: task_command.h
#pragma once

#include "app/lexicell-cli/progress.h"
#include "core/base/job_context.h"
#include "core/base/result.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace lexicell::cli {

using Json = nlohmann::ordered_json;

struct GlobalOptions {
    std::string device = "auto";
    int threads = 0;  // 0: all cores
    std::int64_t seed = 0;
    bool json = false;
    bool quiet = false;
    bool force = false;
    std::string log;
};

// What a command sees while it runs.
struct Run {
    const GlobalOptions &globals;
    JobContext &context;
    Progress &progress;

    // The next stage fills [begin, end] of the progress bar.
    void stage(double begin, double end)
    {
        context.setRange(0.0, 1.0);
        progress.stage(begin, end);
    }
};

// Returns the command's keys of the JSON object.
using Work = std::function<Result<Json>(Run &)>;

class CommandLine {
  public:
    CommandLine();
    CLI::App &add(const std::string &name, const std::string &help, Work work);
    // Parses, runs and reports. Returns the exit status.
    int run(int argc, char **argv);

  private:
    void addGlobalOptions();
    Result<void> parse(int argc, char **argv, bool &done);
    Result<void> checkValues(int argc, char **argv) const;
    Result<Json> work(Run &run);
    Error usageError(const CLI::ParseError &error) const;

    CLI::App m_app;
    GlobalOptions m_globals;
    Work m_work;
};

// Hands the global seed to options that have one.
template <class Options> void takeSeed(Options &options, const GlobalOptions &globals)
{
    if constexpr (requires { options.seed; }) options.seed = globals.seed;
}

void addInfo(CommandLine &line);
void addTokens(CommandLine &line);
void addExportLabels(CommandLine &line);  // where the window is built, too
void addBenchmark(CommandLine &line);

}  // namespace lexicell::cli
