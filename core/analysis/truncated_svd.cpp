#include "core/analysis/truncated_svd.h"

#include <Eigen/Dense>
#include <irlba/irlba.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>

namespace lexicell::analysis {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Stopped {};  // thrown to leave irlba, which has no other way to stop

// The matrix for irlba; checks for cancelling once per product.
class IrlbaMatrix final : public irlba::Matrix<VectorXd, MatrixXd> {
  public:
    IrlbaMatrix(const MatrixProducts &matrix, JobContext &context) : m_matrix(matrix), m_context(context) {}

    Index rows() const override { return m_matrix.rows; }
    Index cols() const override { return m_matrix.columns; }
    std::unique_ptr<irlba::Workspace<VectorXd>> new_workspace() const override { return std::make_unique<Times>(*this); }
    std::unique_ptr<irlba::AdjointWorkspace<VectorXd>> new_adjoint_workspace() const override
    {
        return std::make_unique<TimesTransposed>(*this);
    }
    std::unique_ptr<irlba::RealizeWorkspace<MatrixXd>> new_realize_workspace() const override
    {
        return std::make_unique<Filled>(*this);
    }

  private:
    struct Times final : irlba::Workspace<VectorXd> {
        explicit Times(const IrlbaMatrix &matrix) : parent(matrix) {}
        void multiply(const VectorXd &x, VectorXd &y) override
        {
            if (parent.m_context.cancelled()) throw Stopped();
            parent.m_matrix.times(x.data(), y.data());
        }
        const IrlbaMatrix &parent;
    };
    struct TimesTransposed final : irlba::AdjointWorkspace<VectorXd> {
        explicit TimesTransposed(const IrlbaMatrix &matrix) : parent(matrix) {}
        void multiply(const VectorXd &x, VectorXd &y) override { parent.m_matrix.timesTransposed(x.data(), y.data()); }
        const IrlbaMatrix &parent;
    };
    struct Filled final : irlba::RealizeWorkspace<MatrixXd> {
        explicit Filled(const IrlbaMatrix &matrix) : parent(matrix) {}
        const MatrixXd &realize(MatrixXd &buffer) override
        {
            buffer.resize(parent.rows(), parent.cols());
            for (Index i = 0; i < parent.cols(); ++i)
                parent.m_matrix.times(VectorXd::Unit(parent.cols(), i).eval().data(), buffer.col(i).data());
            return buffer;
        }
        const IrlbaMatrix &parent;
    };

    const MatrixProducts &m_matrix;
    JobContext &m_context;
};

std::vector<double> flat(const MatrixXd &matrix) { return {matrix.data(), matrix.data() + matrix.size()}; }

// The eigenvectors of A^T A or A A^T, whichever is smaller.
Result<SingularTriplets> solveDense(const MatrixProducts &matrix, int count, JobContext &context)
{
    const bool wide = matrix.rows < matrix.columns;
    const Index n = std::min(matrix.rows, matrix.columns);
    const auto &there = wide ? matrix.timesTransposed : matrix.times, &back = wide ? matrix.times : matrix.timesTransposed;
    MatrixXd gram(n, n);
    VectorXd image(std::max(matrix.rows, matrix.columns));
    for (Index i = 0; i < n; ++i) {
        if (context.cancelled()) return cancelled();
        there(VectorXd::Unit(n, i).eval().data(), image.data());
        back(image.data(), gram.col(i).data());
    }
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver((gram + gram.transpose()) / 2.0);
    const VectorXd values = solver.eigenvalues().tail(count).reverse().cwiseMax(0.0).cwiseSqrt();
    const MatrixXd near = solver.eigenvectors().rightCols(count).rowwise().reverse();
    MatrixXd far = MatrixXd::Zero(image.size(), count);
    for (Index i = 0; i < count && values[i] > 0.0; ++i) {
        there(near.col(i).data(), far.col(i).data());
        far.col(i) /= values[i];
    }
    return SingularTriplets{{values.begin(), values.end()}, flat(wide ? near : far), flat(wide ? far : near)};
}

// Empty when irlba fails to start: its start vector is in the null space, as for a matrix of zeros.
std::optional<SingularTriplets> solveIteratively(const IrlbaMatrix &matrix, const SvdOptions &options)
{
    irlba::Options<VectorXd> settings;
    settings.convergence_tolerance = options.tolerance;
    settings.extra_work = 30;  // halves the restarts of the default of 7; restarts cost more than the longer basis
    settings.exact_for_small_matrix = settings.exact_for_large_number = false;
    settings.seed = options.seed;
    try {
        const auto result = irlba::compute(matrix, options.count, settings);
        if (!result.D.allFinite()) return std::nullopt;
        return SingularTriplets{{result.D.begin(), result.D.end()}, flat(result.U), flat(result.V)};
    } catch (const std::runtime_error &) {
        return std::nullopt;
    }
}

}  // namespace

Result<SingularTriplets> truncatedSvd(const MatrixProducts &matrix, const SvdOptions &options, JobContext &context)
{
    constexpr std::int64_t denseUpTo = 200;  // the dense solver takes milliseconds
    const std::int64_t smaller = std::min(matrix.rows, matrix.columns);
    if (smaller > std::max<std::int64_t>(denseUpTo, 2 * options.count)) {
        try {
            if (auto triplets = solveIteratively(IrlbaMatrix(matrix, context), options)) return std::move(*triplets);
        } catch (const Stopped &) {
            return cancelled();
        }
    }
    return solveDense(matrix, options.count, context);
}

}  // namespace lexicell::analysis
