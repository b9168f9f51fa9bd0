"""Compares the training of a head here with PyTorch's, on the memes of workspaces.

    python3 compare_torch.py --memebench ./memebench --torch train_torch.py --python venv/bin/python \\
        --batch 64 256 --rounds 5 WORKSPACE...

For each workspace and batch size the features are exported, and memebench and
PyTorch train in turn, round by round, so that what else the machine does hits
both: the same rows and split, 20 epochs without early stopping, dropout 0.2,
smoothing 0.05, square-root class weights, Adam at a rate that stays. PyTorch is run with one thread,
with two that sleep and with two that spin while they wait, and the best of the
three medians counts. Seconds are those of the epochs alone, with their
validation; memory is the most that the whole process had.

The PyTorch script prints train_s and peak_rss_mb as JSON and takes --dir (with
text.npy, image.npy, levels.npy and split.npy), --epochs, --batch, --threads and
--openmp. Prints a table in Markdown, or with --json a JSON object for each line of it.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

SETTINGS = [(1, "passive"), (2, "passive"), (2, "active")]


def run(command):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}")
    return json.loads(done.stdout)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--memebench", required=True, help="the built program")
    ap.add_argument("--torch", required=True, help="the PyTorch training script")
    ap.add_argument("--python", default=sys.executable, help="a Python that has PyTorch")
    ap.add_argument("--batch", type=int, nargs="+", default=[64, 256])
    ap.add_argument("--epochs", type=int, default=20)
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--json", action="store_true")
    ap.add_argument("workspaces", nargs="+")
    a = ap.parse_args()
    if not a.json:
        print("| rows | batch | memebench s | PyTorch s (its setting) | ratio | MiB here | MiB PyTorch | ratio |")
        print("|---|---|---|---|---|---|---|---|")
    for workspace in a.workspaces:
        with tempfile.TemporaryDirectory() as folder:
            features = os.path.join(folder, "features")
            run([a.memebench, "features", "-w", workspace, "--out", features, "--json"])
            for batch in a.batch:
                here, there = [], {s: [] for s in SETTINGS}
                for _ in range(a.rounds):
                    here.append(run([a.memebench, "train", "-w", workspace, "--epochs", a.epochs, "--batch", batch,
                                     "--no-early-stop", "--decay-steps", 0, "--label-smoothing", 0.05,
                                     "--threads", a.threads, "--json"]))
                    for threads, policy in SETTINGS:
                        there[threads, policy].append(run([a.python, a.torch, "--dir", features, "--epochs", a.epochs, "--batch", batch,
                                                           "--threads", threads, "--openmp", policy]))
                if there[SETTINGS[0]][0]["rows"][:2] != [here[0]["train_n"], here[0]["val_n"]]:
                    sys.exit(f"{workspace}: the two were trained on other rows")
                seconds = statistics.median(r["train_seconds"] for r in here)
                best = min(SETTINGS, key=lambda s: statistics.median(r["train_s"] for r in there[s]))
                theirs = statistics.median(r["train_s"] for r in there[best])
                memory = max(r["peak_rss_mb"] for r in here)
                most = min(r["peak_rss_mb"] for r in there[best])
                if a.json:
                    print(json.dumps({"rows": here[0]["train_n"], "batch": batch, "seconds": seconds, "torch_seconds": theirs, "torch_setting": best,
                                      "mib": memory, "torch_mib": most}), flush=True)
                    continue
                print(f"| {here[0]['train_n']} + {here[0]['val_n']} val | {batch} | {seconds:.2f} | {theirs:.2f} ({best[0]} threads, {best[1]}) "
                      f"| {theirs / seconds:.1f}× | {memory:.0f} | {most:.0f} | 1/{most / memory:.1f} |", flush=True)


if __name__ == "__main__":
    main()
