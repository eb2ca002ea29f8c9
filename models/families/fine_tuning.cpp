#include "models/families/fine_tuning.h"

#include "models/families/exceiver/format/fine_tuning.h"
#include "models/families/scbert/format/fine_tuning.h"
#include "models/families/scemb/format/fine_tuning.h"
#include "models/families/scgpt/format/fine_tuning.h"

#include <charconv>

namespace lexicell::models {

Result<FineTuning> fineTuningOf(const std::string &family)
{
    for (const FineTuning &entry : {scgpt::fineTuning(), scbert::fineTuning(), exceiver::fineTuning(), scemb::fineTuning()})
        if (family == entry.family) return entry;
    return Error{errors::unsupportedFamily, "Models of the family " + family + " cannot be fine-tuned.", {}};
}

std::int64_t numberAfter(const std::string &name, std::string_view prefix)
{
    std::int64_t number = -1;
    if (name.starts_with(prefix)) std::from_chars(name.data() + prefix.size(), name.data() + name.size(), number);
    return number;
}

Error noObjective(const char *family, const std::string &objective)
{
    return {errors::unsupportedFamily,
            "A " + std::string(family) + " model cannot be fine-tuned for " + objective +
                " in this version, only for annotation.",
            {},
            {{"task", {"annotation"}}}};
}

}  // namespace lexicell::models
