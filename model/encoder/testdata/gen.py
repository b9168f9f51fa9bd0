"""Makes everything in this folder but captions.txt: pictures, token ids and the vectors the encoders must give.

    python gen.py FOLDER        (torch 2.15, torchvision 0.29, onnxruntime 1.28.0, tokenizers 0.23, Pillow 13, numpy 2.4)

FOLDER holds bge-small-en-v1.5.onnx, bge-small-en-v1.5.tokenizer.json, efficientnet-lite0.pth and open-nsfw.onnx. The
pictures are only drawn when there are none, because another version of an image codec would write other bytes.

  captions.json     per line of captions.txt (escapes resolved), and two that are made here: the ids of bge's tokenizer
                    and of mini-tokenizer.json, both by Hugging Face tokenizers
  text.f16          [captions, 384] float16: mean over tokens after ten layers, L2 norm 1, onnxruntime, with the model's
                    products in floats: as published it rounds its activations, and the last bits of floats decide where it
                    rounds, so that 1.28.0 and 1.32.0 give cosines down to 0.994
  pictures/         50 drawn pictures; pictures.json lists them in order
  lite.f16          [pictures, 1280]: EfficientNet-Lite0 in torch, unfolded batch norms
  resnet.f16        [pictures, 1024]: open_nsfw at /Cast_306_output_0, onnxruntime
  preprocess.json   sampled inputs of three recipes for three pictures; torchvision-*.png: the 8-bit part by torchvision

In ../tokenizer/testdata:

  mini-tokenizer.json   a few entries of bge's
  runes.json            per 4096 code points: a digest of the words that the normaliser and pre-tokenizer make of "aXb"

In ../torch/testdata:

  *.pth             small state dicts of torch.save, and statedict.json with their values
"""
import collections
import datetime
import hashlib
import io
import json
import os
import struct
import sys
import zlib

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime as ort
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageOps
from tokenizers import Tokenizer
from torchvision import transforms

MODELS = os.path.abspath(sys.argv[1])
os.chdir(os.path.dirname(os.path.abspath(__file__)))


def model(name):
    return os.path.join(MODELS, name)


# ---- captions

# Letters whose lower case (U+11938: whose decomposition) came after Unicode 15, which is what Go 1.26 has.
NEWER = [(0x1C89, 0x1C89), (0xA7CB, 0xA7DC), (0x10D50, 0x10D65), (0x11938, 0x11938), (0x16EA0, 0x16EB8)]


def captions():
    lines = [json.loads('"%s"' % l.replace('"', '\\"')) for l in open("captions.txt", encoding="utf-8").read().split("\n")[:-1]]
    return lines + ["", " ".join("word%d is a long caption, really" % i for i in range(200))]


def mini_tokenizer():
    "A tokenizer.json of a few kilobytes, for tests without files from elsewhere."
    full = json.load(open(model("bge-small-en-v1.5.tokenizer.json"), encoding="utf-8"))
    keep = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    keep += [c for c in full["model"]["vocab"] if len(c.removeprefix("##")) == 1 and c.isascii()]
    keep += ["the", "on", "my", "me", "when", "code", "works", "##ing", "##s", "##ed", "##fi", "wi", "cat", "naive", "cafe", "是", "我", "天", "😂"]
    full["model"]["vocab"] = {t: i for i, t in enumerate(dict.fromkeys(keep))}
    vocab = full["model"]["vocab"]
    for t in full["added_tokens"]:
        t["id"] = vocab[t["content"]]
    for t in full["post_processor"]["special_tokens"].values():
        t["ids"] = [vocab[t["id"]]]
    full["truncation"] = dict(direction="Right", max_length=48, strategy="LongestFirst", stride=0)
    json.dump(full, open("../tokenizer/testdata/mini-tokenizer.json", "w"), separators=(",", ":"))


