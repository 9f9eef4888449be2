"""What the drawings share: colours, gradients, layered hills, light, grain and the house's lettering.

Everything is drawn at twice its size and scaled down at the end, so that edges are smooth. No clock
and no randomness: noise comes from seeded generators, and the same Pillow gives the same bytes.
"""

import math
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT.parent / "fonts"
SCALE = 2

RED = (0xB3, 0x12, 0x1D)
BLUE = (0x14, 0x40, 0x6B)
INK = (0x1E, 0x1E, 0x1E)
GREY = (0x66, 0x66, 0x66)
PALE = (0xD9, 0xE0, 0xE6)
PAPER = (0xF4, 0xEE, 0xE1)


def sans(size, weight="Regular"):
    """Source Sans 3 at `size` pixels of the finished picture."""
    return ImageFont.truetype(FONTS / f"source-sans-3/SourceSans3-{weight}.otf", size * SCALE)


def serif(size, cut="Display-Regular"):
    """Source Serif 4 at `size` pixels of the finished picture."""
    return ImageFont.truetype(FONTS / f"source-serif-4/SourceSerif4{cut}.otf", size * SCALE)


def mix(a, b, share):
    """The colour that lies `share` of the way from `a` to `b`."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b))


def canvas(width, height, colour=(255, 255, 255)):
    """A sheet of `width` by `height` finished pixels."""
    return Image.new("RGB", (width * SCALE, height * SCALE), colour)


def vertical(size, stops):
    """A gradient from top to bottom; `stops` are (share of the height, colour)."""
    width, height = size
    column = Image.new("RGB", (1, height))
    for y in range(height):
        share = y / max(1, height - 1)
        for (a, low), (b, high) in zip(stops, stops[1:]):
            if share <= b:
                column.putpixel((0, y), mix(low, high, (share - a) / (b - a)))
                break
    return column.resize(size)


def glow(image, centre, radius, colour, strength=1.0):
    """Adds a round light at `centre`, fading to nothing at `radius`."""
    disc = ImageChops.invert(Image.radial_gradient("L")).resize((2 * radius, 2 * radius))
    disc = disc.point(lambda v: round(255 * strength * (max(0, v - 75) / 180) ** 1.6))
    mask = Image.new("L", image.size, 0)
    mask.paste(disc, (centre[0] - radius, centre[1] - radius))
    image.paste(ImageChops.screen(image, Image.new("RGB", image.size, colour)), (0, 0), mask)


def hills(image, base, height, colour, mist, seed, waves=5):
    """A range of hills whose crest runs about `base`; its foot dissolves in `mist`."""
    width, full = image.size
    dice = random.Random(seed)
    parts = [(dice.uniform(0.6, 1.4) * (n + 1), dice.uniform(0, 6.3), 1 / (n + 1) ** 1.15) for n in range(waves)]

    def crest(x):
        return base - height * sum(a * math.sin(x / width * 6.28 * f + p) for f, p, a in parts) / 1.8

    outline = [(x, crest(x)) for x in range(0, width + 8, 4)]
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).polygon(outline + [(width, full), (0, full)], fill=255)
    top = min(y for _, y in outline) / full
    foot = min(1.0, top + 0.32)
    fill = vertical(image.size, [(0, colour), (max(top, 0.001), colour), (foot, mist), (1.001, mist)])
    image.paste(fill, (0, 0), mask)
    return crest


def soft(image, shapes, colour, blur, strength=1.0):
    """Draws `shapes(draw)` as a mask, blurs it, and lays `colour` on through it."""
    mask = Image.new("L", image.size, 0)
    shapes(ImageDraw.Draw(mask))
    mask = mask.filter(ImageFilter.GaussianBlur(blur))
    if strength < 1:
        mask = mask.point(lambda v: round(v * strength))
    image.paste(Image.new("RGB", image.size, colour), (0, 0), mask)


def grain(image, seed, amount=5):
    """A little film grain, which also keeps gradients from banding."""
    noise = Image.frombytes("L", image.size, random.Random(seed).randbytes(image.width * image.height))
    noise = noise.point(lambda v: 128 + round((v - 128) * amount / 128))
    return ImageChops.overlay(image, Image.merge("RGB", [noise] * 3))


def finish(image, path, seed=1, quality=80):
    """Scales a plate down to its size and writes it: drawings as JPEG, charts as PNG of few colours."""
    small = image.resize((image.width // SCALE, image.height // SCALE), Image.LANCZOS)
    target = ROOT / "sample" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".jpg":
        grain(small, seed).save(target, quality=quality, optimize=True, subsampling=2, dpi=(220, 220))
    else:
        small.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            target, optimize=True, dpi=(300, 300)
        )
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} KB")
