#include "app/lexicell-cli/report.h"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <string>

namespace lexicell::cli {

using Json = nlohmann::ordered_json;

Error interrupted() { return {errors::cancelled, "Interrupted. No unfinished output is left behind.", {}}; }

// Names in files need not be UTF-8; the JSON must be.
static std::string dump(const Json &json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

static std::string oneLine(std::string text)
{
    for (char &c : text)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return text;
}

static std::string plain(const Json &value)
{
    if (value.is_string()) return oneLine(value.get<std::string>());
    if (value.is_null()) return "unknown";
    if (!value.is_array()) return dump(value);
    std::string text;
    for (const Json &item : value) text += (text.empty() ? "" : ", ") + plain(item);
    return text;
}

static void printRows(const std::string &key, const Json &rows)
{
    for (const Json &row : rows) {
        std::printf("%s:", key.c_str());
        for (const auto &[name, value] : row.items()) std::printf("  %s %s", name.c_str(), plain(value).c_str());
        std::printf("\n");
    }
}

static void printPlain(const Json &object, const std::string &indent)
{
    for (const auto &[key, value] : object.items()) {
        if (value.is_object()) {
            std::printf("%s%s:\n", indent.c_str(), key.c_str());
            printPlain(value, indent + "  ");
        } else if (value.is_array() && !value.empty() && value.front().is_object()) {
            printRows(key, value);
        } else {
            std::printf("%s%s: %s\n", indent.c_str(), key.c_str(), plain(value).c_str());
        }
    }
}

static void printWarnings(const std::vector<Warning> &warnings)
{
    for (const Warning &warning : warnings)
        std::fprintf(stderr, "warning: %s\n", oneLine(withFlags(warning.message, warning.choices)).c_str());
}

int reportSuccess(const Json &results, const std::vector<Warning> &warnings, bool json)
{
    for (const Warning &warning : warnings) spdlog::warn("{}: {}", warning.warningClass, warning.message);
    spdlog::info("done");
    printWarnings(warnings);
    if (json) {
        Json object = results;
        object["warnings"] = Json::array();
        for (const Warning &warning : warnings)
            object["warnings"].push_back(
                {{"class", warning.warningClass}, {"message", withFlags(warning.message, warning.choices)}});
        std::printf("%s\n", dump(object).c_str());
    } else {
        printPlain(results, {});
    }
    // A broken pipe or a full disk must be reported as a failure.
    if (std::fflush(stdout) == 0) return 0;
    std::fprintf(stderr, "error: cannot write the results to standard output\n");
    return 4;
}

int reportFailure(const Error &error, const std::vector<Warning> &warnings, bool json)
{
    const std::string message = withFlags(error.message, error.choices);
    spdlog::error("{}: {} {}", error.errorClass, message, error.detail);
    spdlog::shutdown();
    printWarnings(warnings);
    std::fprintf(stderr, "error: %s\n", oneLine(message).c_str());
    if (json) {
        const Json object = {
            {"error",
             {{"kind", toString(error.kind)}, {"class", error.errorClass}, {"message", message}, {"detail", error.detail}}}};
        std::printf("%s\n", dump(object).c_str());
    }
    std::fflush(stdout);
    return exitStatus(error);
}

}  // namespace lexicell::cli
