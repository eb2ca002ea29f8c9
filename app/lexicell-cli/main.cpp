// lexicell-cli: everything the window computes, from a script.
#include "app/lexicell-cli/command_line.h"
#include "app/lexicell-cli/task_command.h"

int main(int argc, char **argv)
{
    using namespace lexicell::cli;
    CommandLine line;
    addInfo(line);
    addTasks(line, lexicell::models::tasks::TaskTable::builtIn());
    addTokens(line);
#ifdef LEXICELL_WITH_UI
    addExportLabels(line);
#endif
    addBenchmark(line);
    return line.run(argc, argv);
}
