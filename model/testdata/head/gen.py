"""Trains a small head with PyTorch and writes what the trainer is compared with to reference.json.

    python gen.py        (PyTorch 2.15, numpy)

Two modalities, some rows without one or both of them; class weights (square root) and label smoothing on, dropout off.
Arrays are base64 of little-endian float32 or int32. Parameters are laid out as Head.Params: for each layer the weight
as [in, out] (PyTorch keeps [out, in]), then the bias.
"""
import base64
import json
import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

TEXT, IMAGE, WIDTH, HIDDEN, LEVELS = 24, 32, 16, 12, 5
ROWS, TRAIN, BATCH, EPOCHS, LR, SMOOTHING = 260, 200, 32, 4, 1e-2, 0.05

torch.manual_seed(5)
torch.set_num_threads(1)
rng = np.random.default_rng(5)


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.text, self.image = nn.Linear(TEXT, WIDTH), nn.Linear(IMAGE, WIDTH)
        self.hidden, self.out = nn.Linear(2 * WIDTH, HIDDEN), nn.Linear(HIDDEN, LEVELS)

    def forward(self, text, image, present):
        t = F.relu(self.text(text)) * present[:, :1]
        i = F.relu(self.image(image)) * present[:, 1:]
        return self.out(F.relu(self.hidden(torch.cat([t, i], 1))))


def flat(tensors):
    return torch.cat([(t.T if t.dim() == 2 else t).reshape(-1) for t in tensors])


def b64(x, dtype="<f4"):
    x = x.detach().numpy() if torch.is_tensor(x) else np.asarray(x)
    return base64.b64encode(np.ascontiguousarray(x, dtype).tobytes()).decode()


text = rng.standard_normal((ROWS, TEXT)).astype(np.float32)
image = np.maximum(rng.standard_normal((ROWS, IMAGE)), 0).astype(np.float32)
signal = np.tanh(text[:, :6]).sum(1) + image[:, :4].sum(1) - 1.5 + rng.standard_normal(ROWS)
level = np.digitize(signal, [-2.5, -1, 1, 2]).astype(np.int64)
present = np.ones((ROWS, 2), np.float32)
present[::7, 0] = 0
present[::5, 1] = 0

n = np.bincount(level[:TRAIN], minlength=LEVELS)
weights = np.sqrt(TRAIN / (LEVELS * np.maximum(n, 1))).astype(np.float32)
order = np.stack([rng.permutation(TRAIN) for _ in range(EPOCHS)])

net = Head()
parameters = list(net.parameters())
loss_of = nn.CrossEntropyLoss(weight=torch.from_numpy(weights), label_smoothing=SMOOTHING)
t, i, p, y = (torch.from_numpy(a) for a in (text, image, present, level))
out = dict(
    torch=torch.__version__, rows=ROWS, train=TRAIN, batch=BATCH, epochs=EPOCHS, learning_rate=LR, smoothing=SMOOTHING,
    text_width=TEXT, image_width=IMAGE, width=WIDTH, hidden=HIDDEN,
    text=b64(text), image=b64(image), present=b64(present), level=b64(level, "<i4"), order=b64(order, "<i4"),
    class_weights=b64(weights), init=b64(flat(parameters)),
)

b = order[0][:BATCH]
logits = net(t[b], i[b], p[b])
loss = loss_of(logits, y[b])
loss.backward()
out.update(logits=b64(logits), probabilities=b64(F.softmax(logits, 1)), loss=loss.item(), gradients=b64(flat([q.grad for q in parameters])))

optimizer = torch.optim.Adam(net.parameters(), lr=LR)
steps, val = [], []
for epoch in range(EPOCHS):
    for s in range(0, TRAIN, BATCH):
        b = order[epoch][s : s + BATCH]
        loss = loss_of(net(t[b], i[b], p[b]), y[b])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps.append(loss.item())
    with torch.no_grad():
        val.append(loss_of(net(t[TRAIN:], i[TRAIN:], p[TRAIN:]), y[TRAIN:]).item())
out.update(step_losses=steps, val_losses=val, final=b64(flat(parameters)))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json"), "w") as f:
    json.dump(out, f, indent=0)
    f.write("\n")
print(n, weights, steps[0], steps[-1], val)
