// Labels of cells as elements of a data set, and a copy of the data set that gets them.
#pragma once

#include "core/base/job_context.h"
#include "core/data/dataset.h"
#include "core/data/result_key.h"
#include "models/tasks/annotate/method_labels.h"

#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

data::ElementPtr textsElement(const std::vector<std::string> &values);

// The labels of a method; `unknown` may be empty. A class number behind the last class is unknown as well. Only labels that some
// cell has are categories. A reference may itself call cells unknown: that is one category then, because anndata refuses two of
// one name.
data::ElementPtr labelColumn(const MethodLabels &labels, const std::vector<std::string> &classes,
                             const std::vector<bool> &unknown);

class ResultWriter {
  public:
    // `kept`: a data set whose elements must stay; a new one of a name in it gets a number behind. Null: elements are replaced
    // with a warning.
    ResultWriter(const data::Dataset &dataset, const data::Dataset *kept, JobContext &context)
        : m_result(dataset), m_kept(kept), m_context(context)
    {
    }

    std::string obs(const std::string &wanted, data::ElementPtr values);  // the name that it got
    void obsm(const std::string &wanted, data::ElementPtr values);
    void uns(const std::string &wanted, data::ElementPtr values);
    data::Dataset take() { return std::move(m_result); }

  private:
    void tell(const data::ResultKey &key);

    data::Dataset m_result;
    const data::Dataset *m_kept;
    JobContext &m_context;
};

}  // namespace lexicell::models::tasks