def tokens():
    mini_tokenizer()
    full = Tokenizer.from_file(model("bge-small-en-v1.5.tokenizer.json"))
    full.enable_truncation(512)
    mini = Tokenizer.from_file("../tokenizer/testdata/mini-tokenizer.json")
    cs = captions()
    json.dump([dict(caption=c, ids=full.encode(c).ids, mini=mini.encode(c).ids) for c in cs], open("captions.json", "w"), indent=0)
    blocks = {}
    for start in [*range(0, 0x33000, 0x1000), 0xE0000, 0xF0000, 0x10F000]:
        h = hashlib.sha256()
        for c in range(start, start + 0x1000):
            if 0xD800 <= c < 0xE000 or any(a <= c <= b for a, b in NEWER):
                continue
            s = full.normalizer.normalize_str("a" + chr(c) + "b")
            words = [w for w, _ in full.pre_tokenizer.pre_tokenize_str(s)]
            h.update(("\x1f".join(words) + "\n").encode())
        blocks["%x" % start] = h.hexdigest()[:16]
    json.dump(blocks, open("../tokenizer/testdata/runes.json", "w"), indent=0)
    text([full.encode(c).ids for c in cs])


def in_floats(m):
    "Replaces each product of a dynamically quantised x with integer weights, and all that scales it, by x times the weights."
    value = {i.name: onnx.numpy_helper.to_array(i) for i in m.graph.initializer}
    source = {o: n for n in m.graph.node for o in n.output}
    nodes = []
    for n in m.graph.node:
        chain = [source.get(i) for i in n.input]
        cast = next((c for c in chain if c is not None and c.op_type == "Cast" and n.op_type == "Mul"), None)
        product = cast and source.get(cast.input[0])
        if product and product.op_type == "MatMulInteger":
            x, w, _, zero = product.input
            scales = next(c for c in chain if c is not cast)
            scale = next(value[i] for i in scales.input if i in value)
            floats = (value[w].astype("f4") - value[zero].astype("f4")) * scale
            m.graph.initializer.append(onnx.numpy_helper.from_array(floats, w + "_in_floats"))
            n = onnx.helper.make_node("MatMul", [source[x].input[0], w + "_in_floats"], n.output)
        nodes.append(n)
    del m.graph.node[:]
    m.graph.node.extend(nodes)
    return m


def text(ids):
    m = in_floats(onnx.load(model("bge-small-en-v1.5.onnx")))
    layer = "/encoder/layer.9/output/LayerNorm/Add_1_output_0"
    m.graph.output.append(onnx.helper.make_tensor_value_info(layer, onnx.TensorProto.FLOAT, None))
    s = session(m.SerializeToString())
    out = []
    for i in ids:
        i = np.array([i], np.int64)
        h = s.run([layer], dict(input_ids=i, attention_mask=np.ones_like(i), token_type_ids=np.zeros_like(i)))[0][0]
        v = h.mean(0)
        out.append(v / np.linalg.norm(v))
    np.array(out).astype("<f2").tofile("text.f16")


def session(m):
    o = ort.SessionOptions()
    o.intra_op_num_threads = 1
    return ort.InferenceSession(m, o, providers=["CPUExecutionProvider"])


# ---- pictures

