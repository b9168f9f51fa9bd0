"""Writes intervals.json beside it: grouped rows and the bootstrap intervals of their figures.

  python intervals.py        needs numpy, scipy and scikit-learn >= 1.9

Each case holds rows [true, predicted, group, p0 .. p4], the groups of the first two resamples as they were
drawn, and numpy's percentiles of scikit-learn's figures over the rows of 1,000 resamples. The
generator is SplitMix64, written here with Python's integers.
"""
import json
import math
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics

LEVELS = list(range(5))
RESAMPLES, SEED = 1000, 1
MASK, GAMMA = 2**64 - 1, 0x9E3779B97F4A7C15
rng = np.random.default_rng(8)


def mix(z):
    z &= MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def draw(resample, n):
    key = mix(mix(SEED + GAMMA) ^ mix(resample + GAMMA))
    return [mix(key + (i + 1) * GAMMA) * n >> 64 for i in range(n)]


def percentiles(values):
    values = [v for v in values if math.isfinite(v)]
    return np.percentile(values, [2.5, 97.5]).tolist() if values else [None, None]


def ece(right, sure, bins=15):
    bin = np.digitize(sure, np.linspace(0, 1, bins + 1)[1:-1], right=True)
    return sum(abs(right[bin == b].mean() - sure[bin == b].mean()) * (bin == b).mean() for b in np.unique(bin))


def case(name, true, pred, group):
    true, pred, group = (np.asarray(a, int) for a in (true, pred, group))
    probs = np.round(rng.dirichlet(np.ones(5), len(true)), 4)
    probs[:, 4] = np.round(1 - probs[:, :4].sum(1), 4)
    probs[probs[:, 4] <= 0] = 0.2
    probs[(probs <= 0).any(1)] = 0.2
    numbers = list(dict.fromkeys(group.tolist()))  # in the order of the rows
    members = [np.flatnonzero(group == g) for g in numbers]
    figures = {k: [] for k in (
        "accuracy", "macro_f1", "qwk", "mae", "weighted_f1", "within_one", "log_loss", "kappa_linear", "spearman", "brier", "ece",
    )}
    three = dict(accuracy=[], macro_f1=[], weighted_f1=[])
    f1 = [[] for _ in LEVELS]
    drawn = [draw(b, len(numbers)) for b in range(RESAMPLES)]
    for which in drawn:
        rows = np.concatenate([members[g] for g in which])
        t, p = true[rows], pred[rows]
        each = metrics.f1_score(t, p, labels=LEVELS, average=None, zero_division=0)
        figures["accuracy"].append(metrics.accuracy_score(t, p))
        figures["macro_f1"].append(metrics.f1_score(t, p, labels=LEVELS, average="macro", zero_division=0))
        figures["qwk"].append(metrics.cohen_kappa_score(t, p, labels=LEVELS, weights="quadratic"))
        figures["mae"].append(metrics.mean_absolute_error(t, p))
        q = probs[rows]
        figures["weighted_f1"].append(metrics.f1_score(t, p, labels=LEVELS, average="weighted", zero_division=0))
        figures["within_one"].append(np.mean(np.abs(t - p) <= 1))
        figures["log_loss"].append(metrics.log_loss(t, q, labels=LEVELS))
        figures["kappa_linear"].append(metrics.cohen_kappa_score(t, p, labels=LEVELS, weights="linear"))
        figures["spearman"].append(stats.spearmanr(t, p).statistic)
        figures["brier"].append(np.mean(np.sum((q - np.eye(5)[t]) ** 2, 1)))
        figures["ece"].append(ece(t == p, q[np.arange(len(t)), p]))
        t, p = np.sign(t - 2), np.sign(p - 2)
        three["accuracy"].append(metrics.accuracy_score(t, p))
        three["macro_f1"].append(metrics.f1_score(t, p, labels=[-1, 0, 1], average="macro", zero_division=0))
        three["weighted_f1"].append(metrics.f1_score(t, p, labels=[-1, 0, 1], average="weighted", zero_division=0))
        for k in LEVELS:
            f1[k].append(each[k])
    want = {k: percentiles(v) for k, v in figures.items()}
    want["groups"] = len(numbers)
    want["per_class"] = [
        dict(f1=[None, None], too_few=True) if np.sum(true == k) < 5 else dict(f1=percentiles(f1[k])) for k in LEVELS
    ]
    rows = [[int(t), int(p), int(g), *map(float, q)] for t, p, g, q in zip(true, pred, group, probs)]
    return dict(name=name, rows=rows, drawn=drawn[:2], want=want, three={k: percentiles(v) for k, v in three.items()})


def cases():
    n = 60
    true = rng.integers(0, 5, n)
    yield case("groups of one", true, np.where(rng.random(n) < 0.5, true, rng.integers(0, 5, n)), np.arange(n))
    true = rng.choice(5, n, p=[0.03, 0.07, 0.3, 0.45, 0.15])
    pred = np.where(rng.random(n) < 0.6, true, 3)
    yield case("uneven groups", true, pred, rng.choice(32, n, p=np.arange(1, 33) / 528))
    # A third of the resamples have one level, predicted as itself, and no kappa.
    yield case("kappa at times undefined", [2] * 19 + [3], [2] * 20, np.arange(20))


def main():
    warnings.simplefilter("ignore")  # undefined kappas are part of the matter
    text = json.dumps(list(cases()), allow_nan=False).replace('{"name"', '\n{"name"')
    (pathlib.Path(__file__).parent / "intervals.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
