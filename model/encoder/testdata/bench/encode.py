"""Compare memebench encode with a Python program that encodes the same rows with the same model files.

The rival is a script that takes --csv --images --text-model --tokenizer --image-model --pool --workers --limit and prints
a JSON object with wall_s and peak_rss_mb. Both programs run once per pair, on the same first rows of one Memotion-style
table, in turn (who begins alternates), each from an empty cache. Times are the programs' own: loading the models is
counted, starting the interpreter and importing the table are not. Memory is the sum of the peaks of a program's
processes. On a busy machine only the ratios mean anything.

    python encode.py --memebench ./memebench --rival encode_python.py --csv labels.csv --images images/ --rows 400
"""
import argparse
import csv
import glob
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile


def run(command, env=None):
    """Returns the JSON that a command prints and the peak memory of its process, in MB."""
    p = subprocess.Popen(command, stdout=subprocess.PIPE, env=env)
    out = p.stdout.read()
    _, status, usage = os.wait4(p.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):  # 3: some pictures could not be read
        sys.exit(f"{command[0]} failed")
    return json.loads(out), usage.ru_maxrss / 1024


def ours(a, table, cache):
    with tempfile.TemporaryDirectory() as workspace:
        base = [a.memebench, "--json", "-w", workspace]
        run(base + ["import", "--format", "memotion", "--csv", table, "--images", a.images])
        report, peak = run(base + ["encode"])
        return report["seconds"], peak


def theirs(a, table, cache):
    def only(pattern):
        found = glob.glob(os.path.join(cache, pattern))
        if len(found) != 1:
            sys.exit(f"{pattern}: {len(found)} files in {cache}: want one; run memebench encode first")
        return found[0]

    report, _ = run([sys.executable, a.rival, "--csv", table, "--images", a.images, "--pool", "mean", "--workers", str(a.workers),
                     "--text-model", only("derived/floats-6c9c6101a956-*.onnx"), "--tokenizer", only("files/*/bge-small-en-v1.5.tokenizer.json"),
                     "--image-model", only("derived/efficientnet-lite0-[0-9a-f]*.onnx")])
    return report["wall_s"], report["peak_rss_mb"]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--memebench", required=True), ap.add_argument("--rival", required=True)
    ap.add_argument("--csv", required=True), ap.add_argument("--images", required=True)
    ap.add_argument("--rows", type=int, default=400), ap.add_argument("--pairs", type=int, default=5)
    ap.add_argument("--workers", type=int, default=os.cpu_count())
    ap.add_argument("--cache", default=os.environ.get("MEMEBENCH_CACHE", os.path.expanduser("~/.cache/memebench")))
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        table = os.path.join(tmp, "sample.csv")
        with open(a.csv, newline="", encoding="utf-8") as f, open(table, "w", newline="", encoding="utf-8") as g:
            rows = csv.reader(f)
            csv.writer(g).writerows(row for i, row in enumerate(rows) if i <= a.rows)
        pairs = []
        for i in range(a.pairs):
            got = {}
            for who in (ours, theirs) if i % 2 else (theirs, ours):
                got[who.__name__] = who(a, table, a.cache)
            pairs.append(got)
            print(json.dumps(got), file=sys.stderr)
    median = lambda f: statistics.median(f(p) for p in pairs)
    print(json.dumps(dict(
        rows=a.rows, pairs=a.pairs,
        per_s=median(lambda p: a.rows / p["ours"][0]), rival_per_s=median(lambda p: a.rows / p["theirs"][0]),
        speed_ratio=median(lambda p: p["theirs"][0] / p["ours"][0]),
        peak_mb=median(lambda p: p["ours"][1]), rival_peak_mb=median(lambda p: p["theirs"][1]),
        memory_ratio=median(lambda p: p["ours"][1] / p["theirs"][1]),
    ), indent=1))


if __name__ == "__main__":
    main()
