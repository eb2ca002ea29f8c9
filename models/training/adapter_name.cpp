#include "models/training/trainable.h"

namespace lexicell::models::training {

std::string adapterName(const AdapterSite &site, bool up)
{
    return "lora/" + site.tensor + "/" + std::to_string(site.begin) + (up ? "/up" : "/down");
}

}  // namespace lexicell::models::training
