"""Makes forms.json: what Hugging Face's normalizers make of every code point.

    python forms.py        (tokenizers 0.23)

Per 4096 code points the beginning of the SHA-256 of the four normal forms and of the text without accents, each as a line, of
the code point c in "e" + c + a grave accent below + an acute one.
"""
import hashlib
import json
import os

from tokenizers import normalizers as n

os.chdir(os.path.dirname(os.path.abspath(__file__)))
forms = [n.NFC(), n.NFD(), n.NFKC(), n.NFKD(), n.StripAccents()]
blocks = {}
for start in [*range(0, 0x20000, 0x1000), 0x2F000, 0xE0000]:
    h = hashlib.sha256()
    for c in range(start, start + 0x1000):
        if not 0xD800 <= c < 0xE000:
            for f in forms:
                h.update((f.normalize_str("e" + chr(c) + "\u0316\u0301") + "\n").encode())
    blocks["%x" % start] = h.hexdigest()[:16]
with open("forms.json", "w") as f:
    json.dump(blocks, f, separators=(",", ":"))
    f.write("\n")
