"""Writes adam.json: what torch.optim.Adam makes of 37 parameters in four steps.

    python3 adam.py > adam.json     (torch 2.15)
"""
import json

import torch

torch.manual_seed(3)
p = torch.nn.Parameter(torch.randn(37))
rate = 0.01
start = p.detach().tolist()
optimizer = torch.optim.Adam([p], lr=rate)
gradients, params = [], []
for step in range(4):
    # Gradients of very different sizes, and some that are zero.
    g = torch.randn(37) * 10.0 ** torch.randint(-6, 3, (37,))
    g[step::9] = 0
    p.grad = g
    optimizer.step()
    gradients.append(g.tolist())
    params.append(p.detach().tolist())
state = optimizer.state[p]
print(json.dumps(dict(rate=rate, start=start, gradients=gradients, params=params,
                      m=state["exp_avg"].tolist(), v=state["exp_avg_sq"].tolist())))
