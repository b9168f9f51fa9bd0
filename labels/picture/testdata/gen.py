"""Draws the small pictures of this folder and what Pillow makes of them.

    python gen.py        (Pillow 13.0.0, numpy 2.4.6)

cases.json lists, per picture, what its header says and the PNG with the pixels that Pillow decodes: EXIF orientation
applied, composed on white, RGB. resize.json lists resizes of source.png and alpha.png by Pillow's Image.resize.
"""
import io
import json
import os
import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageOps

os.chdir(os.path.dirname(os.path.abspath(__file__)))
W, H = 45, 31


def draw(seed, w=W, h=H, alpha=False):
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:h, 0:w]
    a = np.stack([x * 255 / w, y * 255 / h, 255 - (x + y) * 255 / (w + h)], -1)
    im = Image.fromarray(a.astype("u1"))
    d = ImageDraw.Draw(im)
    for _ in range(6):
        x0, y0 = int(rng.integers(0, w)), int(rng.integers(0, h))
        d.ellipse([x0, y0, x0 + 9, y0 + 7], fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
    a = np.asarray(im).astype(int)
    a[:, : w // 3] += rng.integers(-60, 60, (h, w // 3, 3))
    im = Image.fromarray(a.clip(0, 255).astype("u1"))
    if alpha:
        im = im.convert("RGBA")
        im.putalpha(Image.fromarray(((x * 9 + y * 5) % 256).astype("u1")))
    return im


def rgb(data):
    im = Image.open(io.BytesIO(data))
    im.seek(0)
    im = ImageOps.exif_transpose(im)
    if im.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(im) >> 8).astype("u1")).convert("RGB")
    if im.mode in ("RGBA", "LA", "PA") or "transparency" in im.info:
        im = im.convert("RGBA")
        im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im)
    return im.convert("RGB")


cases = []


def case(name, data, tolerance=0, animated=False):
    im = Image.open(io.BytesIO(data))
    w, h = im.size
    o = im.getexif().get(0x112, 1)
    want = rgb(data)
    with open(name, "wb") as f:
        f.write(data)
    stem = name.replace(".", "-") + ".want"
    want.save(stem, "PNG", optimize=True)
    cases.append(dict(file=name, want=stem, format=im.format.lower(), width=w, height=h, orientation=o, animated=animated, tolerance=tolerance))


def save(im, format, **kw):
    b = io.BytesIO()
    im.save(b, format, **kw)
    return b.getvalue()


def exif(o):
    e = Image.Exif()
    e[0x112] = o
    return e.tobytes()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main():
    src, rgba = draw(1), draw(2, alpha=True)
    case("source.png", save(src, "PNG"))
    case("alpha.png", save(rgba, "PNG"))
    for name, sub in (("444", 0), ("422", 1), ("420", 2)):
        case(f"yuv{name}.jpg", save(src, "JPEG", quality=88, subsampling=sub), tolerance=3)
    case("odd.jpg", save(draw(3, 5, 4), "JPEG", quality=90, subsampling=2), tolerance=3)
    case("narrow.jpg", save(draw(3, 3, 9), "JPEG", quality=90, subsampling=2), tolerance=3)
    case("progressive.jpg", save(src, "JPEG", quality=85, progressive=True), tolerance=3)
    case("grey.jpg", save(src.convert("L"), "JPEG", quality=85), tolerance=1)
    case("cmyk.jpg", save(src.convert("CMYK"), "JPEG", quality=90), tolerance=3)
    for o in range(2, 9):
        case(f"turned{o}.jpg", save(src, "JPEG", quality=70, exif=exif(o)), tolerance=3)
    case("turned6.png", save(rgba, "PNG", exif=exif(6)))
    case("turned8.webp", save(src, "WEBP", lossless=True, exif=exif(8)))
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="3"/></x:xmpmeta>'
    png = save(src, "PNG")
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
    case("turned3xmp.png", png[:-12] + text + png[-12:])
    case("grey16.png", save(Image.fromarray((np.asarray(src.convert("L")).astype("u2") * 257 // 2)), "PNG"))
    rows = b"".join(b"\0" + r.astype(">u2").tobytes() for r in np.asarray(src).astype(int) * 256 + 77)
    head = struct.pack(">IIBBBBB", W, H, 16, 2, 0, 0, 0)
    case("rgb16.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    case("palette.png", save(src.quantize(64), "PNG", transparency=5))
    case("greyalpha.png", save(rgba.convert("LA"), "PNG"))
    case("one.bmp", save(src, "BMP"))
    case("grey.bmp", save(src.convert("L"), "BMP"))
    case("one.gif", save(src.quantize(32), "GIF"))
    anim = [draw(s).quantize(32) for s in (4, 5, 6)]
    case("animated.gif", save(anim[0], "GIF", save_all=True, append_images=anim[1:], duration=80), animated=True)
    case("animated.png", save(src, "PNG", save_all=True, append_images=[draw(7), draw(8)], duration=80), animated=True)
    case("lossy.webp", save(src, "WEBP", quality=80), tolerance=1)
    case("lossyalpha.webp", save(rgba, "WEBP", quality=80), tolerance=1)
    case("lossless.webp", save(rgba, "WEBP", lossless=True, exact=True))
    case("animated.webp", save(draw(4), "WEBP", save_all=True, append_images=[draw(5)], quality=70), tolerance=1, animated=True)
    case("animatedalpha.webp", save(rgba, "WEBP", save_all=True, append_images=[draw(5, alpha=True)], quality=70), tolerance=1, animated=True)
    json.dump(cases, open("cases.json", "w"), indent=1)

    sizes = []
    for name, im in (("source.png", src), ("alpha.png", rgba)):
        for filter, f in (("bilinear", Image.Resampling.BILINEAR), ("bicubic", Image.Resampling.BICUBIC)):
            for w, h in ((14, 10), (W, 9), (100, 71), (7, 60), (1, 1)):
                out = im.resize((w, h), f)
                file = f"resize-{name[:-4]}-{filter}-{w}x{h}.want"
                out.save(file, "PNG", optimize=True)
                sizes.append(dict(file=name, filter=filter, width=w, height=h, want=file))
    json.dump(sizes, open("resize.json", "w"), indent=1)


main()
