"""The reference that package ocr is held against: the same steps with NumPy and Pillow.

    python reference.py DETECTOR.onnx RECOGNISER.onnx PICTURE…

prints, as JSON, for each picture its file name, the milliseconds that it took and what
was read: text, confidence and box of each line, in order. It runs on one thread.

Needs numpy, Pillow and onnxruntime.
"""
import json
import os
import sys
import time

import numpy as np
import onnxruntime
from PIL import Image

TEXT_FROM, LEAST_SCORE, LEAST_SIDE, UNCLIP, LEAST_CONFIDENCE = 0.3, 0.5, 3, 1.6, 0.5


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def planes(img):
    a = (np.asarray(img, np.float32) / 255 - 0.5) / 0.5
    return np.ascontiguousarray(a[:, :, ::-1].transpose(2, 0, 1)[None])


def components(text):
    """Bounds of 8-connected components, in the order of their first pixels."""
    parent, bounds, above = [], [], []

    def root(l):
        while parent[l] != l:
            parent[l] = parent[parent[l]]
            l = parent[l]
        return l

    for y, row in enumerate(text):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(np.int8), [0]))))
        here = []
        for x0, x1 in zip(edges[::2].tolist(), edges[1::2].tolist()):
            mine = None
            for a0, a1, l in above:
                if a0 <= x1 and a1 >= x0:
                    l = root(l)
                    if mine is None:
                        mine = l
                    elif mine != l:
                        older, younger = min(mine, l), max(mine, l)
                        parent[younger] = older
                        b, c = bounds[older], bounds[younger]
                        bounds[older] = [min(b[0], c[0]), min(b[1], c[1]), max(b[2], c[2]), max(b[3], c[3])]
                        mine = older
            if mine is None:
                mine = len(parent)
                parent.append(mine)
                bounds.append([x0, y, x1, y + 1])
            b = bounds[mine]
            bounds[mine] = [min(b[0], x0), min(b[1], y), max(b[2], x1), max(b[3], y + 1)]
            here.append((x0, x1, mine))
        above = here
    return [b for l, b in enumerate(bounds) if parent[l] == l]


def detect(net, img):
    w, h = img.size
    scale = max(1, 256 / min(w, h))
    if max(w, h) * scale > 1600:
        scale = 1600 / max(w, h)
    W, H = (max(32, round(n * scale / 32) * 32) for n in (w, h))
    p = net.run(None, {net.get_inputs()[0].name: planes(img.resize((W, H), Image.BILINEAR))})[0][0, 0]
    boxes = []
    for x0, y0, x1, y1 in components(p > TEXT_FROM):
        bw, bh = x1 - x0, y1 - y0
        inside = p[y0:y1, x0:x1]
        if min(bw, bh) < LEAST_SIDE or inside[inside > TEXT_FROM].mean() < LEAST_SCORE:
            continue
        d = bw * bh * UNCLIP / (2 * (bw + bh))
        boxes.append((max(0, (x0 - d) * w / W), max(0, (y0 - d) * h / H), min(w, (x1 + d) * w / W), min(h, (y1 + d) * h / H)))
    return boxes


def in_order(boxes):
    rows = []
    for b in sorted(boxes, key=lambda b: b[1] + b[3]):
        centre, height = (b[1] + b[3]) / 2, b[3] - b[1]
        for row in rows:
            if centre - row[0] < 0.5 * min(height, row[1]):
                row[2].append(b)
                break
        else:
            rows.append((centre, height, [b]))
    return [b for row in rows for b in sorted(row[2])]


def recognise(net, alphabet, img, box):
    line = img.crop(tuple(round(v) for v in box))
    w, h = line.size
    if min(w, h) < 2:
        return "", 0.0
    W = min(max(16, round(48 * w / h)), 2000)
    x = np.zeros((1, 3, 48, max(W, 320)), np.float32)
    x[..., :W] = planes(line.resize((W, 48), Image.BILINEAR))
    steps = net.run(None, {net.get_inputs()[0].name: x})[0][0]
    classes, p = steps.argmax(1), steps.max(1)
    kept = (classes != 0) & (classes != np.concatenate(([0], classes[:-1])))
    text = "".join(alphabet[c] if c < len(alphabet) else " " for c in classes[kept])
    return text, float(p[kept].mean()) if kept.any() else 0.0


def read(detector, recogniser, alphabet, path):
    img = Image.open(path).convert("RGB")
    lines = []
    for box in in_order(detect(detector, img)):
        text, confidence = recognise(recogniser, alphabet, img, box)
        if confidence >= LEAST_CONFIDENCE and text.strip():
            lines.append({"text": text, "confidence": round(confidence, 4), "box": [round(v, 2) for v in box]})
    return lines


def main():
    detector, recogniser = session(sys.argv[1]), session(sys.argv[2])
    alphabet = [""] + recogniser.get_modelmeta().custom_metadata_map["character"].split("\n")
    results = []
    for path in sys.argv[3:]:
        start = time.perf_counter()
        lines = read(detector, recogniser, alphabet, path)
        ms = (time.perf_counter() - start) * 1000
        results.append({"file": os.path.basename(path), "ms": round(ms, 1), "lines": lines})
    json.dump(results, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
