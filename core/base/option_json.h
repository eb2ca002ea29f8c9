// Options from JSON (scripts, --config files) and as text (provenance), read off the same `describe` lists as the command line.
//
//     AnalyzeOptions options;
//     LEXICELL_CHECK(optionsFromJson(R"({"rep": "X_scGPT", "n-neighbors": 30})", options));
//
// Keys are the long option names without dashes. Error classes, all of kind Usage: bad_json, unknown_option, bad_option
// (wrong type, or not one of the choices).
#pragma once

#include "core/base/options.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lexicell {

// Visitor: reads the options from a JSON object.
class OptionReader {
  public:
    explicit OptionReader(std::string_view json);
    ~OptionReader();
    OptionReader(const OptionReader &) = delete;
    OptionReader &operator=(const OptionReader &) = delete;

    // Keeps this option's value whatever the JSON says: the command line overrides a file.
    void keep(const std::string &name);

    void operator()(const Option &option, bool &field);
    void operator()(const Option &option, int &field);
    void operator()(const Option &option, std::int64_t &field);
    void operator()(const Option &option, double &field);
    void operator()(const Option &option, std::string &field);
    void operator()(const Option &option, std::vector<std::string> &field);

    // The first error; a key that no option reads is an error too.
    Result<void> finish() const;

  private:
    template <class T> void read(const Option &option, T &field, const char *type);
    struct State;
    std::unique_ptr<State> m_state;
};

template <class Options> Result<void> optionsFromJson(std::string_view json, Options &options)
{
    OptionReader reader(json);
    Options changed = options;  // all or nothing
    describe(changed, reader);
    LEXICELL_CHECK(reader.finish());
    options = std::move(changed);
    return {};
}

// Visitor: every option with its value, in the order of the list.
class OptionWriter {
  public:
    void operator()(const Option &option, bool field) { add(option, field ? "true" : "false"); }
    void operator()(const Option &option, int field) { add(option, std::to_string(field)); }
    void operator()(const Option &option, std::int64_t field) { add(option, std::to_string(field)); }
    void operator()(const Option &option, double field);
    void operator()(const Option &option, const std::string &field) { add(option, field); }
    void operator()(const Option &option, const std::vector<std::string> &field);

    std::vector<std::pair<std::string, std::string>> take() { return std::move(m_values); }

  private:
    void add(const Option &option, std::string value) { m_values.emplace_back(option.name, std::move(value)); }
    std::vector<std::pair<std::string, std::string>> m_values;
};

// The options as ProvenanceStep::options. Numbers are written so that reading them gives the same value back.
template <class Options> std::vector<std::pair<std::string, std::string>> optionsToText(Options options)
{
    OptionWriter writer;
    describe(options, writer);
    return writer.take();
}

}  // namespace lexicell
