"""Writes compare.json beside it: pairs of judged rows and what they amount to.

  python compare.py        needs numpy, scikit-learn >= 1.9 and statsmodels >= 0.14

Each case holds rows [true, group], and for each repeat rows [first, second], the predicted levels.
The probability of a predicted level is 0.4 for the first head and 0.6 for the second, that of each
other 0.15 and 0.1. McNemar's p-value is statsmodels'; the differences and their percentiles are of
scikit-learn's figures over 2,000 resamples of the groups, drawn with one run of SplitMix64 from
seed 1, and of the repeats, drawn by streams of their own.
"""
import json
import pathlib

import numpy as np
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score, log_loss
from statsmodels.stats.contingency_tables import mcnemar

LEVELS = list(range(5))
RESAMPLES, SEED = 2000, 1
MASK, GAMMA = 2**64 - 1, 0x9E3779B97F4A7C15
rng = np.random.default_rng(12)


def mix(z):
    z &= MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def value(k):
    """The k-th value, from 0, of SplitMix64 from the seed."""
    return mix(SEED + (k + 1) * GAMMA)


def repeats_drawn(n, resample):
    """Which of n repeats a resample has, from the stream of the seed, purpose 9 and the resample."""
    if n == 1:
        return [0]
    key = mix(SEED + GAMMA)
    for place in (9, resample):
        key = mix(key ^ mix(place + GAMMA))
    return [mix(key + (i + 1) * GAMMA) * n >> 64 for i in range(n)]


def probabilities(pred, top):
    p = np.full((len(pred), 5), (1 - top) / 4)
    p[np.arange(len(pred)), pred] = top
    return p


def figures(true, pred, top):
    return np.array([macro(true, pred), cohen_kappa_score(true, pred, labels=LEVELS, weights="quadratic"),
                     log_loss(true, probabilities(pred, top), labels=LEVELS)])


def macro(true, pred):
    return f1_score(true, pred, labels=LEVELS, average="macro", zero_division=0)


def no_better(deltas, sign):
    """One-sided p-value: (1 + resamples that do not speak for the second, ties half) / (1 + resamples)."""
    d = sign * np.asarray(deltas)
    return (1 + np.sum(d < -1e-12) + np.sum(np.abs(d) <= 1e-12) / 2) / (1 + len(d))


def rule(deltas, up):
    """By macro-F1, and by QWK or log loss: of the second if up, else of the first."""
    sign = 1 if up else -1
    return max(no_better(deltas[:, 0], sign), min(no_better(deltas[:, 1], sign), no_better(deltas[:, 2], -sign)))


def case(name, true, pairs, group):
    true, group = np.asarray(true, int), np.asarray(group, int)
    pairs = [(np.asarray(a, int), np.asarray(b, int)) for a, b in pairs]
    numbers = list(dict.fromkeys(group.tolist()))  # in the order of the rows
    members = [np.flatnonzero(group == g) for g in numbers]
    n = len(numbers)
    deltas = np.empty((RESAMPLES, 3))
    for r in range(RESAMPLES):
        drawn = [(value(r * n + i) >> 32) * n >> 32 for i in range(n)]
        rows = np.concatenate([members[g] for g in drawn])
        of = {k: figures(true[rows], pairs[k][1][rows], 0.6) - figures(true[rows], pairs[k][0][rows], 0.4)
              for k in set(repeats_drawn(len(pairs), r))}
        deltas[r] = np.mean([of[k] for k in repeats_drawn(len(pairs), r)], 0)
    ps, alone = [], []
    for first, second in pairs:
        a, b = first == true, second == true
        table = [[int((a & b).sum()), int((a & ~b).sum())], [int((~a & b).sum()), int((~a & ~b).sum())]]
        ps.append(float(mcnemar(table, exact=True).pvalue))
        alone.append((table[0][1], table[1][0]))
    first, second = (np.mean([figures(true, p[side], (0.4, 0.6)[side]) for p in pairs], 0) for side in (0, 1))
    first_right, second_right = (int(np.floor(np.mean(v) + 0.5)) for v in zip(*alone))
    ends = np.percentile(deltas, [2.5, 97.5], axis=0)
    want = dict(
        n=len(true), groups=n, repeats=len(pairs),
        first_macro_f1=first[0], second_macro_f1=second[0], macro_f1_delta=second[0] - first[0],
        qwk_delta=second[1] - first[1], log_loss_delta=second[2] - first[2],
        ci95=ends[:, 0].tolist(), qwk_ci95=ends[:, 1].tolist(), log_loss_ci95=ends[:, 2].tolist(),
        p_rises=float(np.mean(deltas[:, 0] > 1e-12) + np.mean(np.abs(deltas[:, 0]) <= 1e-12) / 2), seed=SEED,
        p=min(1, 2 * rule(deltas, True), 2 * rule(deltas, False)),
        accuracy_delta=float(np.mean([accuracy_score(true, b) - accuracy_score(true, a) for a, b in pairs])),
        mcnemar_p=ps[0] if len(ps) == 1 else min(1, 2 * float(np.median(ps))),
        discordant=first_right + second_right, first_only_right=first_right, second_only_right=second_right,
    )
    return dict(name=name, rows=np.stack([true, group], 1).tolist(), pairs=[np.stack(p, 1).tolist() for p in pairs], want=want)


def head(true, right):
    """Answers that are right with this chance, and else one level off."""
    off = np.where(true == 4, 3, true + 1)
    return np.where(rng.random(len(true)) < right, true, off)


def cases():
    true = rng.integers(0, 5, 300)
    yield case("a better head, rows of their own", true, [(head(true, 0.45), head(true, 0.52))], np.arange(300))
    true = rng.choice(5, 200, p=[0.03, 0.07, 0.3, 0.45, 0.15])
    first = head(true, 0.5)
    second = np.where(rng.random(200) < 0.9, first, head(true, 0.6))
    yield case("few discordant rows, uneven groups", true, [(first, second)], rng.choice(40, 200, p=np.arange(1, 41) / 820))
    yield case("equal answers", true, [(first, first)], np.arange(200))
    true = rng.integers(0, 5, 2500)
    yield case("many discordant rows", true, [(head(true, 0.2), head(true, 0.9))], rng.integers(0, 60, 2500))
    true = rng.choice(5, 240, p=[0.03, 0.07, 0.3, 0.45, 0.15])
    yield case("three repeats", true, [(head(true, 0.45), head(true, 0.5 + 0.05 * r)) for r in range(3)], rng.integers(0, 90, 240))


def main():
    text = json.dumps(list(cases()), allow_nan=False).replace('{"name"', '\n{"name"')
    (pathlib.Path(__file__).parent / "compare.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
