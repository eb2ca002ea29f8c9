#!/bin/sh
# Remakes the checkpoint from its cells (README.md). Usage: make_pbmc_small.sh CELLS.h5ad [path/to/lexicell-cli]; the same bytes
# need the same processor and LibTorch. About seven minutes of processor time.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cells=$1
cli=${2:-$here/../../../build/release/bin/lexicell-cli}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$cli" pretrain "$cells" "$work/model" --embedding-size 64 --layers 3 --max-length 400 --absent-genes 0.25 --hidden-unseen \
    --contrast 300 --cell-gain 20 --batch-size 32 --lr 3e-3 --epochs 4 --dropout 0 --threads 1 --device cpu --seed 1
"$cli" convert-model "$work/model" "$work/half" --dtype fp16
cp "$work/half/args.json" "$work/half/best_model.pt" "$work/half/vocab.json" "$work/half/lexicell.json" "$here"
