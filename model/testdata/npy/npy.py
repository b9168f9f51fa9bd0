"""Writes the arrays that TestNPYEqualsNumPy compares with. Run in this folder; made by NumPy 2.4.6."""
import numpy as np

np.save("float32.npy", np.array([[0, -1.5, 3.25e-5], [np.inf, 7, -0.0]], "<f4"))
np.save("int64.npy", np.array([4, -1, 0, 1 << 40], "<i8"))
np.save("int8.npy", np.array([0, 1, 2, -1], "i1"))
np.save("bool.npy", np.array([[True, False], [False, False], [True, True]]))
np.save("empty.npy", np.zeros((0, 384), "<f4"))
np.save("large.npy", np.zeros((1000000000, 0), "<f4"))
