"""Prints how well cleanlab ranks the rows that TestLabelErrors of package model has kept.

  MEMEBENCH_KEEP=kept.json go test ./model -tags experiment -run TestLabelErrors -timeout 10h
  python labelerrors.py kept.json          needs numpy, scipy, scikit-learn and cleanlab 2.9.0

By each of its scores: how many times as many of the first 10 % are wrong as of all, and average_precision_score; and how
many rows find_label_issues returns, and how many of these are wrong. Means over the repetitions, with 95 % intervals by
Student's t.
"""
import json
import os
import sys
import warnings

os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V3 X86_V4"

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from scipy.stats import sem, t
from sklearn.metrics import average_precision_score

warnings.filterwarnings("ignore")


def mean(values, digits):
    half = t.ppf(.975, len(values) - 1) * sem(values)
    m = np.mean(values)
    return f"{m:.{digits}f} ({m - half:.{digits}f}–{m + half:.{digits}f})"


kept = json.load(open(sys.argv[1]))
for beside in False, True:
    some = [k for k in kept if k["beside"] == beside]
    print(f"\nflipped to levels beside: {beside}, {len(some)} repetitions")
    for method in "self_confidence", "normalized_margin", "confidence_weighted_entropy":
        lift, ap = [], []
        for k in some:
            y, p, wrong = np.array(k["levels"]), np.array(k["probs"]), np.array(k["wrong"])
            score = get_label_quality_scores(y, p, method=method)
            first = np.argsort(score, kind="stable")[: len(y) // 10]
            lift.append(wrong[first].mean() / wrong.mean())
            ap.append(average_precision_score(wrong, -score))
        print(f"{method}: {mean(lift, 2)} times chance, AUPRC {mean(ap, 3)}")
    sizes, right = [], []
    for k in some:
        found = find_label_issues(np.array(k["levels"]), np.array(k["probs"]), n_jobs=1)
        sizes.append(found.sum())
        right.append(np.array(k["wrong"])[found].mean())
    print(f"find_label_issues: {mean(sizes, 0)} rows, of which wrong {mean(right, 3)}")
