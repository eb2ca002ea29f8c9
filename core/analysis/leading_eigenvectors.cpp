#include "core/analysis/leading_eigenvectors.h"

#include "core/base/random.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace lexicell::analysis {

namespace {

using Eigen::Index;

EigenPairs takeLargest(const Eigen::VectorXd &ascending, const Eigen::MatrixXd &vectors, int count)
{
    EigenPairs pairs;
    pairs.vectors.reserve(static_cast<std::size_t>(vectors.rows() * count));
    for (Index i = 0; i < count; ++i) {
        const Index column = ascending.size() - 1 - i;
        pairs.values.push_back(ascending[column]);
        const Eigen::VectorXd vector = vectors.col(column).normalized();
        pairs.vectors.insert(pairs.vectors.end(), vector.data(), vector.data() + vector.size());
    }
    return pairs;
}

EigenPairs solveDense(Index n, const SymmetricOperator &multiply, int count)
{
    Eigen::MatrixXd matrix(n, n);
    Eigen::VectorXd unit = Eigen::VectorXd::Zero(n);
    for (Index i = 0; i < n; ++i) {
        unit[i] = 1.0;
        multiply(unit.data(), matrix.col(i).data());
        unit[i] = 0.0;
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver((matrix + matrix.transpose()) / 2.0);
    return takeLargest(solver.eigenvalues(), solver.eigenvectors(), count);
}

// The growing orthonormal basis and the tridiagonal matrix that the operator becomes in it.
class Lanczos {
  public:
    Lanczos(Index n, std::uint64_t seed) : m_random(seed, Random::streamOf("lanczos")), m_basis(n, 64), m_next(n)
    {
        newDirection();
    }

    Index steps() const { return m_steps; }

    void step(const SymmetricOperator &multiply)
    {
        if (m_steps == m_basis.cols()) m_basis.conservativeResize(Eigen::NoChange, 2 * m_basis.cols());
        m_basis.col(m_steps) = m_next;
        Eigen::VectorXd image(m_next.size());
        multiply(m_next.data(), image.data());
        ++m_steps;
        m_diagonal.push_back(image.dot(m_next));
        m_scale = std::max(m_scale, image.norm());
        orthogonalise(image);
        m_residual = image.norm();
        // an invariant subspace: whatever is left is rounding, so go on from a fresh direction, coupled by nothing
        if (m_residual <= 1e-13 * m_scale && m_steps < m_next.size()) {
            m_residual = 0.0;
            newDirection();
        } else {
            m_next = m_residual > 0.0 ? Eigen::VectorXd(image / m_residual) : image;
        }
        m_offDiagonal.push_back(m_residual);
    }

    // Ritz values and vectors within the basis; true when the `count` largest are as exact as asked for.
    bool converged(int count, double tolerance)
    {
        const Eigen::Map<const Eigen::VectorXd> diagonal(m_diagonal.data(), m_steps),
            offDiagonal(m_offDiagonal.data(), m_steps - 1);
        m_solver.computeFromTridiagonal(diagonal, offDiagonal);
        if (m_steps == m_next.size()) return true;
        if (m_residual == 0.0) return false;  // a fresh direction was begun: it may hold another large eigenvalue
        const auto &values = m_solver.eigenvalues();
        for (Index i = m_steps - count; i < m_steps; ++i)
            if (std::abs(m_residual * m_solver.eigenvectors()(m_steps - 1, i)) > tolerance * std::abs(values[m_steps - 1]))
                return false;
        return true;
    }

    EigenPairs result(int count) const
    {
        const Eigen::MatrixXd vectors = m_basis.leftCols(m_steps) * m_solver.eigenvectors().rightCols(count);
        return takeLargest(m_solver.eigenvalues().tail(count), vectors, count);
    }

  private:
    void orthogonalise(Eigen::VectorXd &vector) const
    {
        const auto basis = m_basis.leftCols(m_steps);
        for (int pass = 0; pass < 2; ++pass)  // "twice is enough" (Kahan, in Parlett)
            vector -= basis * (basis.transpose() * vector).eval();
    }

    void newDirection()
    {
        for (auto &value : m_next) value = m_random.normal();
        orthogonalise(m_next);
        m_next.normalize();
    }

    Random m_random;
    Eigen::MatrixXd m_basis;
    Eigen::VectorXd m_next;
    std::vector<double> m_diagonal, m_offDiagonal;
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> m_solver;
    Index m_steps = 0;
    double m_residual = 0.0;
    double m_scale = 0.0;
};

}  // namespace

Result<EigenPairs> leadingEigenvectors(std::int64_t n, const SymmetricOperator &multiply, const EigenOptions &options,
                                       JobContext &context)
{
    constexpr std::int64_t denseUpTo = 400;  // below this the dense solver takes milliseconds
    if (n <= denseUpTo) return solveDense(n, multiply, options.count);
    Lanczos lanczos(n, options.seed);
    std::int64_t nextCheck = std::min<std::int64_t>(n, 3 * options.count + 20);
    while (true) {
        if (context.cancelled()) return cancelled();
        lanczos.step(multiply);
        const bool last = options.maxSteps > 0 && lanczos.steps() >= std::max(options.maxSteps, options.count);
        if (lanczos.steps() < nextCheck && !last) continue;
        if (lanczos.converged(options.count, options.tolerance) || last) return lanczos.result(options.count);
        nextCheck = std::min<std::int64_t>(n, lanczos.steps() + std::max<std::int64_t>(20, lanczos.steps() / 5));
    }
}

}  // namespace lexicell::analysis
