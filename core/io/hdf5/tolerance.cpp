#include "core/io/hdf5/tolerance.h"

#include <algorithm>
#include <iterator>

namespace lexicell::io {

bool isTolerable(const Error &error)
{
    static constexpr const ErrorClass *tolerable[] = {
        &errors::danglingLink,    &errors::linkCycle,         &errors::badEncoding, &errors::missingElement,
        &errors::unsupportedType, &errors::unsupportedFilter, &errors::badCategory, &errors::indptrInvalid,
        &errors::indexOutOfRange, &errors::shapeMismatch};
    return std::any_of(std::begin(tolerable), std::end(tolerable), [&](const ErrorClass *one) { return error.is(*one); });
}

}  // namespace lexicell::io
