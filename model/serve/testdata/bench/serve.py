"""Compare memebench serve with a Python server (server.py) that predicts with the same model files, in one run.

Each round asks every server in turn, one meme a request, a caption and a picture of 600x600, from 1, 8 and 32 clients at a time,
whose connections stay open. Of the Python server the settings in SETTINGS are tried, and the best of them at each number of
clients is what memebench is compared with. Memory is the sum of the peaks of a server's processes after all rounds. The answers
must be the same. On a busy machine only the ratios mean anything, and those of processor_ms, the processor time of a meme, most:
what others leave to a server depends on how many threads it has.

    python serve.py --memebench ./memebench --workspace W --picture meme.jpg [--rounds 5] [--seconds 4]

It needs fastapi, uvicorn, onnxruntime, tokenizers, pillow, numpy and onnx.
"""
import argparse
import glob
import http.client
import io
import json
import os
import re
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

import onnx.utils
from PIL import Image

SETTINGS = {  # of the Python server; several processes take as many times the memory
    "one thread a session": ["--threads", "1"],
    "all threads a session": ["--threads", "0"],
    "all threads, spinning": ["--threads", "0", "--spinning", "1"],
    "two processes": ["--workers", "2", "--threads", "1"],
}
CLIENTS = (1, 8, 32)
CAPTION = b"when the meeting that could have been an email ends in another meeting"


def only(pattern):
    found = glob.glob(pattern)
    if len(found) != 1:
        sys.exit(f"{pattern}: {len(found)} files: want one; run memebench encode first")
    return found[0]


