"""One random-weight checkpoint of the published size for each model family, in the family's own on-disk format.

Only speed is measured, so the weights are random. Sizes: scGPT's released whole-human model (12 x 512, 8 heads, 60,697 tokens),
scBERT's defaults (6 x 200, 10 heads of 64, 266 features, 16,907 positions), Exceiver's released checkpoint (19,067 genes, 128 x 4
latents, 8 layers), scEMB-style's default (12 x 768, 12 heads, 2,048 genes).
"""
import json
import math

import numpy as np
import torch

SCGPT_VOCABULARY = 60697
SCBERT_GENES = 16906
EXCEIVER_GENES = 19067
SCEMB_GENES = 2048


def padded_names(genes, size):
    """The data's own genes, so that every count is used, and filler up to `size`."""
    names = list(dict.fromkeys(genes))[:size]
    return names + [f"filler{i}" for i in range(size - len(names))]


def normal(*shape, scale=0.02):
    return torch.randn(*shape) * scale


def norm(tensors, name, width):
    tensors[f"{name}.weight"] = torch.ones(width)
    tensors[f"{name}.bias"] = torch.zeros(width)


def linear(tensors, name, outputs, inputs):
    tensors[f"{name}.weight"] = normal(outputs, inputs, scale=1 / math.sqrt(inputs))
    tensors[f"{name}.bias"] = normal(outputs)


def scgpt(folder, genes, layers=12, width=512, heads=8, classes=0, dropout=0.2, vocabulary=SCGPT_VOCABULARY):
    """`classes`: of a class head; 0: none. The same weights for every dropout."""
    torch.manual_seed(0)
    names = padded_names(genes, vocabulary - 3) + ["<pad>", "<cls>", "<eoc>"]
    state = {"encoder.embedding.weight": normal(len(names), width, scale=1.0)}
    norm(state, "encoder.enc_norm", width)
    linear(state, "value_encoder.linear1", width, 1)
    linear(state, "value_encoder.linear2", width, width)
    norm(state, "value_encoder.norm", width)
    for i in range(layers):
        layer = f"transformer_encoder.layers.{i}"
        linear(state, f"{layer}.self_attn.Wqkv", 3 * width, width)
        linear(state, f"{layer}.self_attn.out_proj", width, width)
        linear(state, f"{layer}.linear1", width, width)
        linear(state, f"{layer}.linear2", width, width)
        norm(state, f"{layer}.norm1", width)
        norm(state, f"{layer}.norm2", width)
    for i, outputs in ((0, width), (2, width), (4, 1)):
        linear(state, f"decoder.fc.{i}", outputs, width)
    if classes:
        for i in (0, 3):
            linear(state, f"cls_decoder._decoder.{i}", width, width)
            norm(state, f"cls_decoder._decoder.{i + 2}", width)
        linear(state, "cls_decoder.out_layer", classes, width)
    folder.mkdir(parents=True)
    torch.save(state, folder / "best_model.pt")
    (folder / "vocab.json").write_text(json.dumps({name: i for i, name in enumerate(names)}))
    (folder / "args.json").write_text(json.dumps({
        "embsize": width, "nlayers": layers, "nheads": heads, "d_hid": width, "n_layers_cls": 3, "n_bins": 51, "dropout": dropout,
        "pad_token": "<pad>", "pad_value": -2, "mask_value": -1, "max_seq_len": 1200, "input_style": "binned",
        "input_emb_style": "continuous", "fast_transformer": True}))


def scbert(folder, genes, layers=6, width=200, heads=10, head=64, features=266, hidden=800):
    inner = heads * head
    state = {"token_emb.weight": normal(7, width, scale=1.0),
             "pos_emb.emb.weight": torch.cat([normal(SCBERT_GENES, width, scale=0.3), torch.zeros(1, width)]).double(),
             "performer.calls_since_last_redraw": torch.tensor(0)}
    for i in range(layers):
        name = f"performer.net.layers.{i}"
        norm(state, f"{name}.0.norm", width)
        state[f"{name}.0.fn.fast_attention.projection_matrix"] = normal(features, head, scale=1.0)
        for part in "qkv":
            state[f"{name}.0.fn.to_{part}.weight"] = normal(inner, width, scale=1 / math.sqrt(width))
        linear(state, f"{name}.0.fn.to_out", width, inner)
        norm(state, f"{name}.1.norm", width)
        linear(state, f"{name}.1.fn.fn.w1", hidden, width)
        linear(state, f"{name}.1.fn.fn.w2", width, hidden)
    norm(state, "norm", width)
    linear(state, "to_out", 7, width)
    folder.mkdir(parents=True)
    torch.save({"epoch": 1, "model_state_dict": state, "optimizer_state_dict": {}, "scheduler_state_dict": {}, "losses": 0.0},
               folder / "pretrain.pth")
    (folder / "gene_list.txt").write_text("\n".join(padded_names(genes, SCBERT_GENES)) + "\n")


