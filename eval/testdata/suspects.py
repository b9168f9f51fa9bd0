"""Writes suspects.json beside it: levels, probabilities, and which levels are likely to be wrong.

  python suspects.py          needs numpy, scipy, scikit-learn and cleanlab 2.9.0

Of each case it holds the confident joint, the suspects of find_label_issues with its defaults, and the scores of
get_label_quality_scores: self-confidence and normalised margin. Where two numbers are equal, cleanlab sorts them by NumPy,
which does so in different orders on processors with and without AVX2: it is switched off here.
"""
import json
import os
import pathlib

os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V3 X86_V4"

import warnings

import numpy as np
from cleanlab.count import compute_confident_joint
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

warnings.filterwarnings("ignore")  # on levels with one row
rng = np.random.default_rng(11)


def draw(n, spread, wrong, levels=5):
    """Rows whose levels are drawn from the probabilities, and a share of them then at random."""
    p = np.round(rng.dirichlet(np.full(5, spread), n), 6)
    y = np.array([rng.choice(5, p=q / q.sum()) for q in p]) % levels
    at = rng.random(n) < wrong
    y[at] = rng.integers(0, levels, at.sum())
    return p, y


def case(name, p, y):
    margins = [tuple(np.sort(p[y == k, j] - p[y == k, k])) for k in range(5) for j in range(5) if j != k]
    assert all((np.diff(m) > 0).all() for m in margins), f"{name}: equal margins, whose order nothing says"
    scores = lambda method: get_label_quality_scores(y, p, method=method).tolist()
    return dict(name=name, levels=y.tolist(), probs=p.tolist(), joint=compute_confident_joint(y, p).tolist(),
                suspects=[bool(s) for s in find_label_issues(y, p, n_jobs=1)],
                self_confidence=scores("self_confidence"), margin=scores("normalized_margin"))


cases = [
    case("a fifth at random", *draw(300, .6, .2)),
    case("sure", *draw(120, .15, .1)),
    case("unsure", *draw(120, 4, .3)),
    case("no row of the last two levels", *draw(80, .5, .2, levels=3)),
]
p, y = draw(60, .5, .1, levels=4)
y[0] = 4
cases.append(case("one row of a level", p, y))
for i in range(40):
    cases.append(case(f"few rows, {i + 1}", *draw(int(rng.integers(6, 20)), rng.choice([.2, .6, 2]), .3)))
out = pathlib.Path(__file__).with_name("suspects.json")
out.write_text(json.dumps(cases).replace('{"name"', '\n{"name"') + "\n")
print(len(cases), "cases,", sum(sum(c["suspects"]) for c in cases), "suspects")
