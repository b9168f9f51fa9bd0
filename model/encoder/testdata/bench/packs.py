"""Compare the image features of two packs of encoders on the same memes.

    memebench encoders use default      && memebench encode && memebench features --out A
    memebench encoders use default-int8 && memebench encode && memebench features --out B
    python packs.py A B [--scenes labels/starter/manifest.jsonl]        (scikit-learn 1.9, numpy 2.4)

Prints the cosine between the two vectors of each picture: mean, least and the hundredth part from below. With --scenes,
for the starter workspace, it also prints how well each pack's features tell the scenes of the pictures apart: macro-F1 of
a logistic regression on standardised features, five stratified folds, for five ways to deal them.
"""
import argparse
import csv
import json
import os

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def load(folder):
    with open(os.path.join(folder, "memes.csv"), newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f)), np.load(os.path.join(folder, "image.npy"))


def probe(x, y, seed):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500))
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    return f1_score(y, cross_val_predict(model, x, y, cv=folds), average="macro")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("a")
    p.add_argument("b")
    p.add_argument("--scenes")
    args = p.parse_args()
    (rows, a), (other, b) = load(args.a), load(args.b)
    assert [r["meme"] for r in rows] == [r["meme"] for r in other], "the folders hold other memes"
    both = a.any(1) & b.any(1)  # memes with a picture
    cosine = (a * b).sum(1)[both] / np.linalg.norm(a[both], axis=1) / np.linalg.norm(b[both], axis=1)
    print("cosine of %d pictures: mean %.4f, least %.4f, one in a hundred below %.4f" % (len(cosine), cosine.mean(), cosine.min(), np.quantile(cosine, 0.01)))
    if args.scenes:
        scenes = np.array([json.loads(line)["scene"] for line in open(args.scenes, encoding="utf-8")])
        for name, x in ((args.a, a), (args.b, b)):
            f1 = [probe(x, scenes, seed) for seed in range(5)]
            print("%s: macro-F1 on %d scenes %.3f (%s)" % (name, len(set(scenes)), np.mean(f1), ", ".join("%.3f" % v for v in f1)))


main()
