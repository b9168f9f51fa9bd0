"""Asks a server (memebench serve --http) by Triton's own client, in both forms of the protocol.

    python soak_triton.py ADDRESS PICTURE

prints what it was told, and fails where that is not what the protocol says.
"""

import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException


def ask(client, captions, pictures, binary):
    inputs = [triton.InferInput("caption", [len(captions)], "BYTES")]
    inputs[0].set_data_from_numpy(np.array(captions, dtype=object), binary_data=binary)
    if pictures:
        inputs.append(triton.InferInput("image", [len(pictures)], "BYTES"))
        inputs[1].set_data_from_numpy(np.array(pictures, dtype=object), binary_data=True)
    outputs = [triton.InferRequestedOutput(name, binary_data=binary) for name in ("probabilities", "level")]
    answer = client.infer("memebench", inputs, outputs=outputs)
    return answer.as_numpy("probabilities"), answer.as_numpy("level"), answer.get_response()["model_version"]


def main():
    address, picture = sys.argv[1:]
    client = triton.InferenceServerClient(address)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("memebench")
    print(client.get_server_metadata())
    model = client.get_model_metadata("memebench")
    assert [(i["name"], i["datatype"], i["shape"]) for i in model["inputs"]] == [("caption", "BYTES", [-1]), ("image", "BYTES", [-1])]
    assert [(o["name"], o["datatype"], o["shape"]) for o in model["outputs"]] == [("probabilities", "FP32", [-1, 5]), ("level", "BYTES", [-1])]

    captions = [b"best day ever", b"not again"]
    raw, levels, version = ask(client, captions, None, binary=True)
    json, words, _ = ask(client, [c.decode() for c in captions], None, binary=False)
    assert raw.shape == (2, 5) and np.allclose(raw.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(raw, json) and [l.decode() for l in levels] == list(words)
    with open(picture, "rb") as f:
        file = f.read()
    both, _, _ = ask(client, [b"best day ever", b""], [file, file], binary=True)
    assert not np.array_equal(both[0], raw[0]), "the picture changes nothing"
    try:
        client.get_model_metadata("other")
        raise AssertionError("there is another model")
    except InferenceServerException as e:
        print(e)
    print(f"{version}: {levels}, {raw[0]}, with its picture {both[0]}")


main()
