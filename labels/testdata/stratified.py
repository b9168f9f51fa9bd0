"""Writes stratified.json: groups of labelled items, and how far scikit-learn's
StratifiedGroupKFold is from the quotas of 70/10/20 on them, when of its ten folds seven are
train, one is val and two are test. With scikit-learn 1.9.1:

    python stratified.py > stratified.json
"""

import json
import random

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

SHARES = (7, 1, 2)  # folds of ten
PARTS = [0] * 7 + [1] + [2] * 2

cases = []
for seed in range(4):
    rng = random.Random(seed)
    groups = []
    for _ in range(120):
        levels = [0] * 5
        for _ in range(rng.randint(1, 12) if seed else 1):
            levels[min(rng.randrange(9), 4)] += 1
        groups.append(levels)
    y = np.array([l for g in groups for l, n in enumerate(g) for _ in range(n)])
    of = np.array([i for i, g in enumerate(groups) for _ in range(sum(g))])
    part = np.zeros(len(y), int)
    folds = StratifiedGroupKFold(10, shuffle=True, random_state=seed)
    for fold, (_, test) in enumerate(folds.split(y, y, of)):
        part[test] = PARTS[fold]
    off = [
        abs(int(((y == l) & (part == p)).sum()) - share * int((y == l).sum()) / 10)
        for l in range(5)
        for p, share in enumerate(SHARES)
    ]
    cases.append({"groups": groups, "mean": round(sum(off) / len(off), 3), "most": round(max(off), 3)})
print(json.dumps(cases, separators=(",", ":")))
