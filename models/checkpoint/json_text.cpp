#include "models/checkpoint/json_text.h"

#include "core/base/guarded.h"
#include "core/base/json_text.h"
#include "models/checkpoint/file_error.h"

#include <string>

namespace lexicell::models::checkpoint {

Result<nlohmann::json> parseJsonText(std::string_view text, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&]() -> Result<nlohmann::json> {
        std::string duplicate;
        auto json = lexicell::parseJson(text, duplicate);
        if (!json) {
            if (nestsTooDeeply(text))
                return badFile(errors::parseError, file,
                               "nests more than " + std::to_string(deepestJson) + " lists within one another",
                               "No file of a checkpoint does: use the one that came with it.");
            return corruptFile(errors::parseError, file, "is not readable JSON");
        }
        if (!duplicate.empty())
            return badFile(errors::duplicateKey, file, "names \"" + duplicate + "\" twice", "Remove one of the two.");
        return std::move(*json);
    });
}

Result<nlohmann::json> parseJsonObject(std::string_view text, const std::filesystem::path &file)
{
    LEXICELL_TRY(json, parseJsonText(text, file));
    if (!json.is_object()) return corruptFile(errors::parseError, file, "is not a readable JSON object");
    return std::move(json);
}

}  // namespace lexicell::models::checkpoint
