"""scBERT's cases with other names, fewer cells in another order, other columns in the inputs, and a larger token table.

More tokens than upstream's seven: the new ones have the weights of the largest one, so that a value that was cut off at it
gives the same network input under its own token. What the language model says of them is a logit of -10,000: their share of
every probability is exactly 0, and so are losses and gradients unchanged.
"""
import shutil

import anndata as ad
import numpy as np
import torch

from arrays import Arrays

MORE = 2
NEVER = -1e4
PER_CELL = ("cell_ids", "cls_embedding", "mean_embedding", "lm_logits", "tokens", "preprocess/aligned_counts",
            "preprocess/log2_normalised_f32", "argmax", "argmax_label", "confidence", "fc2_activations", "logits", "probabilities",
            "true_celltype", "batch/logits_all_cells_in_one_upstream_batch", "attention/gene_scores",
            "attention/gene_scores_textbook")


def widened(path, target):
    checkpoint = torch.load(path, map_location="cpu", weights_only=False)
    state = checkpoint["model_state_dict"]
    prefix = "module." if any(key.startswith("module.") for key in state) else ""

    def more(name, row):
        old = state[prefix + name]
        new = row(old).expand(MORE, *old.shape[1:]) if old.dim() > 1 else row(old).expand(MORE)
        state[prefix + name] = torch.cat([old[:-1], new, old[-1:]]).clone()

    more("token_emb.weight", lambda old: old[-2:-1])
    if prefix + "to_out.weight" in state:
        more("to_out.weight", lambda old: torch.zeros_like(old[-2:-1]))
        more("to_out.bias", lambda old: torch.full_like(old[-2:-1], NEVER))
    torch.save(checkpoint, target)


def with_more_tokens(arrays, old):
    """Tokens of the cells and of the edges by the rule: the whole part of log2(1 + x), at most tokens - 2."""
    new = old + MORE
    arrays.file.attrs["num_tokens"] = new

    def tokens(name, limit):
        return np.minimum(np.floor(arrays.read(name)).astype(np.int64), limit)

    log2 = "preprocess/log2_normalised_f32"
    assert (tokens(log2, old - 2) == arrays.read("tokens")[:, :-1]).all()
    arrays.replace("tokens", np.pad(tokens(log2, new - 2), ((0, 0), (0, 1))))
    if arrays.has("token_edges/tokens"):
        for values, result in (("log2_values_f32", "tokens"), ("log2_of_counts_f32", "tokens_of_counts")):
            assert (tokens(f"token_edges/{values}", old - 2) == arrays.read(f"token_edges/{result}")).all()
            arrays.replace(f"token_edges/{result}", tokens(f"token_edges/{values}", new - 2))
    if arrays.has("pretrain/labels"):
        hidden = arrays.read("pretrain/input_tokens")
        arrays.replace("pretrain/input_tokens", np.where(hidden == old - 1, new - 1, hidden))
        labels = arrays.read("pretrain/labels")
        arrays.replace("pretrain/labels", np.where(labels == old - 1, new - 1, labels))
        arrays.file["pretrain/labels"].attrs["ignore"] = new - 1
    for name in ("lm_logits_f64", "lm_logits_f32"):
        if arrays.has(name):
            logits = arrays.read(name)
            extra = np.full((*logits.shape[:-1], MORE), NEVER, logits.dtype)
            arrays.replace(name, np.concatenate([logits[..., :-1], extra, logits[..., -1:]], axis=-1))


def language_model_rows(arrays, rng):
    """Rows that stay: those that the file refers to by number, and some of the rest."""
    cells = len(arrays.read("tokens"))
    referred = set(arrays.read("batch/cells")) | set(arrays.read("pretrain/cells")) | set(arrays.file["hidden"].attrs["cells"])
    free = [cell for cell in range(cells) if cell not in referred]
    kept = sorted(referred | set(free[: len(free) // 2 + 1]))
    return [int(cell) for cell in rng.permutation(kept)]


def vary_case(source, target, rng, layouts):
    shutil.copytree(source, target)
    for checkpoint in target.glob("*.pth"):
        checkpoint.unlink()
        widened(source / checkpoint.name, checkpoint)
    counts = ad.read_h5ad(source / "input.h5ad")
    with Arrays(source / "expected.h5", target / "expected.h5") as arrays:
        with_more_tokens(arrays, int(arrays.file.attrs["num_tokens"]))
        cells = len(arrays.read("tokens"))
        language_model = arrays.has("kept_cells")
        rows = language_model_rows(arrays, rng) if language_model else list(range(cells))
        if source.name.startswith("classifier_"):
            rows = [int(cell) for cell in rng.permutation(cells)]
        for name in PER_CELL + tuple(n for n in arrays.names() if n.startswith("threshold_0") and n.count("/") == 1):
            arrays.take(name, rows)
        if language_model:
            own = arrays.read("kept_cells")
            poor = [row for row in range(counts.n_obs) if row not in set(own)]
            counts = counts[[int(own[row]) for row in rows[:1]] + poor + [int(own[row]) for row in rows[1:]]]
            arrays.replace("kept_cells", [0, *range(1 + len(poor), len(rows) + len(poor))])
            place = {old: new for new, old in enumerate(rows)}
            for name in ("batch/cells", "pretrain/cells"):
                arrays.replace(name, [place[cell] for cell in arrays.read(name)])
            arrays.file["hidden"].attrs["cells"] = [place[cell] for cell in arrays.file["hidden"].attrs["cells"]]
            ready = ad.read_h5ad(source / "preprocessed.h5ad")[rows].copy()
            next(layouts)(target / "preprocessed.h5ad", ready)
        elif source.name.startswith("classifier_"):
            counts = counts[rows]
    next(layouts)(target / "input.h5ad", counts[:, rng.permutation(counts.n_vars)].copy())


def vary(source, target, rng, layouts):
    target.mkdir()
    shutil.copytree(source / "broken", target / "broken")
    if (source / "variants").exists():
        shutil.copytree(source / "variants", target / "variants")
    for kind in ("lm_", "classifier_", "finetune_"):
        for number, case in enumerate(sorted(source.glob(kind + "*"))):
            vary_case(case, target / f"{kind}other{number + 1}", rng, layouts)
