#include "models/families/scbert/format/layout.h"

#include "models/families/scbert/format/tensors.h"

namespace lexicell::models::scbert {

std::vector<checkpoint::TensorSpec> expectedTensors(const Geometry &geometry)
{
    std::vector<checkpoint::TensorSpec> list;
    declareTensors(geometry, intoList(list));
    return list;
}

Result<void> checkLayout(const checkpoint::Bundle &bundle, const Geometry &geometry)
{
    return checkpoint::checkTensors(bundle, expectedTensors(geometry),
                                    {"scBERT", " from the other tensors. The file is damaged or combines two files.", {}});
}

}  // namespace lexicell::models::scbert
