"""Writes figures.json beside it: judged rows and what scikit-learn makes of them.

  python figures.py          needs numpy, scipy and scikit-learn >= 1.9

Each case holds rows [true, predicted, p0 .. p4] and the figures over all five levels. The
probabilities are rounded to four digits and the fifth is what is left to 1, so that rows are short
and still sum to 1 as scikit-learn asks. The predicted level is free of the probabilities: the
figures must not mix them up.
"""
import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from scipy import stats
from sklearn import metrics

LEVELS = list(range(5))
rng = np.random.default_rng(5)


def probabilities(n, sharpness=1.0):
    p = np.round(rng.dirichlet(np.full(5, 1 / sharpness), n), 4)
    p[:, 4] = np.round(1 - p[:, :4].sum(1), 4)
    p[p[:, 4] < 0] = 0.2  # rounding went past 1: take an even row instead
    return p


def number(x):
    x = float(x)
    return x if math.isfinite(x) else None


def figures(true, pred, p):
    return dict(
        three_class=three(true, pred),
        kappa_linear=number(metrics.cohen_kappa_score(true, pred, labels=LEVELS, weights="linear")),
        spearman=number(stats.spearmanr(true, pred).statistic) if len(true) > 1 else None,
        brier=number(metrics.brier_score_loss(true, p, labels=LEVELS, scale_by_half=False)),
        n=len(true),
        confusion=metrics.confusion_matrix(true, pred, labels=LEVELS).tolist(),
        accuracy=number(metrics.accuracy_score(true, pred)),
        macro_f1=number(metrics.f1_score(true, pred, labels=LEVELS, average="macro", zero_division=0)),
        weighted_f1=number(metrics.f1_score(true, pred, labels=LEVELS, average="weighted", zero_division=0)),
        qwk=number(metrics.cohen_kappa_score(true, pred, labels=LEVELS, weights="quadratic")),
        mae=number(metrics.mean_absolute_error(true, pred)),
        within_one=number(np.mean(np.abs(true - pred) <= 1)),
        log_loss=number(metrics.log_loss(true, p, labels=LEVELS)),
        per_class=per_class(true, pred, LEVELS),
    )


def per_class(true, pred, classes):
    """A class that is neither true nor predicted in any row has no figures."""
    all = metrics.precision_recall_fscore_support(true, pred, labels=classes, zero_division=0)
    seen = set(true.tolist()) | set(pred.tolist())
    return [dict(precision=all[0][k] if k in seen else None, recall=all[1][k] if k in seen else None,
                 f1=all[2][k] if k in seen else None, support=int(all[3][k])) for k in classes]


def three(true, pred):
    """Negative, neutral and positive: the classes of SemEval-2020 task 8, subtask A."""
    true, pred, classes = np.sign(true - 2) + 1, np.sign(pred - 2) + 1, [0, 1, 2]
    return dict(
        n=len(true), confusion=metrics.confusion_matrix(true, pred, labels=classes).tolist(),
        accuracy=number(metrics.accuracy_score(true, pred)),
        macro_f1=number(metrics.f1_score(true, pred, labels=classes, average="macro", zero_division=0)),
        weighted_f1=number(metrics.f1_score(true, pred, labels=classes, average="weighted", zero_division=0)),
        per_class=per_class(true, pred, classes),
    )


def case(name, true, pred, p=None):
    true, pred = np.asarray(true, int), np.asarray(pred, int)
    p = probabilities(len(true)) if p is None else np.asarray(p, float)
    rows = [[int(t), int(q), *map(float, r)] for t, q, r in zip(true, pred, p)]
    return dict(name=name, rows=rows, want=figures(true, pred, p))


def cases():
    yield case("random", rng.integers(0, 5, 60), rng.integers(0, 5, 60))
    # The shares of Memotion-7k's levels, predicted by something that leans to positive.
    shares = np.array([0.022, 0.069, 0.315, 0.447, 0.147])
    true = rng.choice(5, 60, p=shares)
    yield case("imbalanced", true, np.where(rng.random(60) < 0.5, true, 3), probabilities(60, 4))
    yield case("always one level predicted", rng.integers(0, 5, 30), np.full(30, 3))
    yield case("two levels absent", rng.choice([0, 2, 4], 30), rng.choice([0, 2, 4], 30))
    yield case("a level is predicted but never true", rng.choice([0, 1, 2, 3], 30), rng.integers(0, 5, 30))
    yield case("one level only, all right", np.full(12, 2), np.full(12, 2))
    yield case("one level only, all wrong", np.full(12, 1), np.full(12, 3))
    yield case("perfect", np.arange(20) % 5, np.arange(20) % 5)
    yield case("all wrong", np.arange(20) % 5, (np.arange(20) + 2) % 5)
    yield case("opposite", np.arange(20) % 5, 4 - np.arange(20) % 5)
    yield case("one row, right", [4], [4])
    yield case("one row, wrong", [0], [4])
    # Certain and wrong, certain and right: only clipping keeps the log loss finite.
    yield case("certain", [0, 1, 2, 3], [1, 1, 2, 2], np.eye(5)[[1, 1, 2, 2]])


def main():
    warnings.simplefilter("ignore")  # undefined kappas are part of the matter
    out = dict(sklearn=sklearn.__version__, cases=list(cases()))
    text = json.dumps(out, allow_nan=False).replace('{"name"', '\n{"name"').replace("]]}}]", "]]}}\n]")
    (pathlib.Path(__file__).parent / "figures.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
