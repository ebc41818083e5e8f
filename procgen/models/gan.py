"""Generators of textures on a torus, the encoder of their styles, and their adversaries.

The generator is fully convolutional with wrapped borders (Bergmann, Jetchev and Vollgraf, "Learning Texture Manifolds
with the Periodic Spatial GAN", ICML 2017), so that any grid of cells gives a seamless tile, and its weights are
modulated and demodulated by a style (Karras et al., "Analyzing and Improving the Image Quality of StyleGAN", CVPR 2020,
section 2.2). The adversary looks through a frozen classifier's features (Sauer et al., "Projected GANs Converge
Faster", NeurIPS 2021) and, for what such features do not see, at the pixels of all maps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

COLOURS = 9
"""Numbers that say a picture's colours: their mean and the lower triangle of their covariance's Cholesky factor."""
COLOUR_FLOOR = 1e-4
"""Added to variances of colours, which may be none."""
CELL = 8
"""Pixels along a side of a cell, which has one vector of noise."""
MAPS = 6
"""Channels of a surface: red, green, blue (sRGB, -1 to 1), height (in units of HEIGHT_UNIT pixels), roughness and
metallic (-1 to 1)."""


@dataclass(frozen=True, slots=True)
class GeneratorConfig:
    """Shape of a :class:`TextureGenerator`."""

    style: int = 64
    """Numbers of a style that the encoder learns; COLOURS more follow from the picture's colours."""
    structure: int = 11
    """Maps of structure at full resolution: five of the layout, four of waves, two of noise of the right spectrum."""
    noise: tuple[int, int, int, int] = (32, 8, 4, 1)
    """Channels of noise at 1/8, 1/4, 1/2 and full resolution."""
    width: tuple[int, int, int, int] = (128, 96, 48, 16)
    dilations: tuple[int, ...] = (1, 2, 4, 1)
    """Of the residual blocks at 1/8 resolution."""

    @property
    def noise_channels(self) -> int:
        """Numbers of noise in a cell, over all resolutions."""
        return sum(n * 4**level for level, n in enumerate(self.noise))


def _wrapped(x: Tensor, margin: int) -> Tensor:
    x = torch.cat([x[:, :, -margin:], x, x[:, :, :margin]], dim=2)
    return torch.cat([x[:, :, :, -margin:], x, x[:, :, :, :margin]], dim=3)


def _is_traced() -> bool:
    return bool(torch.jit.is_tracing())  # type: ignore[attr-defined,no-untyped-call]


