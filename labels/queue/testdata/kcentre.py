"""Writes kcentre.json beside it: points, and in which order the greedy k-centre algorithm of
Sener and Savarese (ICLR 2018, algorithm 1) chooses among them.

  python kcentre.py          needs numpy

Coordinates are whole hundredths, so that no rounding makes two distances equal here and different
elsewhere; a case with ties would be refused.
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(13)


def choose(rows, centres, n):
    order = []
    if len(centres) == 0:
        order.append(0)
        centres = rows[:1]
    nearest = ((rows[:, None, :] - centres[None, :, :]) ** 2).sum(-1).min(1)
    while len(order) < min(n, len(rows)):
        nearest[order] = -1
        best = int(nearest.argmax())
        second = np.partition(nearest, -2)[-2]
        assert nearest[best] - second > 1e-6, "two rows are equally far"
        order.append(best)
        nearest = np.minimum(nearest, ((rows - rows[best]) ** 2).sum(-1))
    return order


def case(n, width, labelled, chosen):
    scale = 100
    rows = np.round(rng.normal(size=(n, width)) * scale) / scale
    centres = np.round(rng.normal(size=(labelled, width)) * scale) / scale
    return dict(rows=rows.tolist(), centres=centres.tolist(), n=chosen, order=choose(rows, centres, chosen))


cases = [case(40, 3, 0, 20), case(60, 7, 5, 30), case(25, 16, 2, 24), case(8, 4, 3, 1), case(120, 33, 10, 50)]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases, separators=(",", ":")).replace("},", "},\n") + "\n")
