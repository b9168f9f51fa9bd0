"""Writes agreement.json beside it: levels that several annotators gave to memes, and how far they agree.

  python agreement.py        needs cleanlab 2.9.0, krippendorff 0.9.0, numpy and scikit-learn >= 1.6

Pairs have scikit-learn's kappas and all together krippendorff's alphas, both with numpy's percentiles
of 1,000 resamples of the memes; the generator is SplitMix64, written here with Python's integers.
CROWDLAB is cleanlab's get_label_quality_multiannotator. -1 is a meme that an annotator has not labelled.
"""
import json
import math
import pathlib
import warnings

import krippendorff
import numpy as np
import pandas as pd
from cleanlab.multiannotator import get_label_quality_multiannotator
from sklearn.metrics import cohen_kappa_score

LEVELS = list(range(5))
NAMES = ["very_negative", "negative", "neutral", "positive", "very_positive"]
RESAMPLES, SEED = 1000, 1
MASK, GAMMA = 2**64 - 1, 0x9E3779B97F4A7C15
rng = np.random.default_rng(15)


def mix(z):
    z &= MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def draw(resample, n):
    key = mix(mix(SEED + GAMMA) ^ mix(resample + GAMMA))
    return [mix(key + (i + 1) * GAMMA) * n >> 64 for i in range(n)]


def number(x):
    return float(x) if math.isfinite(x) else None


def percentiles(values):
    values = [v for v in values if math.isfinite(v)]
    return np.percentile(values, [2.5, 97.5]).tolist() if values else [None, None]


def kappas(first, second):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [cohen_kappa_score(first, second, labels=LEVELS, weights=w) for w in (None, "linear", "quadratic")]


def pair(first, second):
    order = np.lexsort([second, first])  # as the matrix has them
    first, second = first[order], second[order]
    drawn = [kappas(first[d], second[d]) for d in (draw(b, len(first)) for b in range(RESAMPLES))]
    return dict(
        n=len(first),
        kappas=[number(k) for k in kappas(first, second)],
        ci95=[percentiles(v) for v in zip(*drawn)],
    )


def alphas(levels):
    data = np.where(levels < 0, np.nan, levels).T  # annotators by memes
    out = []
    for metric in ("nominal", "ordinal", "interval"):
        try:
            out.append(krippendorff.alpha(data, level_of_measurement=metric, value_domain=LEVELS))
        except ValueError:  # all voices are of one level
            out.append(math.nan)
    return out


def crowd(levels, probs):
    columns = [f"a{i}" for i in range(levels.shape[1])]
    frame = pd.DataFrame(np.where(levels < 0, np.nan, levels), columns=columns)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a tie that chance would have to break
        got = get_label_quality_multiannotator(frame, probs, return_weights=True, verbose=False)
    stats, quality = got["annotator_stats"], got["label_quality"]
    return dict(
        model_weight=got["model_weight"],
        annotators=[
            dict(
                weight=float(got["annotator_weight"][i]),
                quality=number(stats.annotator_quality[c]),
                consensus=float(stats.agreement_with_consensus[c]),
                worst=NAMES[int(stats.worst_class[c])],
                n=int(stats.num_examples_labeled[c]),
            )
            for i, c in enumerate(columns)
        ],
        level=[NAMES[i] for i in quality.consensus_label],
        level_quality=quality.consensus_quality_score.tolist(),
        agree=quality.annotator_agreement.tolist(),
    )


def case(name, memes, annotators, seen, skill, model, digits, alone=False):
    true = rng.choice(5, memes, p=[0.1, 0.2, 0.3, 0.25, 0.15])
    levels = np.full((memes, annotators), -1)
    for a in range(annotators):
        near = np.clip(true + rng.integers(-1, 2, memes), 0, 4)
        said = np.where(rng.random(memes) < skill[a], true, np.where(rng.random(memes) < 0.7, near, rng.integers(0, 5, memes)))
        levels[:, a] = np.where(rng.random(memes) < seen[a], said, -1)
    if alone:  # the last one shares nothing
        levels[(levels[:, :-1] >= 0).any(axis=1), -1] = -1
    levels = levels[(levels >= 0).any(axis=1)]
    true = true[: len(levels)]
    logits = rng.normal(0, 1, (len(levels), 5))
    logits[np.arange(len(levels)), true] += model
    probs = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    probs = np.round(probs, digits)
    pairs = []
    for a in range(annotators):
        for b in range(a + 1, annotators):
            both = (levels[:, a] >= 0) & (levels[:, b] >= 0)
            if both.any():
                pairs.append(dict(a=a, b=b, **pair(levels[both, a], levels[both, b])))
    shared = levels[(levels >= 0).sum(1) > 1]
    drawn = [alphas(shared[d]) for d in (draw(b, len(shared)) for b in range(RESAMPLES))]
    return dict(
        name=name,
        levels=levels.tolist(),
        probs=probs.tolist(),
        pairs=pairs,
        alpha=[number(v) for v in alphas(levels)],
        alpha_ci95=[percentiles(v) for v in zip(*drawn)],
        crowd=crowd(levels, probs),
    )


out = [
    case("three who share much", 60, 3, [0.9, 0.7, 0.8], [0.8, 0.6, 0.3], 2.0, 4),
    case("five with gaps", 120, 5, [0.5, 0.4, 0.3, 0.3, 0.2], [0.9, 0.7, 0.5, 0.5, 0.2], 1.0, 4),
    case("two, a model that knows nothing", 40, 2, [1.0, 0.6], [0.5, 0.5], 0.0, 4),
    case("coarse probabilities, which tie", 80, 4, [0.7, 0.6, 0.5, 0.4], [0.7, 0.6, 0.5, 0.4], 1.5, 1),
    case("one who shares no meme", 50, 3, [0.5, 0.6, 0.9], [0.7, 0.6, 0.5], 1.0, 4, alone=True),
]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
