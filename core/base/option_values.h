// Any options struct behind one type, for a table of tasks. Its fields still come from the struct's one `describe`
// list, so the command line, forms, scripts and provenance take an OptionValues wherever they take the struct itself.
//
//     OptionValues values{UmapOptions{}};
//     describe(values, visitor);
//     const UmapOptions &options = values.as<UmapOptions>();
#pragma once

#include "core/base/options.h"

#include <cassert>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lexicell {

// A visitor for options whose type is unknown at the call.
class OptionVisit {
  public:
    virtual ~OptionVisit() = default;
    virtual void visit(const Option &option, bool &field) = 0;
    virtual void visit(const Option &option, int &field) = 0;
    virtual void visit(const Option &option, std::int64_t &field) = 0;
    virtual void visit(const Option &option, double &field) = 0;
    virtual void visit(const Option &option, std::string &field) = 0;
    virtual void visit(const Option &option, std::vector<std::string> &field) = 0;
};

class OptionValues {
  public:
    OptionValues() : OptionValues(Nothing{}) {}
    template <class Options>
    requires(!std::is_same_v<std::remove_cvref_t<Options>, OptionValues>) explicit OptionValues(Options options)
        : m_held(std::make_unique<Held<Options>>(std::move(options)))
    {
    }
    OptionValues(const OptionValues &other) : m_held(other.m_held->copy()) {}
    OptionValues(OptionValues &&) noexcept = default;
    OptionValues &operator=(OptionValues other) noexcept
    {
        m_held = std::move(other.m_held);
        return *this;
    }

    void visit(OptionVisit &visitor) { m_held->visit(visitor); }
    std::int64_t *seed() { return m_held->seed(); }  // null: the task uses no random numbers

    // The struct that this object was made from. Another type is a bug of the caller.
    template <class Options> Options &as()
    {
        auto *held = dynamic_cast<Held<Options> *>(m_held.get());
        assert(held);
        return held->options;
    }
    template <class Options> const Options &as() const { return const_cast<OptionValues *>(this)->as<Options>(); }

  private:
    struct Nothing {};
    struct Base {
        virtual ~Base() = default;
        virtual std::unique_ptr<Base> copy() const = 0;
        virtual void visit(OptionVisit &visitor) = 0;
        virtual std::int64_t *seed() = 0;
    };
    template <class Options> struct Held final : Base {
        explicit Held(Options given) : options(std::move(given)) {}
        std::unique_ptr<Base> copy() const override { return std::make_unique<Held>(options); }
        void visit(OptionVisit &visitor) override
        {
            if constexpr (!std::is_same_v<Options, Nothing>)
                describe(options, [&visitor](const Option &option, auto &field) { visitor.visit(option, field); });
        }
        std::int64_t *seed() override
        {
            if constexpr (requires { options.seed; }) return &options.seed;
            else return nullptr;
        }
        Options options;
    };

    std::unique_ptr<Base> m_held;
};

template <class V> void describe(OptionValues &values, V &&visitor)
{
    class Forward final : public OptionVisit {
      public:
        explicit Forward(V &to) : m_to(to) {}
        void visit(const Option &option, bool &field) override { m_to(option, field); }
        void visit(const Option &option, int &field) override { m_to(option, field); }
        void visit(const Option &option, std::int64_t &field) override { m_to(option, field); }
        void visit(const Option &option, double &field) override { m_to(option, field); }
        void visit(const Option &option, std::string &field) override { m_to(option, field); }
        void visit(const Option &option, std::vector<std::string> &field) override { m_to(option, field); }

      private:
        V &m_to;
    } forward(visitor);
    values.visit(forward);
}

}  // namespace lexicell
