// igraph keeps its random numbers and handlers in globals (Debian builds it without thread safety): one caller at a time.
// Its default error handler aborts the program. While a session exists, igraph returns error codes instead.
#pragma once

#include "core/base/random.h"

#include <igraph/igraph.h>

#include <cstdint>
#include <mutex>

namespace lexicell::analysis {

class IgraphSession {
  public:
    // igraph's random numbers depend on `seed` only.
    explicit IgraphSession(std::uint64_t seed)
        : m_lock(mutex()), m_error(igraph_set_error_handler(igraph_error_handler_ignore)),
          m_warning(igraph_set_warning_handler(igraph_warning_handler_ignore))
    {
        igraph_rng_seed(igraph_rng_default(), static_cast<igraph_uint_t>(Random::mix(seed)));
    }
    ~IgraphSession()
    {
        igraph_set_warning_handler(m_warning);
        igraph_set_error_handler(m_error);
    }
    IgraphSession(const IgraphSession &) = delete;
    IgraphSession &operator=(const IgraphSession &) = delete;

  private:
    static std::mutex &mutex()
    {
        static std::mutex instance;
        return instance;
    }
    std::lock_guard<std::mutex> m_lock;
    igraph_error_handler_t *m_error;
    igraph_warning_handler_t *m_warning;
};

}  // namespace lexicell::analysis
