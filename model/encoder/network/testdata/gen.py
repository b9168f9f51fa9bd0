"""Features of torchvision's residual networks and of transformers' BertModel with weights that a formula gives.

No weights are kept: network_test.go makes the same ones. Writes networks.json (names and shapes of the state dicts; those
of the deeper residual networks follow from resnet18 and resnet50) and, as little-endian float32, NAME.f32.

    pip install torch torchvision transformers && python gen.py
"""
import json

import numpy as np
import torch
import torchvision
from transformers import BertConfig, BertModel


def noise(name, n):
    "n float32 in [-1, 1): SplitMix64 of FNV-1a(name) + i, its upper 24 bits."
    h = 0xCBF29CE484222325
    for c in name.encode():
        h = (h ^ c) * 0x100000001B3 % 2**64
    z = np.uint64(h) + np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float32) / np.float32(2**23) - np.float32(1)


def weight(name, shape):
    "Values of a size that keeps the activations in range."
    base, scale = 0, 0.1
    if len(shape) == 4:
        scale = (6 / np.prod(shape[1:])) ** 0.5
    elif len(shape) == 1 and name.endswith("running_var"):
        base, scale = 1, 0.5
    elif len(shape) == 1 and name.endswith("weight"):
        base, scale = (0.2 if "bn3" in name else 0.7 if "bn2" in name else 1), 0.1
    x = noise(name, int(np.prod(shape))) * np.float32(scale) + np.float32(base)
    return torch.from_numpy(x.reshape(shape))


def fill(model):
    d = model.state_dict()
    d = {k: weight(k, list(v.shape)) if v.is_floating_point() else v for k, v in d.items()}
    model.load_state_dict(d)
    model.eval()
    return {k: list(v.shape) for k, v in d.items() if v.is_floating_point()}


shapes = {}
image = torch.from_numpy(noise("image", 3 * 224 * 224).reshape(1, 3, 224, 224) * np.float32(2))
with torch.no_grad():
    for name in ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"):
        model = getattr(torchvision.models, name)(weights=None)
        shapes[name] = fill(model)
        model.fc = torch.nn.Identity()
        x = model(image).numpy()
        print(name, x.shape, np.abs(x).mean(), np.abs(x).max())
        x.astype("<f4").tofile(name + ".f32")
    model = BertModel(BertConfig(vocab_size=50, hidden_size=128, num_hidden_layers=3, num_attention_heads=4, intermediate_size=160,
                                 max_position_embeddings=24), add_pooling_layer=False)
    shapes["bert"] = fill(model)
    ids = torch.tensor([[1, 7, 7, 30, 49, 0, 12, 2], [3, 4, 5, 6, 2, 0, 0, 0]])
    mask = torch.tensor([[1] * 8, [1] * 5 + [0] * 3])
    kind = torch.tensor([[0] * 8, [0, 0, 1, 1, 1, 0, 0, 0]])
    x = model(ids, attention_mask=mask, token_type_ids=kind).last_hidden_state.numpy()
    print("bert", x.shape, np.abs(x).mean(), np.abs(x).max())
    x.astype("<f4").tofile("bert.f32")
json.dump({k: shapes[k] for k in ("resnet18", "resnet50", "bert")}, open("networks.json", "w"), indent=0)

# A state dict as a user has one, small enough to be kept.
torch.manual_seed(1)
model = BertModel(BertConfig(vocab_size=160, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8,
                             max_position_embeddings=512), add_pooling_layer=False)
torch.save({k: v.half() for k, v in model.state_dict().items()}, "bert.pth")
