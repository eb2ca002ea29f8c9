// lexicell-cli: everything the window computes, from a script.
#include "app/lexicell-cli/command_line.h"

int main(int argc, char **argv)
{
    using namespace lexicell::cli;
    CommandLine line;
    addInfo(line);
    addConvert(line);
    addConvertModel(line);
    addSimulate(line);
    addAnalysisSteps(line);
    addEmbed(line);
    addTokens(line);
    addGeneNetwork(line);
    addPretrain(line);
    addBenchmark(line);
    return line.run(argc, argv);
}
