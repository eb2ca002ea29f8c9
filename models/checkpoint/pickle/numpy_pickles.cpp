#include "models/checkpoint/pickle/numpy_pickles.h"

#include "models/checkpoint/pickle/pickle_writer.h"

#include <cstring>

namespace lexicell::models::checkpoint {

namespace {

constexpr std::int64_t objectFlags = 63;  // of NumPy's dtype object: it holds references

// The array before its state: _reconstruct(ndarray, (0,), b"b").
void beginArray(PickleWriter &pickle, std::size_t length)
{
    pickle.global("numpy.core.multiarray", "_reconstruct").mark().global("numpy", "ndarray");
    pickle.mark().integer(0).tuple().bytes("b").tuple().reduce();
    pickle.mark().integer(1).mark().integer(static_cast<std::int64_t>(length)).tuple();
}

void dtype(PickleWriter &pickle, const char *code, const char *order, std::int64_t flags)
{
    pickle.global("numpy", "dtype").mark().text(code).boolean(false).boolean(true).tuple().reduce();
    pickle.mark().integer(3).text(order).none().none().none().integer(-1).integer(-1).integer(flags).tuple().build();
}

}  // namespace

std::string textArrayPickle(const std::vector<std::string> &values)
{
    PickleWriter pickle;
    beginArray(pickle, values.size());
    dtype(pickle, "O8", "|", objectFlags);
    pickle.boolean(false).emptyList().mark();
    for (const std::string &value : values) pickle.text(value);
    pickle.appends().tuple().build();
    return pickle.finish(3);
}

std::string integerArrayPickle(const std::vector<std::int64_t> &values)
{
    std::string bytes(values.size() * sizeof(std::int64_t), '\0');
    if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());  // little-endian, as the dtype says
    PickleWriter pickle;
    beginArray(pickle, values.size());
    dtype(pickle, "i8", "<", 0);
    pickle.boolean(false).bytes(bytes).tuple().build();
    return pickle.finish(3);
}

}  // namespace lexicell::models::checkpoint
