// How a family declares its tensors: each once, with its name, its shape and its place in the network. A declaration is a
// function template in families/<family>/format/tensors.h that calls visit(spec, place) for every tensor.
//
// A place is a function from the network to the tensor's member, LEXICELL_MEMBER(genes). It names the member but not its type,
// and only network/ calls it: from the same lines format/ makes the list of names and shapes, without LibTorch. So the network
// cannot ask for a tensor that is not declared.
#pragma once

#include "models/checkpoint/tensor_spec.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// The place of a member of the network, or of a part of it with within(): LEXICELL_MEMBER(layers[i]) uses i of the line it is in.
#define LEXICELL_MEMBER(member)                                                                                                  \
    [=](auto &part) -> auto & { return part.member; }

namespace lexicell::models {

inline std::size_t countOf(std::int64_t parts) { return static_cast<std::size_t>(std::max<std::int64_t>(0, parts)); }

// The place of a tensor that no network holds.
struct NoPlace {};

// The place of a member of the part at `place`: none, if the part has none.
template <class Place, class Member> auto within(const Place &place, const Member &member)
{
    if constexpr (std::is_same_v<Place, NoPlace>) {
        return NoPlace();
    } else {
        return [=](auto &net) -> auto & { return member(place(net)); };
    }
}

template <class Visit> class Declaration {
  public:
    explicit Declaration(Visit &visit) : m_visit(visit) {}

    // A tensor without a place may be absent from the file.
    template <class Place> void tensor(std::string name, std::vector<std::int64_t> shape, const Place &place)
    {
        using checkpoint::Presence;
        constexpr Presence presence = std::is_same_v<Place, NoPlace> ? Presence::Unused : Presence::Required;
        m_visit(checkpoint::TensorSpec{std::move(name), std::move(shape), presence}, place);
    }
    void counter(std::string name)
    {
        m_visit(checkpoint::TensorSpec{std::move(name), {}, checkpoint::Presence::Counter}, NoPlace());
    }

    template <class Place>
    void linear(const std::string &name, std::int64_t out, std::int64_t in, const Place &place, bool withBias = true)
    {
        weight(name, {out, in}, place);
        if (withBias) bias(name, out, place);
    }
    template <class Place> void norm(const std::string &name, std::int64_t width, const Place &place)
    {
        weight(name, {width}, place);
        bias(name, width, place);
    }

  private:
    template <class Place> void weight(const std::string &name, std::vector<std::int64_t> shape, const Place &place)
    {
        tensor(name + ".weight", std::move(shape), within(place, LEXICELL_MEMBER(weight)));
    }
    template <class Place> void bias(const std::string &name, std::int64_t width, const Place &place)
    {
        tensor(name + ".bias", {width}, within(place, LEXICELL_MEMBER(bias)));
    }

    Visit &m_visit;
};

// Makes visit(name, tensor, shape), for the tensors in a network, out of a declaration's visit(spec, place).
template <class Network, class Visit> auto inNetwork(Network &network, Visit &visit)
{
    return [&](const checkpoint::TensorSpec &spec, const auto &place) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(place)>, NoPlace>) visit(spec.name, place(network), spec.shape);
    };
}

// Makes a list out of a declaration's visit(spec, place).
inline auto intoList(std::vector<checkpoint::TensorSpec> &list)
{
    return [&](const checkpoint::TensorSpec &spec, const auto &) { list.push_back(spec); };
}

}  // namespace lexicell::models
