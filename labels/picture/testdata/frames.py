"""Draws frames.gif and what Pillow shows of it: frames.png, its frames side by side, composed on white. frames.json has the
mean colour of eight of them, spread evenly, pooled: the mean of each channel over the frames, then the greatest.

    python frames.py        (Pillow, numpy)

The frames are small parts with holes, with every disposal that GIF89a defines (0, unspecified, is left out: Pillow
takes the one of the frame before).
"""
import json
import os
import struct

import numpy as np
from PIL import Image, ImageSequence

os.chdir(os.path.dirname(os.path.abspath(__file__)))
W, H, N = 21, 14, 11
rng = np.random.default_rng(3)
palette = [0, 0, 0] + [int(v) for v in rng.integers(0, 256, 21)]


def lzw(pixels):
    """Codes of four bits with a clear code before every sixth pixel, so that the table never grows."""
    codes = []
    for i, p in enumerate(pixels):
        codes += ([8] if i % 6 == 0 else []) + [int(p)]
    codes.append(9)
    bits = "".join(format(c, "04b")[::-1] for c in codes)
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[i : i + 8][::-1], 2) for i in range(0, len(bits), 8))
    blocks = b"".join(bytes([len(data[i : i + 255])]) + data[i : i + 255] for i in range(0, len(data), 255))
    return bytes([3]) + blocks + b"\0"


out = b"GIF89a" + struct.pack("<HHBBB", W, H, 0x80 | 2, 0, 0) + bytes(palette)
for k in range(N):
    w, h = (W, H) if k == 0 else (int(rng.integers(4, 12)), int(rng.integers(3, 9)))
    x, y = int(rng.integers(0, W - w + 1)), int(rng.integers(0, H - h + 1))
    pixels = rng.integers(1, 8, (h, w))
    pixels[rng.random((h, w)) < 0.3] = 0  # holes
    disposal = [1, 1, 2, 1, 3, 1, 3, 3, 2, 2, 1][k]
    out += b"\x21\xf9\x04" + struct.pack("<BHB", disposal << 2 | 1, 5, 0) + b"\0"
    out += b"\x2c" + struct.pack("<HHHHB", x, y, w, h, 0) + lzw(pixels.ravel())
with open("frames.gif", "wb") as f:
    f.write(out + b"\x3b")

strip = Image.new("RGB", (W * N, H), "white")
for k, frame in enumerate(ImageSequence.Iterator(Image.open("frames.gif"))):
    frame = frame.convert("RGBA")
    strip.paste(Image.alpha_composite(Image.new("RGBA", frame.size, "white"), frame).convert("RGB"), (k * W, 0))
strip.save("frames.png")

colours = np.asarray(strip, float).reshape(H, N, W, 3).mean((0, 2)) / 255
chosen = colours[[int((i + 0.5) * N / 8) for i in range(8)]]
with open("frames.json", "w") as f:
    json.dump(list(map(float, [*chosen.mean(0), *chosen.max(0)])), f)
    f.write("\n")
