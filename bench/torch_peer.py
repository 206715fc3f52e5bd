"""The networks of this bench in PyTorch; prints {"torch": version, "threads": n, "ms": {name: {"median", "min"}}}."""
import argparse
import json
import math
import statistics
import time

import torch
from torch import fft, nn
from torch.nn import functional


def cnn():
    network = nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 49, 128), nn.ReLU(), nn.Linear(128, 10))
    images, labels = torch.rand(64, 1, 28, 28), torch.randint(0, 10, (64,))
    return network.parameters(), lambda: functional.cross_entropy(network(images), labels)


def normalized(inputs, outputs, kernel=3, stride=1, bias=False):
    """A convolution that keeps the size (or divides it by the stride), and batch normalization."""
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=bias), nn.BatchNorm2d(outputs)]


def stage(inputs, outputs):
    return nn.Sequential(*normalized(inputs, outputs, bias=True), nn.ReLU(),
                         *normalized(outputs, outputs, bias=True), nn.ReLU())


class Level(nn.Module):
    """A level of a U-Net: a stage, what lies below at half the size, and a stage that joins both."""

    def __init__(self, inputs, width, below):
        super().__init__()
        self.before, self.below = stage(inputs, width), below
        self.up, self.join = nn.ConvTranspose2d(2 * width, width, 2, stride=2), stage(2 * width, width)

    def forward(self, images):
        skip = self.before(images)
        deep = self.up(self.below(functional.max_pool2d(skip, 2)))
        return self.join(torch.cat([deep, skip], dim=1))


def unet():
    levels = Level(1, 16, Level(16, 32, Level(32, 64, stage(64, 128))))
    network = nn.Sequential(levels, nn.Conv2d(16, 1, 1))
    images, masks = torch.rand(8, 1, 64, 64), torch.rand(8, 1, 64, 64).round()

    def loss():
        logits = network(images)
        shares = logits.sigmoid()
        dice = (2 * (shares * masks).sum() + 1) / (shares.sum() + masks.sum() + 1)
        return functional.binary_cross_entropy_with_logits(logits, masks) + (1 - dice)
    return network.parameters(), loss


class Block(nn.Module):
    """Two convolutions and a shortcut, a 1x1 convolution of stride 2 where the width changes."""

    def __init__(self, inputs, outputs):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.body = nn.Sequential(*normalized(inputs, outputs, stride=stride), nn.ReLU(), *normalized(outputs, outputs))
        shortcut = [] if stride == 1 else normalized(inputs, outputs, kernel=1, stride=stride)
        self.shortcut = nn.Sequential(*shortcut)

    def forward(self, images):
        return functional.relu(self.body(images) + self.shortcut(images))


