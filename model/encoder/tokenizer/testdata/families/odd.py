"""Writes odd.json: small made-up tokenizers of the three families with options that published ones
seldom have (unknown characters fused or not, bytes in their place, words of greatest length, added
tokens of all kinds, short truncations), texts, and the ids that Hugging Face's tokenizers gives.

    pip install tokenizers==0.23.3
    python odd.py          # more: python odd.py SEED TOKENIZERS FILE
"""

import json
import os
import random
import sys

from tokenizers import Tokenizer

seed, count = int(sys.argv[1]) if len(sys.argv) > 1 else 1, 60
file = os.path.join(os.path.dirname(os.path.abspath(__file__)), "odd.json")
if len(sys.argv) > 3:
    count, file = int(sys.argv[2]), sys.argv[3]
R = random.Random(seed)
BYTES = [f"<0x{b:02X}>" for b in range(256)]


def chance(p):
    return R.random() < p


def text(alphabet, n):
    return "".join(R.choice(alphabet) for _ in range(R.randrange(n)))


def bpe(alphabet):
    prefix, suffix = R.choice([None, None, "##"]), R.choice([None, None, "</w>"])
    unknown, fallback = R.choice([None, "[UNK]"]), chance(0.04)
    vocab = {}

    def add(piece):
        vocab.setdefault(piece, len(vocab))

    if unknown:
        add(unknown)
    for c in alphabet[: R.randrange(2, len(alphabet) + 1)]:
        for before in dict.fromkeys(["", prefix or ""]):
            for after in dict.fromkeys(["", suffix or ""]):
                if chance(0.9):
                    add(before + c + after)
    pieces = [p for p in vocab if p != unknown]
    if fallback:
        for b in BYTES:
            add(b)
    merges = []
    for _ in range(R.randrange(8)):
        a, b = R.choice(pieces), R.choice(pieces)
        if prefix and not b.startswith(prefix) or suffix and a.endswith(suffix) or [a, b] in merges:
            continue
        joined = a + (b[len(prefix) :] if prefix else b)
        merges.append([a, b])
        add(joined)
        if joined not in pieces:
            pieces.append(joined)
    return len(vocab), {
        "type": "BPE", "dropout": None, "unk_token": unknown, "continuing_subword_prefix": prefix, "end_of_word_suffix": suffix,
        "fuse_unk": chance(0.5), "byte_fallback": fallback, "ignore_merges": chance(0.3), "vocab": vocab, "merges": merges,
    }


def unigram(alphabet):
    pieces = list(dict.fromkeys(["<unk>"] + [text(alphabet + ["▁"], 4) or "a" for _ in range(12)]))
    fallback = chance(0.04)
    if fallback:
        pieces += BYTES
    vocab = [[p, 0.0 if p == "<unk>" else round(-R.random() * 12, 3)] for p in pieces]
    return len(vocab), {"type": "Unigram", "unk_id": 0, "vocab": vocab, "byte_fallback": fallback}


def wordpiece(alphabet):
    vocab = {"[UNK]": 0}
    for _ in range(14):
        vocab.setdefault(R.choice(["", "##"]) + (text(alphabet, 4) or "a"), len(vocab))
    return len(vocab), {
        "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": R.randrange(2, 7), "vocab": vocab,
    }


def added(first, normalized):
    tokens = []
    for i in range(R.randrange(4)):
        content = R.choice(["<x>", "ab", "<mask>", "a b", "[M]", "ca"])
        if all(t["content"] != content for t in tokens):
            tokens.append({
                "id": first + i, "content": content, "single_word": chance(0.4), "lstrip": chance(0.4), "rstrip": chance(0.4),
                "normalized": normalized and chance(0.5), "special": chance(0.5),
            })
    return tokens


def tokenizer(alphabet):
    size, model = R.choice([bpe, unigram, wordpiece])(alphabet)
    bert = chance(0.3)
    before = R.choice([
        None, {"type": "WhitespaceSplit"},
        {"type": "Metaspace", "replacement": "▁", "prepend_scheme": R.choice(["always", "never", "first"]), "split": chance(0.5)},
    ])
    normal = R.choice([
        None, {"type": "Lowercase"}, {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}]},
        {"type": "Strip", "strip_left": True, "strip_right": chance(0.5)}, {"type": "Prepend", "prepend": "▁"},
        {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
    ])
    if bert:
        before = {"type": "BertPreTokenizer"}
        normal = {
            "type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": chance(0.5), "strip_accents": R.choice([None, True, False]),
            "lowercase": chance(0.5),
        }
    token = lambda name: {"SpecialToken": {"id": name, "type_id": 0}}
    text_of = lambda name: {"Sequence": {"id": name, "type_id": 0}}
    special = {"S": {"id": "S", "ids": [0], "tokens": ["S"]}, "E": {"id": "E", "ids": [1], "tokens": ["E"]}}
    around = {"type": "TemplateProcessing", "single": [token("S"), text_of("A"), token("E")], "pair": [text_of("A"), text_of("B")], "special_tokens": special}
    cut = {"max_length": R.randrange(4, 9), "stride": 0, "strategy": "LongestFirst", "direction": "Right"}
    return {
        "version": "1.0", "truncation": R.choice([None, None, cut]), "padding": None, "added_tokens": added(size, not bert), "normalizer": normal,
        "pre_tokenizer": before, "post_processor": R.choice([None, around]), "decoder": None, "model": model,
    }


out = []
for _ in range(count):
    alphabet = list("abcd") + R.choice([[], ["é", "ß"], ["़", "你"]])
    spec = tokenizer(alphabet)
    theirs = Tokenizer.from_str(json.dumps(spec))
    parts = alphabet + [" ", " ", "A", "é", "z", "z", " ab ", "<x>", "[M]", "ca", "<mask>", "a b", "\u00a0", "\n", "_", "1", "."]
    texts = ["".join(R.choice(parts) for _ in range(R.randrange(1, 14))) for _ in range(16)]
    out.append({"tokenizer": spec, "texts": texts, "ids": [theirs.encode(t).ids for t in texts]})
with open(file, "w") as f:
    f.write("[" + ",\n".join(json.dumps(o, ensure_ascii=False, separators=(",", ":")) for o in out) + "]\n")