class _Wrap(torch.autograd.Function):
    """Wrapping whose gradient is summed in place: autograd's own makes a full array for each piece."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, margin: int) -> Tensor:
        ctx.margin = margin
        return _wrapped(x, margin)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None]:
        m = ctx.margin
        rows = grad[:, :, m:-m].clone(memory_format=torch.preserve_format)
        rows[:, :, -m:] += grad[:, :, :m]
        rows[:, :, :m] += grad[:, :, -m:]
        inner = rows[:, :, :, m:-m].clone(memory_format=torch.preserve_format)
        inner[:, :, :, -m:] += rows[:, :, :, :m]
        inner[:, :, :, :m] += rows[:, :, :, -m:]
        return inner, None


def colours_of(albedo: Tensor) -> Tensor:
    """(b, 3, h, w) -> (b, COLOURS): mean, then rows of the Cholesky factor of the covariance."""
    x = albedo.float().flatten(2)
    mean = x.mean(dim=2)
    r, g, b = (x - mean[:, :, None]).unbind(dim=1)

    def together(one: Tensor, other: Tensor) -> Tensor:
        # Not a matrix product, which autocast would take in bfloat16.
        return (one * other).mean(dim=1)

    rr = (together(r, r) + COLOUR_FLOOR).sqrt()
    gr, br = together(g, r) / rr, together(b, r) / rr
    gg = (together(g, g) - gr.square()).clamp_min(0.0).add(COLOUR_FLOOR).sqrt()
    bg = (together(b, g) - br * gr) / gg
    bb = (together(b, b) - br.square() - bg.square()).clamp_min(0.0).add(COLOUR_FLOOR).sqrt()
    return torch.cat([mean, torch.stack([rr, gr, gg, br, bg, bb], dim=1)], dim=1)


def coloured(made: Tensor, colours: Tensor) -> Tensor:
    """Give white colours, the first three of (b, c, h, w), the mean and covariance of (b, COLOURS)."""
    c = colours[:, :, None, None]
    r, g, b = made[:, 0:1], made[:, 1:2], made[:, 2:3]
    return torch.cat(
        [
            c[:, 0:1] + c[:, 3:4] * r,
            c[:, 1:2] + c[:, 4:5] * r + c[:, 5:6] * g,
            c[:, 2:3] + c[:, 6:7] * r + c[:, 7:8] * g + c[:, 8:9] * b,
            made[:, 3:],
        ],
        dim=1,
    )


def wrap(x: Tensor, margin: int) -> Tensor:
    """Continue (b, c, h, w) by ``margin`` pixels at every edge with what lies at the opposite one."""
    if _is_traced():
        return _wrapped(x, margin)
    made: Tensor = _Wrap.apply(x, margin)  # type: ignore[no-untyped-call]
    return made


def per_cell(x: Tensor, gain: Tensor, cell: int) -> Tensor:
    """Multiply each cell of (b, c, h * cell, w * cell) by its gain, (b, c, h, w) or (b, c, 1, 1)."""
    if _is_everywhere(gain):
        return x * gain
    b, c, rows, columns = x.shape
    blocks = x.reshape(b, c, rows // cell, cell, columns // cell, cell)
    return (blocks * gain[:, :, :, None, :, None]).reshape(b, c, rows, columns)


def fold(network: nn.Module) -> None:
    """Fold every :class:`StyledConv` of a network."""
    for module in network.modules():
        if isinstance(module, StyledConv):
            module.fold()


def _is_everywhere(gain: Tensor) -> bool:
    """Whether one gain holds for all cells. A traced graph has to take both, so it says no."""
    return not _is_traced() and gain.shape[2:] == (1, 1)


class StyledConv(nn.Module):
    """A 3 x 3 convolution on the torus whose input channels are weighted by the style, cell by cell.

    Args:
        n_in, n_out: channels.
        style: numbers in a style.
        cell: pixels along a side of a cell at this resolution.
        dilation: of the kernel.
    """

    def __init__(self, n_in: int, n_out: int, style: int, cell: int, dilation: int = 1, *, active: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in, 3, 3) / math.sqrt(9 * n_in))
        self.bias = nn.Parameter(torch.zeros(n_out))
        self.gain = nn.Conv2d(style, n_in, 1)
        nn.init.normal_(self.gain.weight, std=1.0 / math.sqrt(style))
        nn.init.ones_(self.gain.bias)  # type: ignore[arg-type]
        self.shift = nn.Conv2d(style, n_out, 1, bias=False)
        nn.init.normal_(self.shift.weight, std=0.3 / math.sqrt(style))
        self.power: Tensor | None = None
        self.cell = cell
        self.dilation = dilation
        self.active = active

    def fold(self) -> None:
        """Work out once what depends on the weights alone; they must not change any more."""
        del self.power
        self.register_buffer("power", self._power().detach())

    def _power(self) -> Tensor:
        return self.weight.square().sum(dim=(2, 3))[:, :, None, None].float()

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """(b, n_in, H, W), (b, s, h, w) or (b, s, 1, 1) -> (b, n_out, H, W)."""
        gain = self.gain(style)
        power = self._power() if self.power is None else self.power
        scale = torch.rsqrt(F.conv2d(gain.float().square(), power) + 1e-6)
        x = per_cell(x, gain.to(x.dtype), self.cell)
        x = F.conv2d(wrap(x, self.dilation), self.weight, dilation=self.dilation)
        x = per_cell(x, scale.to(x.dtype), self.cell)
        shift = (self.shift(style) + self.bias[:, None, None]).to(x.dtype)
        if _is_everywhere(shift):
            x = x + shift
        else:
            b, c, rows, columns = x.shape
            blocks = x.reshape(b, c, rows // self.cell, self.cell, columns // self.cell, self.cell)
            x = (blocks + shift[:, :, :, None, :, None]).reshape(b, c, rows, columns)
        return F.leaky_relu(x, 0.2) * math.sqrt(2.0) if self.active else x


class TextureGenerator(nn.Module):
    """Noise, style and structure to the maps of a surface."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.config = config
        s, (w0, w1, w2, w3), noise = config.style + COLOURS, config.width, config.noise
        self.structure0 = nn.Conv2d(config.structure * 64, 32, 1)
        self.structure1 = nn.Conv2d(config.structure * 16, 16, 1)
        self.structure2 = nn.Conv2d(config.structure * 4, 12, 1)
        self.enter = StyledConv(noise[0] + 32, w0, s, 1)
        self.blocks = nn.ModuleList(StyledConv(w0, w0, s, 1, dilation) for dilation in config.dilations)
        self.up1 = StyledConv(w0 + noise[1] + 16, w1, s, 2)
        self.conv1 = StyledConv(w1, w1, s, 2)
        self.up2 = StyledConv(w1 + noise[2] + 12, w2, s, 4)
        self.conv2 = StyledConv(w2, w2, s, 4)
        self.up3 = nn.Conv2d(w2, 4 * w3, 1)
        self.conv3 = StyledConv(w3 + noise[3] + config.structure, w3, s, 8)
        self.head = StyledConv(w3, MAPS, s, 8, active=False)

    def forward(self, noise: Tensor, style: Tensor, structure: Tensor) -> Tensor:
        """Make surfaces.

        Args:
            noise: (b, noise_channels, h, w) standard normal numbers.
            style: (b, s, h, w), or (b, s, 1, 1) for one everywhere.
            structure: (b, structure, 8 h, 8 w), zeros where nothing is laid.

        Returns:
            (b, MAPS, 8 h, 8 w); colours are white, see :func:`coloured`.
        """
        n = self.config.noise
        noise0, noise1, noise2, noise3 = torch.split(noise, [n[0], n[1] * 4, n[2] * 16, n[3] * 64], dim=1)
        x = torch.cat([noise0, self.structure0(F.pixel_unshuffle(structure, 8)).to(noise0.dtype)], dim=1)
        x = self.enter(x, style)
        for block in self.blocks:
            x = (x + block(x, style)) * math.sqrt(0.5)
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        guide = self.structure1(F.pixel_unshuffle(structure, 4))
        x = torch.cat([x, F.pixel_shuffle(noise1, 2).to(x.dtype), guide.to(x.dtype)], dim=1)
        x = self.conv1(self.up1(x, style), style)
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        guide = self.structure2(F.pixel_unshuffle(structure, 2))
        x = torch.cat([x, F.pixel_shuffle(noise2, 4).to(x.dtype), guide.to(x.dtype)], dim=1)
        x = self.conv2(self.up2(x, style), style)
        x = F.pixel_shuffle(self.up3(x), 2)
        x = torch.cat([x, F.pixel_shuffle(noise3, 8).to(x.dtype), structure.to(x.dtype)], dim=1)
        made: Tensor = self.head(self.conv3(x, style), style)
        return made.float()


