#!/bin/sh
# Remakes the sample: simulated cells to look at, a small scGPT-format checkpoint pretrained on other simulated cells, and the
# maps that the window shows at once. Usage: resources/sample/make_sample.sh [path/to/lexicell-cli [python with h5py]]; the
# same numbers need the same processor and LibTorch.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cli=${1:-$here/../../build/release/bin/lexicell-cli}
python=${2:-$here/../../.deps/python/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$cli" simulate "$work/sample.h5ad" --cells 3000 --genes 2000 --batches 2 --knockouts 10 --seed 1 --quiet
"$cli" convert "$work/sample.h5ad" "$here/lexicell_sample.h5ad" --gzip 9 --force --quiet
"$cli" simulate "$work/train.h5ad" --cells 4000 --genes 2000 --batches 2 --knockouts 10 --seed 2 --quiet
# Masked values (GEP and MVC) and contrast (CCE) on the counts alone: pretraining reads no cell type.
OMP_NUM_THREADS=1 "$cli" pretrain "$work/train.h5ad" "$here/demo_scgpt" --layers 2 --max-length 400 --absent-genes 0.25 \
    --hidden-unseen --contrast 300 --cell-gain 16 --batch-size 32 --lr 3e-3 --epochs 4 --dropout 0 --threads 1 --device cpu --force

# The maps: the model's and the PCA baseline's, of the very files above.
"$cli" embed "$here/lexicell_sample.h5ad" "$work/embedded.h5ad" --model "$here/demo_scgpt" --threads 1 --device cpu --quiet
"$cli" analyze "$work/embedded.h5ad" "$work/model.h5ad" --rep X_scGPT --quiet
"$cli" analyze "$work/model.h5ad" "$work/both.h5ad" --quiet
"$python" "$here/keep_maps.py" "$work/both.h5ad" "$work/maps.h5ad"
"$cli" convert "$work/maps.h5ad" "$here/lexicell_sample_maps.h5ad" --gzip 9 --force --quiet
