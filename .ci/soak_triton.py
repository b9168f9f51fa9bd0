"""soak_triton.py requests OUT | parsed OUT | try URL MEMEBENCH WORKSPACE PICTURE: the real client of Triton against memebench serve.

requests writes the bodies that the client sends, and parsed what it reads in the answers that the tests' server gives to them;
model/serve/triton_test.go compares with both. try asks a server that runs, and compares with memebench predict.
"""
import glob
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import tritonclient.http as triton


def tensor(name, values, binary):
    t = triton.InferInput(name, [len(values)], "BYTES")
    t.set_data_from_numpy(np.array(values, dtype=object), binary_data=binary)
    return t


def outputs(binary, *names):
    return [triton.InferRequestedOutput(name, binary_data=binary) for name in names]


REQUESTS = {
    "binary": ([tensor("caption", [b"hi", b""], True), tensor("image", [b"\x89PNG\r\n", b"GIF89a\x00"], True)], None),
    "captions": ([tensor("caption", ["größer".encode(), b"a", b"bcd"], True)], outputs(True, "probabilities")),
    "json": ([tensor("caption", [b"hi", b"there"], False)], outputs(False, "probabilities", "level")),
    "mixed": ([tensor("caption", [b"hi"], False), tensor("image", [b"\xff\xd8"], True)], outputs(True, "level") + outputs(False, "probabilities")),
}


def write_requests(out):
    os.makedirs(out, exist_ok=True)
    for name, (inputs, wanted) in REQUESTS.items():
        body, header = triton.InferenceServerClient.generate_request_body(inputs, outputs=wanted, request_id=name)
        open(f"{out}/{name}.request", "wb").write(body)
        open(f"{out}/{name}.header", "w").write(f"{-1 if header is None else header}\n")


def write_parsed(out):
    for path in sorted(glob.glob(f"{out}/*.response")):
        body, name = open(path, "rb").read(), path[: -len(".response")]
        header = int(open(f"{name}.answered").read())
        answer = triton.InferenceServerClient.parse_response_body(body, header_length=None if header < 0 else header)
        parsed = {"version": answer.get_response()["model_version"], "id": answer.get_response()["id"]}
        for output in ("probabilities", "level"):
            if answer.get_output(output) is not None:
                values = answer.as_numpy(output)
                parsed[output] = [v.decode() if isinstance(v, bytes) else v for v in values.tolist()]
        with open(f"{name}.parsed", "w") as file:
            json.dump(parsed, file, indent=1, sort_keys=True)
            file.write("\n")


def attempt(url, memebench, workspace, picture):
    client = triton.InferenceServerClient(url)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("memebench") and not client.is_model_ready("memebench", "v999")
    described = client.get_model_metadata("memebench")
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    image = open(picture, "rb").read()
    cases = [(b"what a day", b""), (b"", image), (b"what a day", image)]
    want = []
    for caption, has in cases:
        said = subprocess.run([memebench, "predict", "-w", workspace, "--json", *([picture] if has else []), "--caption", caption.decode()], capture_output=True, check=True)
        want.append(json.loads(said.stdout))
    served = None
    for binary in (True, False):
        inputs = [tensor("caption", [c for c, _ in cases], True), tensor("image", [i for _, i in cases], True)]
        answer = client.infer("memebench", inputs, outputs=outputs(binary, "probabilities", "level"))
        served = answer.get_response()["model_version"]
        assert served in described["versions"] and answer.as_numpy("probabilities").shape == (3, 5)
        for row, one in enumerate(want):
            level = answer.as_numpy("level")[row]
            assert np.abs(answer.as_numpy("probabilities")[row] - one["probabilities"]).max() < 1e-5, (answer.as_numpy("probabilities")[row], one)
            assert (level.decode() if binary else level) == one["level"] and one["version"] == served
        assert np.array_equal(client.infer("memebench", inputs, model_version=served).as_numpy("probabilities"), answer.as_numpy("probabilities"))
    for ask, says in (
        (lambda: client.infer("other", [tensor("caption", [b"a"], True)]), "[404] model \"other\" is not there"),
        (lambda: client.infer("memebench", [tensor("image", [b"", b"text"], True), tensor("caption", [b"a", b"a"], True)]), "[400] row 2 of 2 cannot be predicted: not a picture"),
        (lambda: client.infer("memebench", [tensor("text", [b"a"], True)]), "[400] input \"text\" is not known"),
    ):
        try:
            ask()
        except triton.InferenceServerException as e:
            assert says in str(e), e
        else:
            sys.exit(f"no refusal: {says}")

    def many(i):
        own = triton.InferenceServerClient(url)
        return own.infer("memebench", [tensor("caption", [f"meme {i % 4}".encode()], True)]).as_numpy("probabilities")[0].tolist()

    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(many, range(200)))
    spread = max(np.abs(np.array(got[i]) - got[i % 4]).max() for i in range(200))
    assert spread < 1e-5, spread
    print("the client of Triton and memebench predict agree; the same meme among others differs by at most", spread)


if sys.argv[1] == "requests":
    write_requests(sys.argv[2])
elif sys.argv[1] == "parsed":
    write_parsed(sys.argv[2])
else:
    attempt(*sys.argv[2:])
