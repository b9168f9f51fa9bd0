"""Writes chance.json beside it: grouped rows and what they score by chance and by guessing.

  python chance.py        needs numpy, scipy and scikit-learn >= 1.9

Each case holds rows [true, predicted, group] and how many training rows each level has. The figures
are scikit-learn's over 1,000 permutations: the groups in random order, their labels laid over the
rows in the order of the groups, the predictions left where they are. The order is Fisher and Yates'
by SplitMix64, written here with Python's integers. The stratified guess is evaluated by
scikit-learn with each pair of a row and a level weighted by the level's share, which is what a
DummyClassifier(strategy="stratified") comes to on average. "scipy" is the p-value of
scipy.stats.permutation_test by another generator: close, where groups are of one row.
"""
import json
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics

LEVELS = list(range(5))
PERMUTATIONS, SEED, PURPOSE = 1000, 1, 8
MASK, GAMMA = 2**64 - 1, 0x9E3779B97F4A7C15
rng = np.random.default_rng(21)


def mix(z):
    z &= MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def shuffled(n, permutation):
    key = mix(SEED + GAMMA)
    for place in (PURPOSE, permutation):
        key = mix(key ^ mix(place + GAMMA))
    order = list(range(n))
    for i in range(n - 1, 0, -1):
        j = mix(key + (i + 1) * GAMMA) * (i + 1) >> 64
        order[i], order[j] = order[j], order[i]
    return order


def figures(true, pred, weight=None):
    return dict(
        accuracy=metrics.accuracy_score(true, pred, sample_weight=weight),
        macro_f1=metrics.f1_score(true, pred, labels=LEVELS, average="macro", zero_division=0, sample_weight=weight),
        qwk=metrics.cohen_kappa_score(true, pred, labels=LEVELS, weights="quadratic", sample_weight=weight),
    )


def case(name, true, pred, group, train):
    true, pred, group = (np.asarray(a, int) for a in (true, pred, group))
    members = [np.flatnonzero(group == g) for g in dict.fromkeys(group.tolist())]
    said = pred[np.concatenate(members)]
    drawn = []
    for k in range(PERMUTATIONS):
        laid = true[np.concatenate([members[g] for g in shuffled(len(members), k)])]
        drawn.append(figures(laid, said))
    has, want = figures(true, pred), dict(permutations=PERMUTATIONS, groups=len(members))
    for k in has:
        v = np.array([d[k] for d in drawn])
        want[k] = dict(mean=v.mean(), ci95=np.percentile(v, [2.5, 97.5]).tolist(), p=(1 + int((v >= has[k] - 1e-12).sum())) / (1 + PERMUTATIONS))
    share = np.array(train) / np.sum(train)
    t, p = np.repeat(true, 5), np.tile(LEVELS, len(true))
    weight = np.tile(share, len(true))
    guess = figures(t, p, weight)
    guess["qwk"] = 0.0 if abs(guess["qwk"]) < 1e-9 else guess["qwk"]
    guess.update(n=len(true), mae=metrics.mean_absolute_error(t, p, sample_weight=weight))
    test = stats.permutation_test(
        (true,), lambda x: metrics.f1_score(x, pred, labels=LEVELS, average="macro", zero_division=0),
        permutation_type="pairings", alternative="greater", n_resamples=2000, rng=3, vectorized=False,
    )
    return dict(name=name, rows=np.stack([true, pred, group], 1).tolist(), train=list(train), want=want, stratified=guess, scipy=float(test.pvalue))


def cases():
    true = rng.choice(5, 120, p=[0.03, 0.07, 0.3, 0.45, 0.15])
    yield case("a head that has learnt", true, np.where(rng.random(120) < 0.4, true, rng.integers(0, 5, 120)), np.arange(120), [3, 7, 30, 45, 15])
    yield case("shuffled labels", rng.permutation(true), np.where(rng.random(120) < 0.4, true, rng.integers(0, 5, 120)), np.arange(120), [3, 7, 30, 45, 15])
    group = rng.integers(0, 40, 150)
    level = rng.integers(0, 5, 40)
    true = level[group]
    yield case("uneven groups, right or wrong together", true, np.where(rng.random(40) < 0.3, level, 2)[group], group, [0, 5, 5, 5, 1])


def main():
    warnings.simplefilter("ignore")
    text = json.dumps(list(cases()), allow_nan=False).replace('{"name"', '\n{"name"')
    (pathlib.Path(__file__).parent / "chance.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