CONTRAST_FLOOR = 1e-5
"""Least variance that the detail network goes by."""
ENLARGEMENT = 4
"""Fine pixels along a side of a base pixel."""


@dataclass(frozen=True, slots=True)
class DetailConfig:
    """Shape of a :class:`DetailGenerator`."""

    classes: int
    width: int = 48
    middle: int = 24
    """Channels at twice the base's resolution."""
    fine: int = 12
    blocks: int = 4
    noise: int = 8

    @property
    def noise_channels(self) -> int:
        """Numbers of noise in a cell: so many for each base pixel, and one for each pixel of both larger grids."""
        return (self.noise + 4 + ENLARGEMENT**2) * CELL**2


class DetailGenerator(nn.Module):
    """A surface, noise and class to the surface at four times the resolution."""

    def __init__(self, config: DetailConfig) -> None:
        super().__init__()
        self.config = config
        n, w = config.classes, config.width
        self.enter = StyledConv(MAPS + config.noise, w, n, CELL)
        self.blocks = nn.ModuleList(StyledConv(w, w, n, CELL) for _ in range(config.blocks))
        # Nearest neighbours and a convolution, for unshuffled channels leave checkerboards.
        self.widen = StyledConv(w + 1, config.middle, n, 2 * CELL)
        self.refine = StyledConv(config.middle + 1 + MAPS, config.fine, n, CELL * ENLARGEMENT)
        self.head = StyledConv(config.fine, MAPS, n, CELL * ENLARGEMENT, active=False)
        self.amount = nn.Parameter(torch.ones(MAPS))

    def forward(self, base: Tensor, noise: Tensor, label: Tensor) -> Tensor:
        """Enlarge.

        Args:
            base: (b, MAPS, 8 h, 8 w).
            noise: (b, noise_channels, h, w) standard normal numbers.
            label: (b, classes, h, w), or (b, classes, 1, 1) for one everywhere: shares of classes; zeros for any.

        Returns:
            (b, MAPS, 32 h, 32 w); heights still count base pixels.
        """
        per_cell = [self.config.noise * CELL**2, 4 * CELL**2, ENLARGEMENT**2 * CELL**2]
        coarse, middle, fine = torch.split(noise, per_cell, dim=1)
        x = torch.cat([base, F.pixel_shuffle(coarse, CELL)], dim=1)
        x = self.enter(x, label)
        for block in self.blocks:
            x = (x + block(x, label)) * math.sqrt(0.5)
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        x = self.widen(torch.cat([x, F.pixel_shuffle(middle, 2 * CELL).to(x.dtype)], dim=1), label)
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        smooth = enlarged(base)
        x = torch.cat([x, F.pixel_shuffle(fine, CELL * ENLARGEMENT).to(x.dtype), smooth.to(x.dtype)], dim=1)
        x = self.head(self.refine(x, label), label)
        # What is fine in the base says how strong what is finer may be: polished stone stays polished.
        made: Tensor = smooth + x.float() * self.amount[:, None, None] * enlarged(contrast(base))
        return made