def body(picture):
    image = Image.open(picture).convert("RGB").resize((600, 600))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    parts = [struct.pack("<I", len(b)) + b for b in (CAPTION, file.getvalue())]
    inputs = [{"name": n, "datatype": "BYTES", "shape": [1], "parameters": {"binary_data_size": len(p)}} for n, p in zip(("caption", "image"), parts)]
    head = json.dumps({"inputs": inputs, "outputs": [{"name": "probabilities"}]}).encode()
    return head + b"".join(parts), {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": str(len(head))}


class Server:
    def __init__(self, command, path, port, env=None):
        self.process, self.path, self.port = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL), path, port

    def wait(self, ready):
        for _ in range(600):
            try:
                c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                c.request("GET", ready)
                if c.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        sys.exit(f"{self.path} is not ready after a minute")

    def ask(self, connection, request):
        connection.request("POST", self.path, *request)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            sys.exit(f"{self.path}: {answer.status} {text[:200]}")
        return json.loads(text)

    def load(self, request, clients, seconds):
        """Returns memes a second, and the milliseconds that each request took."""
        took, lock = [], threading.Lock()
        end = time.perf_counter() + seconds

        def client():
            connection = http.client.HTTPConnection("127.0.0.1", self.port)
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            own = []
            while time.perf_counter() < end:
                began = time.perf_counter()
                self.ask(connection, request)
                own.append(1000 * (time.perf_counter() - began))
            connection.close()
            with lock:
                took.extend(own)

        threads = [threading.Thread(target=client) for _ in range(clients)]
        began = time.perf_counter()
        [t.start() for t in threads]
        [t.join() for t in threads]
        return len(took) / (time.perf_counter() - began), took

    def processes(self):
        pids = [self.process.pid]
        for pid in pids:
            for task in glob.glob(f"/proc/{pid}/task/*/children"):
                pids += map(int, open(task).read().split())
        return pids

    def peak(self):
        total = 0
        for pid in self.processes():
            total += int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{pid}/status").read())[1])
        return total / 1024

    def processor_ms(self):
        """Processor time of all its processes so far."""
        ticks = 0
        for pid in self.processes():
            fields = open(f"/proc/{pid}/stat").read().rpartition(") ")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return 1000 * ticks / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def free():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--memebench", required=True), ap.add_argument("--workspace", required=True), ap.add_argument("--picture", required=True)
    ap.add_argument("--rounds", type=int, default=5), ap.add_argument("--seconds", type=float, default=4)
    ap.add_argument("--cache", default=os.environ.get("MEMEBENCH_CACHE", os.path.expanduser("~/.cache/memebench")))
    a = ap.parse_args()
    request = body(a.picture)
    with tempfile.TemporaryDirectory() as tmp:
        ours = [a.memebench, "-w", a.workspace]
        subprocess.run(ours + ["models", "export", "served", "--out", tmp + "/head"], check=True, stdout=subprocess.DEVNULL)
        pack = json.loads(subprocess.run(ours + ["encoders", "show"], check=True, capture_output=True).stdout)
        floats = glob.glob(f"{a.cache}/derived/floats-*.onnx")  # where the machine is better at those, memebench uses them
        text = floats[0] if floats else pack["text"]["file"]
        onnx.utils.extract_model(text, tmp + "/text.onnx", [i.name for i in onnx.load(text).graph.input], [pack["text"]["output"]])
        files = ["--text", tmp + "/text.onnx", "--tokenizer", pack["text"]["tokenizer"], "--image", only(f"{a.cache}/derived/efficientnet-lite0-[0-9a-f]*-*.onnx"), "--head", tmp + "/head/head.onnx"]
        port = free()
        servers = {"memebench": Server(ours + ["serve", "--http", f":{port}"], "/v2/models/memebench/infer", port)}
        try:
            for name, flags in SETTINGS.items():
                port = free()
                servers[name] = Server([sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server.py"), "--port", str(port), *files, *flags], "/infer", port)
            servers["memebench"].wait("/v2/health/ready")
            said = {}
            for name, s in servers.items():
                if name != "memebench":
                    s.wait("/ready")
                answer = s.ask(http.client.HTTPConnection("127.0.0.1", s.port), request)
                said[name] = answer["outputs"][0]["data"] if name == "memebench" else answer["probabilities"]
                s.load(request, 4, 1)  # warm
            apart = max(abs(x - y) for p in said.values() for x, y in zip(p, said["memebench"]))
            if apart > 0.02:
                sys.exit(f"the servers do not say the same: {said}")
            rates, times, used = {}, {}, {}
            for r in range(a.rounds):
                for clients in CLIENTS:
                    names = list(servers)
                    for name in names[r % len(names) :] + names[: r % len(names)]:
                        before = servers[name].processor_ms()
                        rate, took = servers[name].load(request, clients, a.seconds)
                        used.setdefault((name, clients), []).append((servers[name].processor_ms() - before) / len(took))
                        rates.setdefault((name, clients), []).append(rate)
                        times.setdefault((name, clients), []).extend(took)
            peaks = {name: s.peak() for name, s in servers.items()}
        finally:
            [s.stop() for s in servers.values()]
    out = {"answers_apart": apart, "servers": {}, "ratios": {}}
    for name in servers:
        out["servers"][name] = {"peak_mb": round(peaks[name], 1)}
        for clients in CLIENTS:
            took = sorted(times[name, clients])
            out["servers"][name][f"{clients}_clients"] = {
                "per_s": round(statistics.median(rates[name, clients]), 1), "processor_ms": round(statistics.median(used[name, clients]), 1), "p50_ms": round(took[len(took) // 2], 1), "p99_ms": round(took[min(len(took) - 1, len(took) * 99 // 100)], 1),
            }
    for clients in CLIENTS:  # by rounds, as they were beside each other
        best = max(SETTINGS, key=lambda n: statistics.median(rates[n, clients]))
        by = [x / y for x, y in zip(rates["memebench", clients], rates[best, clients])]
        out["ratios"][f"{clients}_clients"] = {"against": best, "throughput": round(statistics.median(by), 2), "memory": round(peaks["memebench"] / peaks[best], 2),
                                              "processor": round(statistics.median(used[best, clients]) / statistics.median(used["memebench", clients]), 2)}
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
