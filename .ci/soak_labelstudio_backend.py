"""soak_labelstudio_backend.py PORT TOKEN MEMEBENCH WORK OUT: connects memebench serve with Label Studio, and tries all of it.

Predictions are shown there; what is annotated, changed and deleted there is so in the export here; training there moves what the
model says. The requests that Label Studio sends are recorded in OUT, where tests send them again.
"""
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request

port, token, memebench, work, out = sys.argv[1:]
studio = f"http://127.0.0.1:{port}"
os.makedirs(out, exist_ok=True)
environment = dict(os.environ, XDG_DATA_HOME=work + "/share", MEMEBENCH_WORKSPACE="", MEMEBENCH_ANNOTATOR="soak")


def call(method, path, body=None, base=studio, auth="Token " + token):
    request = urllib.request.Request(
        base + path, method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **({"Authorization": auth} if auth else {})},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        text = answer.read()
        return json.loads(text) if text.strip() else None


def run(*args):
    return subprocess.run([memebench, *args], env=environment, check=True, capture_output=True, text=True).stdout


def until(what, so):
    for _ in range(600):
        got = so()
        if got:
            return got
        time.sleep(0.2)
    sys.exit(f"waited two minutes for {what}")


# The starter set, with the pictures that Label Studio serves from where they lie.
run("encode")
run("export", "--format", "labelstudio", "--out", work + "/starter.json")
tasks = json.load(open(work + "/starter.json"))[:40]
for task in tasks:
    task["annotations"] = []
config = re.search(r"```xml\n(.*?)```", open("labels/README.md").read(), re.S).group(1)
project = call("POST", "/api/projects/", {"title": "backend", "label_config": config})["id"]
call("POST", "/api/storages/localfiles", {"project": project, "path": work + "/share/memebench/starter/pictures", "use_blob_urls": True})
call("POST", f"/api/projects/{project}/import", tasks)
ids = until("the tasks", lambda: [t["id"] for t in call("GET", f"/api/tasks?project={project}&page_size=100")["tasks"]])

call("POST", "/api/jwt/settings", {"api_tokens_enabled": True, "legacy_api_tokens_enabled": True, "api_token_ttl_days": 30})
personal = call("POST", "/api/token/", {})["token"]
log = open(work + "/serve.log", "w+")
served = subprocess.Popen([memebench, "serve", "--http", ":0", "--ls-url", studio], env=dict(environment, MEMEBENCH_LS_TOKEN=personal), stderr=log)


class Recorder(http.server.BaseHTTPRequestHandler):
    """Hands requests on to memebench, and keeps the first of each kind."""

    protocol_version = "HTTP/1.0"

    def do_GET(self):
        self.hand_on(None)

    def do_POST(self):
        self.hand_on(self.rfile.read(int(self.headers["Content-Length"])))

    def hand_on(self, body):
        name = self.path.strip("/")
        if body is not None:
            asked = json.loads(body)
            name = asked.get("action", name).lower()
            path = f"{out}/{name}.json"
            if not os.path.exists(path):
                if "tasks" in asked:
                    asked["tasks"] = asked["tasks"][:3]
                if isinstance(asked.get("project"), dict):
                    asked["project"] = {key: asked["project"][key] for key in ("id", "title", "label_config")}
                text = json.dumps(asked, indent=1, sort_keys=True).replace(work.lstrip("/"), "work").replace(token, "TOKEN").replace(port, "8080")
                open(path, "w").write(text + "\n")
        request = urllib.request.Request(backend + self.path, data=body, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=100) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as e:
            status, text = e.code, e.read()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


try:
    backend = until("memebench", lambda: (m := re.search(r"url=(\S+)", open(work + "/serve.log").read())) and m.group(1))
    until("the model", lambda: "version served" in open(work + "/serve.log").read())
    for name in os.listdir(out):
        os.remove(f"{out}/{name}")
    recorder = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=recorder.serve_forever, daemon=True).start()
    between = f"http://127.0.0.1:{recorder.server_port}"

    model = call("POST", "/api/ml/", {"url": between, "project": project, "title": "memebench", "timeout": 60})
    assert model["state"] == "CO", model
    call("POST", "/api/webhooks/", {"url": between + "/webhook", "project": project, "send_payload": True, "send_for_all_actions": True})

    def predictions():
        call("POST", f"/api/dm/actions?id=retrieve_tasks_predictions&project={project}", {"selectedItems": {"all": False, "included": ids}})
        return {p["task"]: p for p in call("GET", f"/api/predictions?project={project}")}

    before = predictions()
    assert len(before) == len(ids) and all(p["result"][0]["value"]["choices"] and p["model_version"] == "v0" for p in before.values()), before
    assert "from its caption alone" not in open(work + "/serve.log").read(), "pictures were not fetched"
    print("predictions there:", len(before), "by v0, from captions and pictures")

    def exported(task):
        meme = call("GET", f"/api/tasks/{task}/")["data"]["meme"]
        run("export", "--format", "jsonl", "--out", work + "/out.jsonl")
        rows = {r["meme"]: r for r in map(json.loads, open(work + "/out.jsonl"))}
        return {l["annotator"]: l["level"] for l in rows[meme]["labels"] if l["annotator"].startswith("ls:")}

    def result(level):
        return {"result": [{"from_name": "level", "to_name": "text", "type": "choices", "value": {"choices": [level]}}]}

    one = call("POST", f"/api/tasks/{ids[0]}/annotations/", result("very_negative"))
    got = until("the label", lambda: exported(ids[0]))
    assert list(got.values()) == ["very_negative"], got
    call("PATCH", f"/api/annotations/{one['id']}/", result("positive"))
    until("the other label", lambda: list(exported(ids[0]).values()) == ["positive"])
    call("DELETE", f"/api/annotations/{one['id']}/")
    until("no label", lambda: exported(ids[0]) == {})
    print("labels here: given, changed and taken back by", list(got)[0])

    for task in ids:  # each the contrary of what the model says
        said = before[task]["result"][0]["value"]["choices"][0]
        call("POST", f"/api/tasks/{task}/annotations/", result("very_negative" if "positive" in said else "very_positive"))
    call("POST", f"/api/ml/{model['id']}/train", {})
    until("the training", lambda: re.search(r'msg="version served" version=v[1-9]', open(work + "/serve.log").read()))
    after = predictions()
    moved = sum(p["score"] != before[t]["score"] or p["result"][0]["value"] != before[t]["result"][0]["value"] for t, p in after.items())
    versions = {p["model_version"] for p in after.values()}
    print("after training there:", versions, "says otherwise of", moved, "of", len(ids))
    assert moved > len(ids) // 2 and versions != {"v0"}, after
finally:
    served.send_signal(signal.SIGTERM)
    served.wait(30)
    log.flush()
    print(open(work + "/serve.log").read()[-3000:], file=sys.stderr) if sys.exc_info()[0] else None
