#include "models/checkpoint/pickle/pickle_globals.h"

#include <algorithm>
#include <array>

namespace lexicell::models::checkpoint {

namespace {

// Found in files of torch 1.0 to 2.13 and Lightning 1.0 to 2.5.
constexpr std::array dictionaries{
    std::string_view("collections OrderedDict"),
    std::string_view("collections defaultdict"),
    std::string_view("__builtin__ dict"),
    std::string_view("builtins dict"),
    std::string_view("argparse Namespace"),
    std::string_view("pytorch_lightning.utilities.parsing AttributeDict"),
    std::string_view("lightning.pytorch.utilities.parsing AttributeDict"),
    std::string_view("lightning_fabric.utilities.data AttributeDict"),
    std::string_view("lightning.fabric.utilities.data AttributeDict"),
};

// Python 2 spelled some of these modules differently; numpy moved its core in 2.0 and pathlib its classes in Python 3.13.
constexpr std::array records{
    std::string_view("torch._utils _rebuild_tensor"),
    std::string_view("torch._utils _rebuild_tensor_v2"),
    std::string_view("torch._utils _rebuild_parameter"),
    std::string_view("torch Size"),
    std::string_view("torch device"),
    std::string_view("pathlib PosixPath"),
    std::string_view("pathlib PurePosixPath"),
    std::string_view("pathlib WindowsPath"),
    std::string_view("pathlib PureWindowsPath"),
    std::string_view("pathlib._local PosixPath"),
    std::string_view("pathlib._local WindowsPath"),
    std::string_view("__builtin__ set"),
    std::string_view("builtins set"),
    std::string_view("builtins frozenset"),
    std::string_view("builtins bytearray"),
    std::string_view("builtins complex"),
    std::string_view("_codecs encode"),
    std::string_view("datetime datetime"),
    std::string_view("datetime timedelta"),
    std::string_view("numpy dtype"),
    std::string_view("numpy.core.multiarray scalar"),
    std::string_view("numpy._core.multiarray scalar"),
    std::string_view("numpy.core.multiarray _reconstruct"),
    std::string_view("numpy._core.multiarray _reconstruct"),
    std::string_view("numpy.core.numeric _frombuffer"),  // protocol 5
    std::string_view("numpy._core.numeric _frombuffer"),
};

template <class List> bool contains(const List &list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

CallMeaning callMeaning(std::string_view global)
{
    if (contains(dictionaries, global)) return CallMeaning::Dictionary;
    return contains(records, global) ? CallMeaning::Record : CallMeaning::Forbidden;
}

}  // namespace lexicell::models::checkpoint
