// The selected cells: one flag per cell, or none at all. Empty means that nothing is selected.
#pragma once

#include <QObject>

#include <cstdint>
#include <vector>

namespace lexicell::ui {

class Selection : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    const std::vector<std::uint8_t> &flags() const { return m_flags; }  // [cells], or empty
    std::int64_t count() const { return m_count; }
    std::vector<std::int64_t> cells() const;  // positions, ascending
    void set(std::vector<std::uint8_t> flags);
    void forget();  // the data set was closed: empty, and no signal

  Q_SIGNALS:
    void selectionChanged();

  private:
    std::vector<std::uint8_t> m_flags;
    std::int64_t m_count = 0;
};

}  // namespace lexicell::ui
