"""soak_labelstudio.py PORT TOKEN README TASKS OUT: imports tasks into Label Studio, and writes what it exports of them."""
import json
import re
import sys
import time
import urllib.error
import urllib.request

port, token, readme, tasks, out = sys.argv[1:]
config = re.search(r"```xml\n(.*?)```", open(readme).read(), re.S).group(1)


def call(method, path, body=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Token " + token, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


for _ in range(600):  # it makes its database first
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/user/login/", timeout=5)
        break
    except (urllib.error.URLError, OSError):
        time.sleep(0.5)
project = call("POST", "/api/projects/", {"title": "memes", "label_config": config})["id"]
call("POST", f"/api/projects/{project}/import", json.load(open(tasks)))
for _ in range(240):  # it takes tasks in beside the call
    if call("GET", f"/api/projects/{project}/")["task_number"]:
        break
    time.sleep(0.5)
exported = call("GET", f"/api/projects/{project}/export?exportType=JSON&download_all_tasks=true")
for task in exported:  # times, and names that are made at random
    for key in ("created_at", "updated_at", "file_upload"):
        task.pop(key, None)
    for annotation in task["annotations"]:
        for key in ("created_at", "updated_at", "draft_created_at", "unique_id", "lead_time", "import_id"):
            annotation.pop(key, None)
        for result in annotation["result"]:
            result.pop("id", None)
with open(out, "w") as file:
    json.dump(exported, file, indent=1, sort_keys=True)
    file.write("\n")
