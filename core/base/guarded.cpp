#include "core/base/guarded.h"

#include <new>

namespace lexicell {

Error currentError(const std::string &doing, const Advice &advice)
{
    const std::string fault = "The program failed to " + doing + ". Please report this.";
    try {
        throw;
    } catch (const Failure &failure) {
        return failure.error();
    } catch (const std::bad_alloc &) {
        return {errors::outOfMemory, "Not enough memory to " + doing + ". " + advice.sentence, {}, advice.choices};
    } catch (const std::exception &exception) {
        return {errors::internal, fault, exception.what()};
    } catch (...) {
        return {errors::internal, fault};
    }
}

}  // namespace lexicell