def resnet20():
    widths = [16, 16, 16, 16, 32, 32, 32, 64, 64, 64]
    network = nn.Sequential(
        *normalized(3, 16), nn.ReLU(), *[Block(*pair) for pair in zip(widths, widths[1:])],
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    images, labels = torch.rand(32, 3, 32, 32), torch.randint(0, 10, (32,))
    return network.parameters(), lambda: functional.cross_entropy(network(images), labels)


def phase_mask():
    side = 64
    squares = torch.linspace(-1, 1, side).square()
    aperture = (squares[:, None] + squares <= 0.25).float()
    phase = nn.Parameter(torch.zeros(side, side))
    detectors = nn.Linear(16, 10)
    images, labels = torch.rand(64, 1, side, side), torch.randint(0, 10, (64,))

    def loss():
        pupil = torch.complex(aperture * phase.cos(), aperture * phase.sin())
        amplitude = fft.fft2(pupil)
        irradiance = amplitude.real.square() + amplitude.imag.square()
        otf = fft.rfft2(irradiance / irradiance.sum())
        blurred = fft.irfft2(fft.rfft2(images) * otf, s=(side, side))
        detected = functional.avg_pool2d(blurred, side // 4).flatten(1)
        return functional.cross_entropy(detectors(detected), labels)
    return [phase, *detectors.parameters()], loss


def diffractive():
    side = 128
    squares = fft.fftfreq(side).square()
    angles = -2 * math.pi * 40 * (squares[:, None] + squares)
    transfer = torch.polar(torch.ones_like(angles), angles)
    masks = [nn.Parameter(torch.zeros(side, side)) for _ in range(5)]
    ones = torch.ones(side, side)
    images, labels = torch.rand(8, side, side), torch.arange(8)

    def propagate(field):
        return fft.ifft2(fft.fft2(field) * transfer)

    def loss():
        field = torch.complex(images, torch.zeros_like(images))
        for mask in masks:
            field = propagate(field) * torch.polar(ones, mask)
        field = propagate(field)
        power = field.real.square() + field.imag.square()
        regions = power[:, 24:104, 24:104].reshape(8, 2, 40, 5, 16).mean((2, 4))
        return functional.cross_entropy(regions.flatten(1), labels)
    return masks, loss


def led_images():
    side, padded, modes, margin = 64, 96, 12, 16
    aperture, wavelength, pitch = 0.25, 550e-9, 0.5e-6
    places = torch.linspace(-8e-3, 8e-3, 5)
    y, x = (each.flatten() for each in torch.meshgrid(places, places, indexing="ij"))
    sines = -torch.stack([y, x]) / torch.sqrt(y.square() + x.square() + 40e-3 ** 2)
    frequencies = fft.fftfreq(padded, pitch) * wavelength
    radii = torch.hypot(frequencies[:, None] + sines[0, :, None, None], frequencies + sines[1, :, None, None])
    cell = wavelength / (padded * pitch)
    amplitude = ((aperture - radii) / cell + 0.5).clamp(0, 1)
    basis = torch.randn(modes, amplitude.numel())
    drives, coefficients = nn.Parameter(torch.zeros(25)), nn.Parameter(torch.zeros(modes))
    detectors = nn.Linear(16, 10)
    images, labels = torch.rand(16, side, side), torch.arange(16) % 10

    def loss():
        phase = (coefficients * (2 * math.pi * 1e-7 / wavelength) @ basis).view_as(amplitude)
        pupils = torch.complex(amplitude * phase.cos(), amplitude * phase.sin())
        phases = functional.pad(images, (margin,) * 4)
        spectrum = fft.fft2(torch.complex(phases.cos(), phases.sin()))
        fields = fft.ifft2(spectrum[:, None] * pupils)[..., margin:margin + side, margin:margin + side]
        each = fields.real.square() + fields.imag.square()
        power = drives.sigmoid()
        image = (each * (power / power.sum())[:, None, None]).sum(1)
        detected = functional.avg_pool2d(image[:, None], side // 4).flatten(1)
        return functional.cross_entropy(detectors(detected), labels)
    return [drives, coefficients, *detectors.parameters()], loss


def low_rank_blur():
    side, psf_side, points, rank = 64, 15, 5, 8
    weights = nn.Parameter(torch.randn(rank, psf_side ** 2))
    blend = nn.Parameter(torch.randn(1, rank, points, points))
    images, targets = torch.rand(64, 1, side, side), torch.rand(64, side, side)

    def loss():
        psfs = weights.softmax(1).reshape(rank, 1, psf_side, psf_side)
        shares = functional.interpolate(blend.softmax(1), size=side, mode="bilinear", align_corners=True)
        blurred = (functional.conv2d(images, psfs, padding=psf_side // 2) * shares).sum(1)
        return functional.mse_loss(blurred, targets)
    return [weights, blend], loss


def lens(side, samples=64):
    places = torch.linspace(1 / samples - 1, 1 - 1 / samples, samples)
    aperture = (places[:, None].square() + places.square() <= 1).float()
    waves = nn.Parameter(torch.zeros(samples, samples))
    detectors = nn.Linear(16, 10)
    images, labels = torch.rand(64, 1, side, side), torch.arange(64) % 10
    period, padded = 2 * samples, 2 * side

    def loss():
        phase = 2 * math.pi * waves
        pupil = torch.complex(aperture * phase.cos(), aperture * phase.sin())
        amplitude = fft.fftshift(fft.fft2(pupil, s=(period, period)))
        first = (period - side) // 2
        amplitude = amplitude[first:first + side, first:first + side]
        irradiance = amplitude.real.square() + amplitude.imag.square()
        transfer = fft.rfft2(irradiance / irradiance.sum(), s=(padded, padded))
        blurred = fft.irfft2(fft.rfft2(images, s=(padded, padded)) * transfer, s=(padded, padded))
        blurred = blurred[..., side // 2:side // 2 + side, side // 2:side // 2 + side]
        detected = functional.avg_pool2d(blurred, side // 4).flatten(1)
        return functional.cross_entropy(detectors(detected), labels)
    return [waves, *detectors.parameters()], loss


def lens_64():
    return lens(64)


def lens_128():
    return lens(128)


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
    workloads = (cnn, unet, resnet20, phase_mask, diffractive, led_images, low_rank_blur, lens_64, lens_128)
    networks = {make.__name__: make for make in workloads}
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