def exceiver(folder, genes, latents=128, width=4, layers=8, hidden=2048):
    state = {"query_emb": normal(latents, width, scale=1.0), "gene_emb.weight": normal(EXCEIVER_GENES + 1, width, scale=0.1)}
    for part in ("encoder_cross_attn", "decoder_cross_attn"):
        for name in ("layernorm_kv", "layernorm_q", "mlp.0", "mlp.3"):
            norm(state, f"{part}.{name}", width)
        state[f"{part}.cross_attn.in_proj_weight"] = normal(3 * width, width, scale=0.5)
        state[f"{part}.cross_attn.in_proj_bias"] = torch.zeros(3 * width)
        linear(state, f"{part}.cross_attn.out_proj", width, width)
        linear(state, f"{part}.mlp.1", width, width)
        linear(state, f"{part}.mlp.4", width, width)
    for name in ["encoder_layer", *(f"transformer.layers.{i}" for i in range(layers))]:
        layer = f"process_self_attn.{name}"
        state[f"{layer}.self_attn.in_proj_weight"] = normal(3 * width, width, scale=0.5)
        state[f"{layer}.self_attn.in_proj_bias"] = torch.zeros(3 * width)
        linear(state, f"{layer}.self_attn.out_proj", width, width)
        linear(state, f"{layer}.linear1", hidden, width)
        linear(state, f"{layer}.linear2", width, hidden)
        norm(state, f"{layer}.norm1", width)
        norm(state, f"{layer}.norm2", width)
    norm(state, "mlp.0", width)
    linear(state, "mlp.1", 1, width)
    linear(state, "mlp.3", 1, 1)
    hyper = {"seq_len": EXCEIVER_GENES, "seq_dim": width, "query_len": latents, "query_dim": width, "num_layers": layers,
             "nhead": 4, "dim_feedforward": hidden, "dropout": 0.0}
    folder.mkdir(parents=True)
    torch.save({"epoch": 1, "global_step": 1, "pytorch-lightning_version": "1.6.5", "state_dict": state, "loops": {},
                "callbacks": {}, "optimizer_states": [], "lr_schedulers": [], "hparams_name": "kwargs",
                "hyper_parameters": hyper}, folder / "model.ckpt")
    (folder / "hparams.yaml").write_text("".join(f"{key}: {value}\n" for key, value in hyper.items()))
    names = padded_names(genes, EXCEIVER_GENES)
    (folder / "gene_list.txt").write_text("\n".join(names) + "\n")
    np.savez(folder / "scaler.npz", mean=np.full(len(names), 0.1), scale=np.full(len(names), 0.5))


def scemb(folder, genes, layers=12, width=768, heads=12, hidden=3072):
    from safetensors.torch import save_file
    names = ["<pad>", "<mask>", *dict.fromkeys(genes)]
    state = {"gene_embedding.weight": normal(len(names), width), "bin_embedding.weight": normal(102, width),
             "rank_embedding.weight": normal(SCEMB_GENES, width)}
    norm(state, "embedding_norm", width)
    for i in range(layers):
        layer = f"encoder.layers.{i}"
        for part in ("query", "key", "value", "output"):
            linear(state, f"{layer}.attention.{part}", width, width)
        norm(state, f"{layer}.attention_norm", width)
        linear(state, f"{layer}.ffn.up", hidden, width)
        linear(state, f"{layer}.ffn.down", width, hidden)
        norm(state, f"{layer}.ffn_norm", width)
    linear(state, "mlm_head.dense", width, width)
    norm(state, "mlm_head.norm", width)
    state["mlm_head.bias"] = torch.zeros(len(names))
    folder.mkdir(parents=True)
    save_file(state, folder / "model.safetensors")
    (folder / "vocab.json").write_text(json.dumps({name: i for i, name in enumerate(names)}))
    (folder / "config.json").write_text(json.dumps({
        "model_type": "scemb_style", "format_version": 1, "vocab_size": len(names), "hidden_size": width, "num_layers": layers,
        "num_heads": heads, "ffn_size": hidden, "max_genes": SCEMB_GENES, "num_bins": 100, "binning": "quantile",
        "norm_position": "post", "layer_norm_eps": 1e-12, "activation": "gelu_erf", "cpm_scale": 1e6, "mask_fraction": 0.15}))