def contrast(x: Tensor) -> Tensor:
    """(b, c, h, w) -> how much each pixel's surroundings vary from one pixel to the next, each channel by itself but
    colours together.
    """
    fine = (x - F.avg_pool2d(wrap(x, 1), 3, stride=1)).square()
    fine = torch.cat([fine[:, :3].mean(dim=1, keepdim=True).expand(-1, 3, -1, -1), fine[:, 3:]], dim=1)
    return (F.avg_pool2d(wrap(fine, 2), 5, stride=1) + CONTRAST_FLOOR).sqrt()


def enlarged(x: Tensor) -> Tensor:
    """(b, c, h, w) at four times the resolution, bilinear on the torus, pixel centres aligned with the areas."""
    big = F.interpolate(wrap(x, 1), scale_factor=float(ENLARGEMENT), mode="bilinear", align_corners=False)
    return big[:, :, ENLARGEMENT:-ENLARGEMENT, ENLARGEMENT:-ENLARGEMENT]


class StyleEncoder(nn.Module):
    """A picture to its style: moments of its features, for where things lie must not count."""

    def __init__(self, style: int, width: tuple[int, ...] = (32, 64, 96, 128)) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList()
        n_in = 3 * 4
        for n_out in width:
            self.convolutions.append(
                nn.Sequential(nn.Conv2d(n_in, n_out, 3), nn.LeakyReLU(0.2), nn.Conv2d(n_out, n_out, 3))
            )
            n_in = n_out
        moments = 2 * (3 + sum(width))
        self.head = nn.Sequential(nn.Linear(moments, 256), nn.SiLU(), nn.Linear(256, style))

    def forward(self, albedo: Tensor) -> Tensor:
        """(b, 3, h, w), -1 to 1, h and w multiples of 16 -> (b, s + COLOURS): learned numbers of unit mean square, and
        the colours.
        """

        def moments(x: Tensor) -> list[Tensor]:
            x = x.float()
            mean = x.mean(dim=(2, 3))
            return [mean, ((x - mean[:, :, None, None]).square().mean(dim=(2, 3)) + 1e-4).sqrt()]

        found = moments(albedo)
        x = F.pixel_unshuffle(albedo, 2)
        for index, layer in enumerate(self.convolutions):
            if index:
                x = F.avg_pool2d(x, 2)
            assert isinstance(layer, nn.Sequential)
            x = layer[2](wrap(layer[1](layer[0](wrap(x, 1))), 1))
            found += moments(x)
            x = F.leaky_relu(x, 0.2)
        style = self.head(torch.cat(found, dim=1))
        return torch.cat([unit(style), colours_of(albedo)], dim=1)


def unit(style: Tensor) -> Tensor:
    """(b, s) scaled to a mean square of 1."""
    return style.float() * torch.rsqrt(style.float().square().mean(dim=1, keepdim=True) + 1e-6)


