"""A Python server that predicts memes as memebench serve does: FastAPI, ONNX Runtime and the same model files.

It answers POST /infer with a body of the Open Inference Protocol, one caption and one picture in binary, with five probabilities
in JSON. What it does to a caption and a picture is what encode.py's rival does. --threads are those of each session: 1 with
several --workers, or for one process that answers requests side by side; 0 for as many as there are processors.

    python server.py --text text.onnx --tokenizer tokenizer.json --image image.onnx --head head.onnx --port 8000 [--workers 2] [--threads 1]
"""
import argparse
import io
import json
import os
import struct

import numpy as np
import onnxruntime as ort
import uvicorn
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from PIL import Image, ImageOps
from tokenizers import Tokenizer


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = int(os.environ["BENCH_THREADS"])
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", os.environ["BENCH_SPINNING"])
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def pixels(data):
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if picture.mode != "RGB":
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    w, h = picture.size
    w, h = (256, int(256 * h / w)) if w <= h else (int(256 * w / h), 256)
    picture = picture.resize((w, h), Image.Resampling.BILINEAR)
    x, y = round((w - 224) / 2), round((h - 224) / 2)
    return np.asarray(picture.crop((x, y, x + 224, y + 224)), np.float32).transpose(2, 0, 1)[None]


def elements(body):
    """The caption and the picture of a binary request, each behind its length."""
    end = json.JSONDecoder().raw_decode(body[:4096].decode("latin-1"))[1]
    out = []
    while end < len(body):
        (n,) = struct.unpack_from("<I", body, end)
        out.append(body[end + 4 : end + 4 + n])
        end += 4 + n
    return out


def app():
    tokenizer = Tokenizer.from_file(os.environ["BENCH_TOKENIZER"])
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    text, image, head = (session(os.environ["BENCH_" + name]) for name in ("TEXT", "IMAGE", "HEAD"))
    takes = {i.name for i in text.get_inputs()}
    picture_input = image.get_inputs()[0].name

    def predict(body):
        caption, picture = elements(body)
        ids = np.array([tokenizer.encode(caption.decode()).ids], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        state = text.run(None, {k: v for k, v in feed.items() if k in takes})[0][0].mean(0)
        features = image.run(None, {picture_input: pixels(picture)})[0].reshape(1, -1)
        state = state / max(float(np.linalg.norm(state)), 1e-12)
        return head.run(None, {"text": state[None].astype(np.float32), "image": features, "present": np.ones((1, 2), np.float32)})[0][0].tolist()

    api = FastAPI()

    @api.get("/ready")
    def ready():
        return {}

    @api.post("/infer")
    async def infer(request: Request):
        return {"probabilities": await run_in_threadpool(predict, await request.body())}

    return api


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("text", "tokenizer", "image", "head"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--port", type=int, required=True), ap.add_argument("--workers", type=int, default=1)
    ap.add_argument("--threads", type=int, default=1), ap.add_argument("--spinning", type=int, default=0)
    a = ap.parse_args()
    os.environ.update(BENCH_TEXT=a.text, BENCH_TOKENIZER=a.tokenizer, BENCH_IMAGE=a.image, BENCH_HEAD=a.head, BENCH_THREADS=str(a.threads), BENCH_SPINNING=str(a.spinning))
    uvicorn.run("server:app", factory=True, host="127.0.0.1", port=a.port, workers=a.workers, log_level="warning", app_dir=os.path.dirname(os.path.abspath(__file__)))
