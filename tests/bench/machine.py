"""What this machine is and what it can do at most: the denominators of the model families' bounds."""
import os
import pathlib
import time

import torch


def describe(threads):
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "an unnamed processor")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    vectors = torch.backends.cpu.get_cpu_capability()
    busy = os.getloadavg()[0]
    others = f"; load average at the start {busy:.1f}" if busy > 0.5 else ""  # a build just before counts, too
    return f"{model}, {threads} cores ({vectors}), {memory:.0f} GB, no GPU used; torch and LibTorch {torch.__version__}{others}"


def rate(work, amount):
    """`amount` per second in the fastest of the calls that fit into half a second, ten at least."""
    best, calls, begin = float("inf"), 0, time.perf_counter()
    while calls < 10 or time.perf_counter() - begin < 0.5:
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
        calls += 1
    return amount / best


def product(rows, inputs, outputs):
    """FLOP/s of x Wᵀ by the faster of the two libraries that torch brings: MKL, and oneDNN with weights laid out beforehand."""
    x, weight = torch.rand(rows, inputs), torch.rand(outputs, inputs)
    flop = 2.0 * rows * inputs * outputs
    rates = [rate(lambda: torch.nn.functional.linear(x, weight), flop)]
    if torch.backends.mkldnn.is_available():
        packed = torch.ops.mkldnn._reorder_linear_weight(weight, rows)
        rates.append(rate(lambda: torch.ops.mkldnn._linear_pointwise(x, packed, None, "none", [], ""), flop))
    return max(rates)


@torch.inference_mode()
def rates(threads):
    """Per second: FLOP in matrix products, exponentials, GELUs; the last two on numbers that stay in the cache."""
    torch.set_num_threads(threads)
    flop = max(product(4096, 512, 512), product(4096, 512, 1536), product(2048, 2048, 2048))
    torch.set_num_threads(1)  # too little work to share: each core does its own
    numbers = torch.rand(128, 2048)
    out = torch.empty_like(numbers)
    return {"flop": flop, "exp": threads * rate(lambda: torch.exp(numbers, out=out), numbers.numel()),
            "gelu": threads * rate(lambda: torch.nn.functional.gelu(numbers), numbers.numel())}
