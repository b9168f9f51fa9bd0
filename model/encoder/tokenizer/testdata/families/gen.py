"""Makes the tokenizers of this folder and ids.json, with what Hugging Face's tokenizers make of 2,000 captions.

    python gen.py        (tokenizers 0.23, sentencepiece 0.2)

The captions are put together from words.json by captions(), here and in the test. The vocabularies are learnt from them; what is
done to a text before and after is as in the published files: clip.json as that of CLIP, roberta.json of RoBERTa, modernbert.json of
ModernBERT, xlmr.json of XLM-R (with a map of characters from rules() in place of nmt_nfkc's, which has 300 kB), bytes.json a
Unigram model that falls back to bytes.

ids.json has, of each tokenizer, the ids of the first captions, and of each 20 captions the beginning of the SHA-256 of their ids,
as "1 2 3\\n" for each.
"""
import base64
import hashlib
import json
import os
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as proto
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

os.chdir(os.path.dirname(os.path.abspath(__file__)))

CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def captions(n=2000):
    words = json.load(open("words.json"))
    state = 1

    def below(k):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % k

    out = []
    for _ in range(n):
        text = ""
        for i in range(below(14)):
            if i or below(8) == 0:
                text += words["between"][below(len(words["between"]))]
            text += words["words"][below(len(words["words"]))]
        out.append(text)
    return out


def clip(texts):
    t = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>", continuing_subword_prefix=""))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(CLIP), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    t.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=900, initial_alphabet=alphabet, end_of_word_suffix="</w>", special_tokens=["<|startoftext|>", "<|endoftext|>"], show_progress=False))
    t.post_processor = processors.RobertaProcessing(("<|endoftext|>", 1), ("<|startoftext|>", 0), trim_offsets=False, add_prefix_space=False)
    t.enable_truncation(20)
    t.enable_padding(pad_id=1, pad_token="<|endoftext|>", length=20)
    return t


def roberta(texts):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    special = ["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, normalized=False)]
    t.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=800, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=special, show_progress=False))
    t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    t.decoder = decoders.ByteLevel()
    return t


def modernbert(texts):
    t = Tokenizer(models.BPE(ignore_merges=True))
    t.normalizer = normalizers.NFC()
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=800, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=["[UNK]", "[CLS]", "[SEP]", "[PAD]"], show_progress=False))
    t.add_special_tokens([AddedToken("[MASK]", lstrip=True, normalized=False)])
    t.add_tokens([AddedToken(" " * n, normalized=True) for n in range(8, 1, -1)])
    t.add_tokens([AddedToken("lol", single_word=True, normalized=False), AddedToken("Café", rstrip=True, normalized=True), AddedToken("||EMAIL||", normalized=True)])
    t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    t.enable_truncation(40)
    return t


def rules():
    pairs = {"\u00a0": " ", "\u2003": " ", "\u200b": "", "\u200d": "", "\u2122": "TM", "\u2026": "...", "\ufb01": "fi", "\u00bd": "1\u20442", "e\u0301": "\u00e9", "\t": " ", "\n": " ", "\u0958": "\u0915\u093c", "\u2602\ufe0f": "\u2602"}
    for i in range(94):
        pairs[chr(0xFF01 + i)] = chr(0x21 + i)
    return pairs


def unigram(texts, **more):
    with tempfile.TemporaryDirectory() as tmp:
        with open(tmp + "/rules.tsv", "w") as f:
            for a, b in rules().items():
                f.write(" ".join("%X" % ord(c) for c in a) + "\t" + " ".join("%X" % ord(c) for c in b) + "\n")
        with open(tmp + "/texts", "w") as f:
            f.writelines(" ".join(t.split()) + "\n" for t in texts[: len(texts) // 2])  # the rest has what is unknown
        sentencepiece.SentencePieceTrainer.train(input=tmp + "/texts", model_prefix=tmp + "/m", vocab_size=500, character_coverage=0.98, normalization_rule_tsv=tmp + "/rules.tsv", hard_vocab_limit=False, minloglevel=2, num_threads=1, **more)
        m = proto.ModelProto()
        m.ParseFromString(open(tmp + "/m.model", "rb").read())
    return [(p.piece, p.score) for p in m.pieces], m.normalizer_spec.precompiled_charsmap


def xlmr(texts):
    pieces, charsmap = unigram(texts)
    vocab = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + pieces[3:] + [("<mask>", 0.0)]
    t = Tokenizer(models.Unigram(vocab, unk_id=3, byte_fallback=False))
    t.normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap), normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")])
    t.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, normalized=False)])
    t.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    t.enable_truncation(30)
    t.enable_padding(pad_id=1, pad_token="<pad>")
    return t


def fallback(texts):
    pieces, _ = unigram(texts, byte_fallback=True)
    t = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=True))
    t.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.StripAccents(), normalizers.Strip(), normalizers.Replace("  ", " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="first", split=False)
    t.add_special_tokens(["<unk>", "<s>", "</s>"])
    return t


def main():
    texts = captions()
    ids = {}
    for name, make in {"clip": clip, "roberta": roberta, "modernbert": modernbert, "xlmr": xlmr, "bytes": fallback}.items():
        t = make(texts)
        text = json.dumps(json.loads(t.to_str()), ensure_ascii=False, separators=(",", ":"))
        with open(name + ".json", "w") as f:
            f.write(text + "\n")
        t = Tokenizer.from_str(text)
        t.no_padding()
        all_ids = [t.encode(c).ids for c in texts]
        blocks = ["".join(" ".join(map(str, x)) + "\n" for x in all_ids[i : i + 20]) for i in range(0, len(texts), 20)]
        ids[name] = {"first": all_ids[:40], "blocks": [hashlib.sha256(b.encode()).hexdigest()[:12] for b in blocks]}
        print(name, len(text), t.get_vocab_size(), sum(map(len, all_ids)) / len(texts), max(map(len, all_ids)))
    with open("ids.json", "w") as f:
        json.dump(ids, f, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    main()
