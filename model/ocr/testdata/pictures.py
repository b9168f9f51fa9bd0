"""Draws the fixture pictures beside it, and writes what reference.py reads in them into
reference.json:

    python pictures.py DETECTOR.onnx RECOGNISER.onnx

The letters are those of the font that Pillow brings. Needs what reference.py needs.
"""
import json
import math
import os
import subprocess
import sys

from PIL import Image, ImageDraw, ImageFont

HERE = os.path.dirname(os.path.abspath(__file__))


def ground(w, h, seed):
    img = Image.new("RGB", (w, h))
    for y in range(h):
        for x in range(w):
            v = 60 * math.sin((x + seed) / 37) * math.cos(y / 29)
            img.putpixel((x, y), (int(110 + v), int(100 + v / 2 + seed % 50), int(120 - v)))
    return img


def write(img, x, y, text, size, fill="white", stroke="black"):
    font = ImageFont.load_default(size)
    ImageDraw.Draw(img).text((x, y), text, fill, font=font, anchor="mm",
                             stroke_width=2 if stroke else 0, stroke_fill=stroke)


def pictures():
    img = ground(320, 240, 5)
    write(img, 160, 28, "WHEN THE TEST PASSES", 26)
    write(img, 160, 210, "on the first try", 26)
    yield "caption.png", img

    img = ground(320, 240, 77)
    write(img, 80, 120, "before", 28)
    write(img, 240, 122, "after", 28)
    write(img, 160, 30, "left and right", 22)
    yield "columns.png", img

    img = Image.new("RGB", (300, 200), "white")
    for i, line in enumerate(["I said I would sleep", "at ten o'clock.", "It is 3:47 now,", "and I regret nothing!"]):
        write(img, 150, 35 + 42 * i, line, 20, "black", None)
    yield "letters.png", img

    img = ground(320, 320, 30)
    write(img, 160, 40, "SMALL PICTURES TOO", 28)
    yield "small.png", img.resize((128, 128), Image.BICUBIC)

    img = ground(360, 270, 12)
    write(img, 180, 40, "lossy but legible", 30)
    write(img, 290, 258, "imgflip.com", 13, stroke=None)
    yield "lossy.jpg", img

    img = Image.new("RGB", (620, 36), "navy")
    write(img, 310, 18, "a strip that is much wider than it is high", 22, "yellow", None)
    yield "strip.png", img

    yield "nothing.png", ground(200, 150, 3)


def main():
    names = []
    for name, img in pictures():
        names.append(os.path.join(HERE, name))
        if name.endswith(".jpg"):
            img.save(names[-1], quality=85)
        else:
            img.quantize(64).save(names[-1], optimize=True)
    read = json.loads(subprocess.check_output([sys.executable, os.path.join(HERE, "reference.py"), *sys.argv[1:3], *names]))
    for r in read:
        del r["ms"]
    with open(os.path.join(HERE, "reference.json"), "w", encoding="utf-8") as f:
        json.dump(read, f, indent=1, ensure_ascii=False)
        f.write("\n")


if __name__ == "__main__":
    main()
