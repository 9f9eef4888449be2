#!/usr/bin/env python3
"""Draws the pictures of tests/cases/media/webp, of the kinds that our own encoder does not write: lossy
ones and animations. Their corners are red, green, blue and white. Needs Pillow with WebP."""

from pathlib import Path

from PIL import Image

OUT = Path(__file__).parent.parent / "cases/media/webp"
CORNERS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]


def flag(smoothly=False):
    image = Image.new("RGB", (2, 2))
    image.putdata(CORNERS)
    how = Image.Resampling.BILINEAR if smoothly else Image.Resampling.NEAREST
    return image.resize((48, 32), how)


def see_through(image):
    image = image.convert("RGBA")
    image.paste((255, 255, 255, 0), (24, 16, 48, 32))
    return image


black = Image.new("RGB", (48, 32))
OUT.mkdir(parents=True, exist_ok=True)
flag(smoothly=True).save(OUT / "photo.webp", quality=90)
see_through(flag()).save(OUT / "see-through.webp", quality=90)
for name, first, lossless in [
    ("moving", flag(), True),
    ("moving-photo", flag(smoothly=True), False),
    ("moving-see-through", see_through(flag()), False),
]:
    first.save(
        OUT / f"{name}.webp",
        save_all=True,
        append_images=[black],
        duration=100,
        quality=90,
        lossless=lossless,
    )
