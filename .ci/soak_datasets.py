"""soak_datasets.py FOLDER OUT: what datasets.load_dataset("imagefolder") reads of a folder, as JSON."""
import json
import sys

from datasets import load_dataset

rows = []
for split, part in load_dataset("imagefolder", data_dir=sys.argv[1]).items():
    for row in part:
        picture = row["image"]
        rows.append({
            "split": split, "meme": row["meme"], "caption": row["caption"], "level": row["level"], "labels": row["labels"],
            "picture": f"{picture.format} {picture.width}x{picture.height}",
        })
with open(sys.argv[2], "w") as out:
    json.dump(rows, out, indent=1, sort_keys=True)
    out.write("\n")
