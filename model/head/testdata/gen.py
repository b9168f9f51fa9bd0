"""Trains a small head of each fusion with PyTorch and writes what the trainer is compared with to FUSION.json; the
rows that all of them learn from are in data.json.

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
    def __init__(self, fusion):
        super().__init__()
        self.fusion = fusion
        self.text, self.image = nn.Linear(TEXT, WIDTH), nn.Linear(IMAGE, WIDTH)
        if fusion == "gated":
            self.gate = nn.Linear(2 * WIDTH, WIDTH)
        elif fusion == "attention":
            self.cls = nn.Parameter(torch.randn(WIDTH) * 0.02)
            layer = nn.TransformerEncoderLayer(WIDTH, nhead=4, dim_feedforward=2 * WIDTH, dropout=0.0, batch_first=True)
            self.encoder = nn.TransformerEncoder(layer, num_layers=2, enable_nested_tensor=False)
            for p in self.encoder.parameters():  # the layers and the norms begin alike: set them apart
                p.data += 0.1 * torch.randn_like(p)
        self.hidden, self.out = nn.Linear(2 * WIDTH if fusion == "concat" else WIDTH, HIDDEN), nn.Linear(HIDDEN, LEVELS)

    def ordered(self):
        """The parameters in the order of Head.Params."""
        yield from (*self.text.parameters(), *self.image.parameters())
        if self.fusion == "gated":
            yield from self.gate.parameters()
        elif self.fusion == "attention":
            yield self.cls
            for l in self.encoder.layers:
                yield from (l.self_attn.in_proj_weight, l.self_attn.in_proj_bias)
                for part in (l.self_attn.out_proj, l.norm1, l.linear1, l.linear2, l.norm2):
                    yield from part.parameters()
        yield from (*self.hidden.parameters(), *self.out.parameters())

    def forward(self, text, image, present):
        has_t, has_i = present[:, :1], present[:, 1:]
        t = F.relu(self.text(text)) * has_t
        i = F.relu(self.image(image)) * has_i
        if self.fusion == "concat":
            h = torch.cat([t, i], 1)
        elif self.fusion == "gated":
            g = torch.sigmoid(self.gate(torch.cat([t, i], 1)))
            h = torch.where(has_t * has_i == 1, i + g * (t - i), t + i)  # of one alone: that one
        else:
            tokens = torch.stack([self.cls.expand(len(t), -1), t, i], 1)
            absent = torch.cat([torch.zeros_like(has_t), 1 - present], 1) == 1
            h = self.encoder(tokens, src_key_padding_mask=absent)[:, 0]
        return self.out(F.relu(self.hidden(h)))


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


def path(name):
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".json")


def write(name, values):
    with open(path(name), "w") as f:
        json.dump(values, f, indent=0)
        f.write("\n")


def read(name):
    with open(path(name)) as f:
        return json.load(f)


def load(net, init):
    init, at = torch.from_numpy(np.frombuffer(base64.b64decode(init), "<f4").copy()), 0
    for q in net.ordered():
        n = q.numel()
        q.data.copy_(init[at : at + n].reshape(q.T.shape).T if q.dim() == 2 else init[at : at + n])
        at += n


write("data", dict(
    rows=ROWS, train=TRAIN, batch=BATCH, epochs=EPOCHS, learning_rate=LR, smoothing=SMOOTHING,
    text_width=TEXT, image_width=IMAGE, width=WIDTH, hidden=HIDDEN,
    text=b64(text), image=b64(image), present=b64(present), level=b64(level, "<i4"), order=b64(order, "<i4"),
    class_weights=b64(weights),
))

for fusion in ("concat", "gated", "attention"):
    net = Head(fusion)
    parameters = list(net.ordered())
    assert len(parameters) == len(list(net.parameters()))
    loss_of = nn.CrossEntropyLoss(weight=torch.from_numpy(weights), label_smoothing=SMOOTHING)
    t, i, p, y = (torch.from_numpy(a) for a in (text, image, present, level))
    out = dict(torch=torch.__version__, fusion=fusion, init=b64(flat(parameters)))

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

    write(fusion, out)
    print(fusion, n, weights, steps[0], steps[-1], val)

# One batch of the head that concatenates, learnt from votes and with ordinal targets. PyTorch's loss of distributions
# is a mean over rows; the rows here weigh what their class weights say, as rows with one level do.
ORDINAL = 0.3
net = Head("concat")
load(net, read("concat")["init"])
b = order[0][:BATCH]
votes = np.zeros((BATCH, LEVELS), np.int64)
votes[np.arange(BATCH), level[b]] = 2
for k in range(0, BATCH, 3):
    votes[k, (level[b][k] + 1 + k % 4) % LEVELS] += 1
spread = ORDINAL ** np.abs(np.arange(LEVELS)[:, None] - np.arange(LEVELS)[None])
spread /= spread.sum(1, keepdims=True)
wanted = torch.from_numpy((votes / votes.sum(1, keepdims=True) @ spread).astype(np.float32))
w = torch.from_numpy(weights)
loss = F.cross_entropy(net(t[b], i[b], p[b]), wanted, weight=w, label_smoothing=SMOOTHING, reduction="sum") / (wanted * w).sum()
loss.backward()
write("soft", dict(ordinal=ORDINAL, votes=b64(votes, "<i4"), loss=loss.item(), gradients=b64(flat([q.grad for q in net.ordered()]))))
print("soft", loss.item())

# The head that concatenates once more, from the same parameters, with a learning rate that falls to 0 before the end.
DECAY = 20
load(net, read("concat")["init"])
optimizer = torch.optim.Adam(net.parameters(), lr=LR)
schedule = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1.0, end_factor=0.0, total_iters=DECAY)
loss_of = nn.CrossEntropyLoss(weight=w, label_smoothing=SMOOTHING)
rates, steps, val = [], [], []
for epoch in range(EPOCHS):
    for s in range(0, TRAIN, BATCH):
        b = order[epoch][s : s + BATCH]
        loss = loss_of(net(t[b], i[b], p[b]), y[b])
        optimizer.zero_grad()
        loss.backward()
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
        steps.append(loss.item())
    with torch.no_grad():
        val.append(loss_of(net(t[TRAIN:], i[TRAIN:], p[TRAIN:]), y[TRAIN:]).item())
write("decay", dict(decay_steps=DECAY, rates=rates, step_losses=steps, val_losses=val, final=b64(flat(net.ordered()))))
print("decay", rates, val)
