"""Seconds of each epoch of the trainings of bench/epochs/*.yaml in PyTorch; prints a JSON list."""
import argparse
import json
import time

import torch
from torch import nn
from torch.nn import functional

from torch_peer import Level, stage


def mnist():
    network = nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 49, 128), nn.ReLU(), nn.Linear(128, 10))

    def data(count):
        return torch.rand(count, 1, 28, 28), torch.randint(0, 10, (count,))

    def score(logits, labels):
        return (logits.argmax(1) == labels).sum()
    return network, functional.cross_entropy, score, data(55200), data(4800), 64, 2


def membrane():
    levels = Level(3, 16, Level(16, 32, Level(32, 64, stage(64, 128))))
    network = nn.Sequential(levels, nn.Conv2d(16, 2, 1))

    def data(count):
        return torch.rand(count, 3, 128, 128), torch.randint(0, 2, (count, 128, 128))

    def score(logits, masks):
        found = logits.argmax(1)
        return (found & masks).sum() / (found | masks).sum()
    return network, functional.cross_entropy, score, data(60), data(12), 8, 4


def epochs(make):
    network, criterion, score, train, validation, size, count = make()
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        network.train()
        for rows in torch.randperm(len(train[0])).split(size):
            optimizer.zero_grad()
            outputs, targets = network(train[0][rows]), train[1][rows]
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            loss.item(), score(outputs, targets).item()
        network.eval()
        with torch.no_grad():
            for images, targets in zip(validation[0].split(size), validation[1].split(size)):
                outputs = network(images)
                criterion(outputs, targets).item(), score(outputs, targets).item()
        seconds.append(time.perf_counter() - start)
    return seconds


if __name__ == "__main__":
    trainings = {make.__name__: make for make in (mnist, membrane)}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("training", choices=trainings)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    print(json.dumps(epochs(trainings[arguments.training])))
