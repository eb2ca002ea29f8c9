#include "models/nn/guard.h"

#include "core/base/guarded.h"

#include <c10/util/Exception.h>

namespace lexicell::models::nn {

namespace {

Advice advice() { return {"Use smaller batches or shorter inputs, or close other programs.", {{"batch-size"}, {"max-length"}}}; }

Error outOfMemory(const std::string &doing, std::string detail)
{
    return {errors::outOfMemory, "Not enough memory to finish " + doing + ". " + advice().sentence, std::move(detail),
            advice().choices};
}

// The CPU allocator throws a plain c10::Error; only its text tells the reason.
bool isAllocationFailure(const std::string &text)
{
    for (const char *phrase : {"can't allocate memory", "not enough memory", "out of memory"}) {
        if (text.find(phrase) != std::string::npos) return true;
    }
    return false;
}

// oneDNN's words where the memory of a primitive is missing. What it does not support is refused before, with the primitive's
// descriptor, and in other words.
bool isPrimitiveWithoutMemory(const std::string &text) { return text == "could not create a primitive"; }

}  // namespace

Error currentError(const std::string &doing)
{
    try {
        throw;
    } catch (const Stopped &) {
        return cancelled();
    } catch (const c10::OutOfMemoryError &error) {
        return outOfMemory(doing, error.what_without_backtrace());
    } catch (const c10::Error &error) {
        const std::string text = error.what_without_backtrace();
        if (isAllocationFailure(text)) return outOfMemory(doing, text);
        return {errors::networkFailed,
                "LibTorch failed while " + doing + ": " + text.substr(0, text.find('\n')) + ". Please report this.",
                error.what()};
    } catch (...) {
        Error error = lexicell::currentError("finish " + doing, advice());
        if (error.is(errors::internal) && isPrimitiveWithoutMemory(error.detail)) return outOfMemory(doing, error.detail);
        return error.is(errors::internal) ? Error{errors::networkFailed, error.message, error.detail} : error;
    }
}

}  // namespace lexicell::models::nn