def draw(k, w, h, noise=10):
    rng = np.random.default_rng(k)
    y, x = np.mgrid[0:h, 0:w]
    a, b = rng.uniform(0.2, 3, 2)
    im = np.stack([127 + 120 * np.sin(a * x / w * 3 + k), 255 * y / h, 127 + 120 * np.cos(b * (x + y) / (w + h) * 4)], -1)
    im = Image.fromarray(im.clip(0, 255).astype("u1"))
    d = ImageDraw.Draw(im)
    for _ in range(3 + k % 6):
        c = tuple(int(v) for v in rng.integers(0, 256, 3))
        x0, y0 = int(rng.integers(-w // 5, w)), int(rng.integers(-h // 5, h))
        x1, y1 = x0 + int(rng.integers(5, w // 2 + 6)), y0 + int(rng.integers(5, h // 2 + 6))
        kind = int(rng.integers(0, 4))
        if kind == 0:
            d.ellipse([x0, y0, x1, y1], fill=c)
        elif kind == 1:
            d.rectangle([x0, y0, x1, y1], fill=c, outline="black", width=2)
        elif kind == 2:
            d.polygon([(x0, y1), (x1, y1), ((x0 + x1) // 2, y0)], fill=c)
        else:
            d.arc([x0, y0, x1, y1], 20, 300, fill=c, width=4)
    if k % 3 == 0:  # a face
        r = min(w, h) // 4
        cx, cy = w // 2, h // 2
        d.ellipse([cx - r, cy - r, cx + r, cy + r], fill=(250, 210, 60), outline="black")
        d.ellipse([cx - r // 2, cy - r // 3, cx - r // 4, cy], fill="black")
        d.ellipse([cx + r // 4, cy - r // 3, cx + r // 2, cy], fill="black")
        d.arc([cx - r // 2, cy, cx + r // 2, cy + r // 2], 0, 180, fill="black", width=3)
    if noise:
        a = np.asarray(im).astype(int)
        s = slice(0, h // 4)
        a[s] += rng.integers(-noise, noise + 1, a[s].shape)
        im = Image.fromarray(a.clip(0, 255).astype("u1"))
    return im


def with_alpha(im, k):
    w, h = im.size
    y, x = np.mgrid[0:h, 0:w]
    m = (((x - w / 2) / w) ** 2 + ((y - h / 2) / h) ** 2) * 1100
    im = im.convert("RGBA")
    im.putalpha(Image.fromarray((255 - m).clip(0, 255).astype("u1")))
    return im


def exif(o):
    e = Image.Exif()
    e[0x112] = o
    return e.tobytes()


def pictures():
    if os.path.isdir("pictures"):
        return
    os.mkdir("pictures")
    names = []

    def save(im, ext, **kw):
        name = "%02d.%s" % (len(names), ext)
        im.save(os.path.join("pictures", name), **kw)
        names.append(name)

    sizes = [(600, 600), (320, 240), (240, 320), (128, 128), (500, 333), (224, 224), (256, 256), (300, 90), (80, 260), (640, 480)]
    for k in range(20):
        w, h = sizes[k % len(sizes)]
        kw = dict(quality=[60, 75, 85, 92][k % 4] if w < 500 else 55, subsampling=[2, 0, 1, 2, 2][k % 5])
        im = draw(k, w, h, noise=6)
        if k in (3, 13):
            im = im.convert("L")
            kw.pop("subsampling")
        if k in (6, 11):
            kw["progressive"] = True
        if k == 16:
            im = im.convert("CMYK")
            kw = dict(quality=70)
        if k in (4, 7, 12, 17, 18):
            kw["exif"] = exif({4: 6, 7: 8, 12: 3, 17: 5, 18: 2}[k])
        save(im, "jpg", **kw)
    for k in range(20, 32):
        im = draw(k, [200, 120, 310][k % 3], [150, 210, 100][k % 3], noise=0)
        if k in (22, 25, 30):
            im = with_alpha(im.quantize(24).convert("RGB"), k)
        elif k % 2:
            im = im.quantize(32)
        else:
            im = im.quantize(48, dither=0).convert("RGB")
        if k == 26:
            im = im.convert("L")
        save(im, "png", optimize=True, **({"transparency": 3} if k == 23 else {}))
    for k in range(32, 38):
        im = draw(k, 150 + k, 130, noise=0).quantize(16, dither=0)
        more = dict(save_all=True, append_images=[draw(k + 100, 150 + k, 130, 0).quantize(8, dither=0)], duration=90) if k % 2 else {}
        save(im, "gif", **more)
    for k in range(38, 46):
        im = draw(k, 260, 200 + k)
        kw = dict(quality=70)
        if k in (40, 43):
            im = with_alpha(im, k)
        if k == 41:
            im, kw = draw(k, 120, 100, noise=0), dict(lossless=True)
        if k == 44:
            kw = dict(quality=60, save_all=True, append_images=[draw(144, 260, 244)], duration=90)
        if k == 45:
            kw["exif"] = exif(6)
        save(im, "webp", **kw)
    for k in range(46, 50):
        save(draw(k, 62, 58) if k % 2 else draw(k, 90, 70).quantize(64), "bmp")
    json.dump(names, open("pictures.json", "w"))


def open_rgb(path):
    with Image.open(path) as im:
        im.seek(0)
        im = ImageOps.exif_transpose(im)
        if im.mode in ("RGBA", "LA", "PA") or "transparency" in im.info:
            im = im.convert("RGBA")
            im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im)
        return im.convert("RGB")


def lite_pixels(im):
    w, h = im.size
    w, h = (256, int(256 * h / w)) if w <= h else (int(256 * w / h), 256)
    im = im.resize((w, h), Image.Resampling.BILINEAR)
    x, y = round((w - 224) / 2), round((h - 224) / 2)
    return np.asarray(im.crop((x, y, x + 224, y + 224)), np.float32).transpose(2, 0, 1)


def nsfw_pixels(im):
    a = np.asarray(im.resize((256, 256), Image.Resampling.BILINEAR), np.float32)[16:240, 16:240, ::-1]
    return a - np.array([104, 117, 123], np.float32)


def lite(x, sd):
    "EfficientNet-Lite0 in evaluation, as its TensorFlow original pads."
    def conv(x, w, bn, stride, act=True):
        w = sd[w + ".weight"]
        k, size = w.shape[2], x.shape[2]
        t = max((-(-size // stride) - 1) * stride + k - size, 0)
        x = F.pad(x, (t // 2, t - t // 2, t // 2, t - t // 2))
        x = F.conv2d(x, w, stride=stride, groups=x.shape[1] if w.shape[1] == 1 else 1)
        x = F.batch_norm(x, *(sd[bn + s] for s in (".running_mean", ".running_var", ".weight", ".bias")), eps=1e-3)
        return F.relu6(x) if act else x

    x = conv((x - 127) / 128, "_conv_stem", "_bn0", 2)
    for i in range(16):
        p, y = "_blocks.%d." % i, x
        if p + "_expand_conv.weight" in sd:
            y = conv(y, p + "_expand_conv", p + "_bn0", 1)
        y = conv(y, p + "_depthwise_conv", p + "_bn1", 2 if i in (1, 3, 5, 11) else 1)
        y = conv(y, p + "_project_conv", p + "_bn2", 1, act=False)
        x = x + y if x.shape == y.shape else y
    return conv(x, "_conv_head", "_bn1", 1).mean((2, 3))


def vectors():
    names = json.load(open("pictures.json"))
    ims = [open_rgb(os.path.join("pictures", n)) for n in names]
    sd = torch.load(model("efficientnet-lite0.pth"), weights_only=True)
    with torch.no_grad():
        v = torch.cat([lite(torch.from_numpy(lite_pixels(im))[None], sd) for im in ims])
    v.numpy().astype("<f2").tofile("lite.f16")
    m = onnx.load(model("open-nsfw.onnx"))
    m.graph.output.append(onnx.helper.make_tensor_value_info("/Cast_306_output_0", onnx.TensorProto.FLOAT, None))
    s = session(m.SerializeToString())
    v = [s.run(["/Cast_306_output_0"], {s.get_inputs()[0].name: nsfw_pixels(im)[None]})[0][0] for im in ims]
    np.array(v).astype("<f2").tofile("resnet.f16")


def preprocessing():
    resize = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224)])
    norm = transforms.Compose([transforms.ToTensor(), transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    rng, out = np.random.default_rng(0), []
    for name in ("20.png", "21.png", "22.png"):
        im = open_rgb(os.path.join("pictures", name))
        small = resize(im)
        small.save("torchvision-" + name, optimize=True)
        for recipe, a in (("imagenet", norm(small).numpy()), ("lite", lite_pixels(im)), ("opennsfw", nsfw_pixels(im))):
            at = np.sort(rng.choice(a.size, 200, replace=False))
            out.append(dict(picture=name, recipe=recipe, index=at.tolist(), value=[float(v) for v in a.ravel()[at]]))
    json.dump(out, open("preprocess.json", "w"))


# ---- state dicts

def statedicts():
    torch.manual_seed(1)
    a = torch.randn(4, 6)
    d = collections.OrderedDict(
        weight=torch.randn(3, 2, 2, 2), bias=torch.randn(3), half=torch.randn(5).half(), double=torch.randn(2, 2).double(),
        view=a[1:3, ::2], transposed=a.t(), scalar=torch.tensor(2.5), empty=torch.zeros(0, 3), num_batches_tracked=torch.tensor(7),
        parameter=torch.nn.Parameter(torch.randn(2)), last=torch.randn(4, 3).contiguous(memory_format=torch.contiguous_format))
    torch.save(d, "../torch/testdata/legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(d, "../torch/testdata/zip.pth")
    torch.save(dict(d), "../torch/testdata/protocol4.pth", pickle_protocol=4)
    torch.save(dict(when=datetime.date(2020, 1, 1)), "../torch/testdata/classes.pth", _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(2, 2), "../torch/testdata/module.pth")
    json.dump({k: dict(shape=list(v.shape), data=v.detach().float().ravel().tolist()) for k, v in d.items() if v.is_floating_point()},
              open("../torch/testdata/statedict.json", "w"))


pictures()
tokens()
vectors()
preprocessing()
statedicts()
