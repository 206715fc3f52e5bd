"""The networks of this bench in PyTorch; prints {"torch": version, "threads": n, "ms": {name: {"median", "min"}}}."""
import argparse
import json
import statistics
import time

import torch
from torch import nn


def cnn():
    network = nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 49, 128), nn.ReLU(), nn.Linear(128, 10))
    images, labels = torch.rand(64, 1, 28, 28), torch.randint(0, 10, (64,))
    return network.parameters(), lambda: nn.functional.cross_entropy(network(images), labels)


def milliseconds(make, steps, warmup=5):
    parameters, loss = make()
    optimizer = torch.optim.Adam(parameters, 1e-3)
    times = []
    for _ in range(warmup + steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        value.item()
        times.append(1e3 * (time.perf_counter() - start))
    return {"median": statistics.median(times[warmup:]), "min": min(times[warmup:])}


if __name__ == "__main__":
    networks = {"cnn": cnn}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--only", default=",".join(networks))
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    names = arguments.only.split(",")
    ms = {name: milliseconds(networks[name], arguments.steps) for name in names}
    print(json.dumps({"torch": torch.__version__, "threads": arguments.threads, "ms": ms}))
