"""Writes compare.json beside it: pairs of judged rows and what they amount to.

  python compare.py        needs numpy, scikit-learn >= 1.9 and statsmodels >= 0.14

Each case holds rows [true, first, second, group]. The p-value is statsmodels', the differences and
their percentiles are of scikit-learn's macro-F1 over 2,000 resamples of the groups, drawn with one
run of SplitMix64 from seed 1.
"""
import json
import pathlib

import numpy as np
from sklearn.metrics import accuracy_score, f1_score
from statsmodels.stats.contingency_tables import mcnemar

LEVELS = list(range(5))
RESAMPLES, SEED = 2000, 1
MASK, GAMMA = 2**64 - 1, 0x9E3779B97F4A7C15
rng = np.random.default_rng(12)


def value(k):
    """The k-th value, from 0, of SplitMix64 from the seed."""
    z = (SEED + (k + 1) * GAMMA) & MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def macro(true, pred):
    return f1_score(true, pred, labels=LEVELS, average="macro", zero_division=0)


def case(name, true, first, second, group):
    true, first, second, group = (np.asarray(a, int) for a in (true, first, second, group))
    numbers = list(dict.fromkeys(group.tolist()))  # in the order of the rows
    members = [np.flatnonzero(group == g) for g in numbers]
    n = len(numbers)
    deltas = []
    for r in range(RESAMPLES):
        drawn = [(value(r * n + i) >> 32) * n >> 32 for i in range(n)]
        rows = np.concatenate([members[g] for g in drawn])
        deltas.append(macro(true[rows], second[rows]) - macro(true[rows], first[rows]))
    a, b = first == true, second == true
    table = [[int((a & b).sum()), int((a & ~b).sum())], [int((~a & b).sum()), int((~a & ~b).sum())]]
    want = dict(
        n=len(true), groups=n,
        first_macro_f1=macro(true, first), second_macro_f1=macro(true, second),
        macro_f1_delta=macro(true, second) - macro(true, first),
        ci95=np.percentile(deltas, [2.5, 97.5]).tolist(),
        p_rises=float(np.mean(np.asarray(deltas) > 1e-12)), seed=SEED,
        accuracy_delta=accuracy_score(true, second) - accuracy_score(true, first),
        mcnemar_p=float(mcnemar(table, exact=True).pvalue),
        discordant=table[0][1] + table[1][0], first_only_right=table[0][1], second_only_right=table[1][0],
    )
    return dict(name=name, rows=np.stack([true, first, second, group], 1).tolist(), want=want)


def head(true, right):
    """Answers that are right with this chance, and else one level off."""
    off = np.where(true == 4, 3, true + 1)
    return np.where(rng.random(len(true)) < right, true, off)


def cases():
    true = rng.integers(0, 5, 300)
    yield case("a better head, rows of their own", true, head(true, 0.45), head(true, 0.52), np.arange(300))
    true = rng.choice(5, 200, p=[0.03, 0.07, 0.3, 0.45, 0.15])
    first = head(true, 0.5)
    second = np.where(rng.random(200) < 0.9, first, head(true, 0.6))
    yield case("few discordant rows, uneven groups", true, first, second, rng.choice(40, 200, p=np.arange(1, 41) / 820))
    yield case("equal answers", true, first, first, np.arange(200))
    true = rng.integers(0, 5, 2500)
    yield case("many discordant rows", true, head(true, 0.2), head(true, 0.9), rng.integers(0, 60, 2500))


def main():
    text = json.dumps(list(cases()), allow_nan=False).replace('{"name"', '\n{"name"')
    (pathlib.Path(__file__).parent / "compare.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
