"""Writes stats.json beside it: counts, and what they amount to.

  python stats.py        needs numpy, scikit-learn >= 1.6 and statsmodels >= 0.14

Shares have statsmodels' Wilson intervals, differences of two shares its Newcombe intervals, times
(milliseconds) numpy's median and mean and the interval of statsmodels' DescrStatsW, in seconds, and
pairs of levels scikit-learn's quadratic weighted kappa.
"""
import json
import pathlib

import numpy as np
from sklearn.metrics import accuracy_score, cohen_kappa_score
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

rng = np.random.default_rng(13)


def share(k, n):
    low, high = proportion_confint(k, n, method="wilson")
    return dict(k=k, n=n, share=k / n, ci95=[low, high])


def change(k1, n1, k2, n2):
    low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
    return dict(first=[k1, n1], second=[k2, n2], difference=k1 / n1 - k2 / n2, ci95=[low, high])


def times(ms):
    seconds = np.asarray(ms) / 1000
    low, high = DescrStatsW(seconds).zconfint_mean()
    return dict(ms=ms, median=np.median(seconds), mean=seconds.mean(), ci95=[low, high], an_hour=3600 / seconds.mean())


def agree(n, noise):
    first = rng.integers(0, 5, n)
    second = np.clip(first + rng.integers(-noise, noise + 1, n), 0, 4)
    return dict(
        pairs=np.column_stack([first, second]).tolist(),
        equal=accuracy_score(first, second),
        qwk=cohen_kappa_score(first, second, labels=range(5), weights="quadratic"),
    )


out = dict(
    shares=[share(k, n) for k, n in [(0, 1), (1, 1), (0, 20), (7, 20), (31, 48), (48, 48), (999, 1000), (412, 4895)]],
    changes=[change(*c) for c in [(31, 48, 12, 40), (0, 10, 3, 9), (10, 10, 0, 7), (500, 900, 480, 1100)]],
    times=[times(rng.lognormal(8.5, 0.7, n).astype(int).clip(1, 120_000).tolist()) for n in (20, 61, 200)],
    agrees=[agree(30, 1), agree(200, 2), agree(75, 4)],
)
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out) + "\n")