class FeatureCritic(nn.Module):
    """Judges the features of one stage of a frozen network under a style."""

    def __init__(self, channels: int, style: int, width: int = 96) -> None:
        super().__init__()
        self.enter = nn.Conv2d(channels, width, 1)
        self.middle = nn.Conv2d(width, width, 3, padding=1)
        self.last = nn.Conv2d(width, width, 1)
        self.head = nn.Conv2d(width, 1, 1)
        self.embed = nn.Linear(style, width)
        self.project = nn.Linear(style, width)

    def forward(self, features: Tensor, style: Tensor) -> Tensor:
        """(b, c, h, w), (b, s) -> (b, h * w) logits."""
        x = F.leaky_relu(self.enter(features), 0.2)
        x = F.leaky_relu(self.middle(x) + self.embed(style)[:, :, None, None], 0.2)
        x = F.leaky_relu(self.last(x), 0.2)
        # The projection of Miyato and Koyama, "cGANs with Projection Discriminator", ICLR 2018.
        projected = (x * self.project(style)[:, :, None, None]).mean(dim=1, keepdim=True)
        judged: Tensor = (self.head(x) + projected).flatten(1).float()
        return judged


class PixelCritic(nn.Module):
    """Judges patches of all maps, whichever of them are there, under structure and style."""

    def __init__(self, style: int, structure: int, width: tuple[int, int, int] = (48, 96, 128)) -> None:
        super().__init__()
        fine, middle, low = width
        # Colours, height and its slopes to both sides, roughness, metallic; which maps there are; structure.
        self.stem = nn.Conv2d(4 * (MAPS + 2) + 3 + 4 * structure, fine, 3, padding=1)
        self.fine = nn.Conv2d(fine, fine, 3, padding=1)
        self.down = nn.Conv2d(fine, middle, 3, padding=1)
        self.middle = nn.Conv2d(middle, middle, 3, padding=1)
        self.lower = nn.Conv2d(middle, low, 3, padding=1)
        self.lowest = nn.Conv2d(low, low, 3, padding=1)
        self.heads = nn.ModuleList(nn.Conv2d(n, 1, 1) for n in width)
        self.embed = nn.Linear(style, sum(width))
        self.project = nn.ModuleList(nn.Linear(style, n) for n in width)
        self.width = width

    def forward(self, maps: Tensor, known: Tensor, structure: Tensor, style: Tensor) -> Tensor:
        """(b, MAPS, H, W), (b, 3) whether height, roughness and metallic are known, (b, k, H, W), (b, s) -> logits."""
        albedo, rest = maps[:, :3], maps[:, 3:] * known[:, :, None, None]
        height = rest[:, :1]
        slopes = [
            2.0 * F.pad(height[:, :, 1:] - height[:, :, :-1], (0, 0, 0, 1)),
            2.0 * F.pad(height[..., 1:] - height[..., :-1], (0, 1)),
        ]
        pixels = F.pixel_unshuffle(torch.cat([albedo, rest, *slopes, structure], dim=1), 2)
        flags = known[:, :, None, None].expand(-1, -1, *pixels.shape[2:])
        shifts = [part[:, :, None, None] for part in torch.split(self.embed(style), list(self.width), dim=1)]

        def logits(x: Tensor, level: int) -> Tensor:
            projected = (x * self.project[level](style)[:, :, None, None]).mean(dim=1, keepdim=True)
            judged: Tensor = self.heads[level](x) + projected
            return judged

        x = F.leaky_relu(self.stem(torch.cat([pixels, flags.to(pixels.dtype)], dim=1)), 0.2)
        x = F.leaky_relu(self.fine(x) + shifts[0], 0.2)
        found = [F.avg_pool2d(logits(x, 0), 4).flatten(1)]
        x = F.leaky_relu(self.down(F.avg_pool2d(x, 2)), 0.2)
        x = F.leaky_relu(x + self.middle(x) + shifts[1], 0.2)
        found.append(F.avg_pool2d(logits(x, 1), 2).flatten(1))
        x = F.leaky_relu(self.lower(F.avg_pool2d(x, 2)), 0.2)
        x = F.leaky_relu(x + self.lowest(x) + shifts[2], 0.2)
        found.append(logits(x, 2).flatten(1))
        return torch.cat(found, dim=1).float()
