"""Writes cosines.json: vectors, and the cosines between the first and all, by NumPy."""
import json
import numpy as np

rng = np.random.default_rng(15)
x = rng.normal(size=(40, 45)).astype(np.float32)
x[7] = 3 * x[0]  # the same direction
x[8] = -x[0]
x[9] = x[5]  # a tie
x[10] *= 1e-12
x[11] *= 1e12
d = x.astype(np.float64)
cosines = d @ d[0] / np.linalg.norm(d, axis=1) / np.linalg.norm(d[0])
order = np.argsort(-cosines, kind="stable")
with open("cosines.json", "w") as f:
    json.dump({"vectors": [[float(v) for v in row] for row in x], "cosines": cosines.tolist(), "order": order.tolist()}, f)
    f.write("\n")
