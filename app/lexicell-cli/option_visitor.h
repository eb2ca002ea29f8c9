// Makes command-line options from an options struct's `describe` list, the only place of name, default, unit, choices, help.
//
//     describe(arguments->options, OptionVisitor(command));
//
// The struct must live until the command line is parsed.
#pragma once

#include "core/base/options.h"

#include <CLI/CLI.hpp>

#include <string>
#include <type_traits>
#include <vector>

namespace lexicell::cli {

class OptionVisitor {
  public:
    // `positional`: the option that may stand without its name; empty: none.
    explicit OptionVisitor(CLI::App &command, std::string group = "Options", std::string positional = {})
        : m_command(command), m_group(std::move(group)), m_positional(std::move(positional))
    {
    }

    void operator()(const Option &option, bool &field)
    {
        const std::string name = option.name;
        m_command.add_flag("--" + name + ",!--no-" + name, field, help(option))->group(m_group);
    }

    template <class T> void operator()(const Option &option, T &field)
    {
        const std::string name = std::string("--") + option.name;
        CLI::Option *added =
            m_command.add_option(m_positional == option.name ? m_positional + "," + name : name, field, help(option))
                ->group(m_group);
        if (!option.choices.empty())
            added->check(CLI::IsMember(std::vector<std::string>(option.choices.begin(), option.choices.end())));
        if constexpr (std::is_same_v<T, std::vector<std::string>>) added->delimiter(',')->allow_extra_args(false);
    }

  private:
    static std::string help(const Option &option)
    {
        return *option.unit ? std::string(option.help) + " Unit: " + option.unit + "." : option.help;
    }

    CLI::App &m_command;
    std::string m_group;
    std::string m_positional;
};

}  // namespace lexicell::cli
