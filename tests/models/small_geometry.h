// The sizes of a small scBERT: three layers of 12 numbers, 8 genes and the end token.
#pragma once

#include "models/families/scbert/format/layout.h"

namespace lexicell::test {

inline models::scbert::Geometry smallGeometry(models::scbert::Head head)
{
    models::scbert::Geometry geometry;
    geometry.tokens = 7;
    geometry.width = 12;
    geometry.sequence = 9;
    geometry.layers = 3;
    geometry.heads = 2;
    geometry.headWidth = 4;
    geometry.features = 5;
    geometry.feedForward = 48;
    geometry.gene2vec = true;
    geometry.head = head;
    if (head == models::scbert::Head::Classifier) {
        geometry.hidden1 = 6;
        geometry.hidden2 = 4;
        geometry.classes = 3;
    }
    return geometry;
}

}  // namespace lexicell::test
