#include "models/nn/guard.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>

namespace lexicell::models::nn {

namespace {

Error outOfMemory(const std::string &doing, std::string detail)
{
    return {errors::outOfMemory,
            "There is not enough memory for " + doing + "; use smaller batches or shorter inputs, or close other programs.",
            std::move(detail),
            {{"batch-size"}, {"max-length"}}};
}

// The CPU allocator throws a plain c10::Error; only its text tells the reason.
bool isAllocationFailure(const std::string &text)
{
    for (const char *phrase : {"can't allocate memory", "not enough memory", "out of memory"}) {
        if (text.find(phrase) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

Error currentError(const std::string &doing)
{
    try {
        throw;
    } catch (const Stopped &) {
        return cancelled();
    } catch (const c10::OutOfMemoryError &error) {
        return outOfMemory(doing, error.what_without_backtrace());
    } catch (const std::bad_alloc &error) {
        return outOfMemory(doing, error.what());
    } catch (const c10::Error &error) {
        const std::string text = error.what_without_backtrace();
        if (isAllocationFailure(text)) return outOfMemory(doing, text);
        return {errors::networkFailed,
                "LibTorch failed while " + doing + ": " + text.substr(0, text.find('\n')) + ". Please report this.",
                error.what()};
    } catch (const std::exception &error) {
        return {errors::networkFailed, std::string("The program failed while ") + doing + ". Please report this.", error.what()};
    } catch (...) {
        return {errors::networkFailed, std::string("The program failed while ") + doing + ". Please report this.", {}};
    }
}

}  // namespace lexicell::models::nn
