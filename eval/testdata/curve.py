"""Writes curve.json beside it: learning curves, the power law through them and what it promises.

  python curve.py        needs numpy and scipy

Each case holds points [labels, macro-F1, lower end, upper end] and, for the next labels, the gain of
the fitted law and numpy's percentiles of the gains of 1,000 laws fitted to points drawn around it,
twice: with errors of different rows, and of the same.
"""
import json
import math
import pathlib

import numpy as np
from scipy.stats import norm

DRAWS, SEED, AHEAD = 1000, 2, 100
MASK, GAMMA = 2**64 - 1, 0x9E3779B97F4A7C15
rng = np.random.default_rng(5)


def unit(k):
    """The k-th value, from 0, of SplitMix64 from the seed, as a number in (0,1)."""
    z = (SEED + (k + 1) * GAMMA) & MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return (((z ^ (z >> 31)) >> 11) + 0.5) / 2**53


def normal(k):
    return math.sqrt(-2 * math.log(unit(2 * k))) * math.cos(2 * math.pi * unit(2 * k + 1))


def fit(x, y, sd):
    best = None
    for c in (np.arange(10) + 1) / 10:
        design = np.stack([np.ones_like(x), -(x**-c)], 1) / sd[:, None]
        (a, b), *_ = np.linalg.lstsq(design, y / sd, rcond=None)
        law = lambda n, a=a, b=b, c=c: a - b * n**-c
        loss = np.sum(((y - law(x)) / sd) ** 2)
        if best is None or loss < best[0]:
            best = loss, law
    return best[1]


def case(name, points):
    x, y, low, high = np.array(points, float).T
    sd = np.maximum((high - low) / (2 * round(norm.ppf(0.975), 6)), 1e-3)
    law = fit(x, y, sd)
    more = min(AHEAD, x[-1])
    gain = lambda f: float(f(x[-1] + more) - f(x[-1]))
    wider = math.sqrt(max(1, np.sum(((y - law(x)) / sd) ** 2) / (len(x) - 3)))
    # Errors of different rows, and of ever more of the same rows: a Cholesky factor of
    # min(var_i, var_j), in the order of the deviations, adds up what each has of its own.
    order = np.argsort(sd, kind="stable")
    together = np.zeros((len(x), len(x)))
    var = sd[order] ** 2
    steps = np.sqrt(np.diff(var, prepend=0))
    together[order] = np.tril(np.ones_like(together)) * steps
    assert np.allclose(together @ together.T, np.minimum.outer(sd**2, sd**2))
    ends = []
    for spread in np.diag(sd), together:
        gains = []
        for r in range(DRAWS):
            z = np.array([normal(r * len(x) + i) for i in range(len(x))])
            gains.append(gain(fit(x, law(x) + wider * spread @ z, sd)))
        ends.append(np.percentile(gains, [2.5, 97.5]))
    low, high = np.array(ends).T
    return dict(name=name, points=points, more=int(more), expected=gain(law), ci95=[low.min(), high.max()])


def points(labels, law, noise, width):
    out = []
    for n in labels:
        y = law(n) + noise * rng.standard_normal()
        out.append([n, y, y - width, y + width])
    return out


def main():
    cases = [
        case("still rising", points([50, 100, 200, 400, 800], lambda n: 0.6 - 1.5 * n**-0.5, 0, 0.02)),
        case("few validation rows", points([60, 85, 110, 135, 160, 185], lambda n: 0.5 - 1.2 * n**-0.5, 0.03, 0.12)),
        case("flat", points([500, 800, 1200, 1600, 2000, 2400], lambda n: 0.41, 0.002, 0.004)),
        case("more scatter than the intervals have", points([100, 200, 300, 400, 500, 600, 700], lambda n: 0.5 - n**-0.5, 0.04, 0.02)),
        case("intervals of all widths", [[100, 0.30, 0.21, 0.39], [200, 0.33, 0.27, 0.39], [300, 0.36, 0.28, 0.44], [400, 0.37, 0.33, 0.41], [500, 0.37, 0.31, 0.43]]),
        case("fewer labels than it looks ahead", points([20, 30, 40, 50, 60], lambda n: 0.1 + 0.06 * math.log(n), 0.01, 0.05)),
    ]
    text = json.dumps(cases, allow_nan=False).replace('{"name"', '\n{"name"')
    (pathlib.Path(__file__).parent / "curve.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
