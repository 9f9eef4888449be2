#!/usr/bin/env python3
"""Draws the pictures of tests/cases/pdf/pictures: one of each kind that a PDF stores in its own way.
Needs Pillow."""

from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
OUT = HERE.parent / "cases/pdf/pictures/input"
PRESS = HERE.parent.parent / "assets/icc/cmyk.icc"
SRGB = HERE.parent.parent / "assets/icc/srgb.icc"


def slope():
    image = Image.new("RGB", (48, 32))
    image.putdata([(x * 5, y * 8, 128) for y in range(32) for x in range(48)])
    return image


def of_another_name(profile):
    """sRGB by a name that does not give it away, so that it is taken for a display's own colours."""
    return profile.replace("sRGB".encode("utf-16-be"), "Desk".encode("utf-16-be"))


def see_through(image):
    veil = Image.new("L", image.size)
    veil.putdata([x * 5 for _ in range(32) for x in range(48)])
    image.putalpha(veil)
    return image


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    image = slope()
    few = image.convert("P", palette=Image.Palette.ADAPTIVE, colors=16)
    deep = b"".join((y * 2000 + x).to_bytes(2, "little") for y in range(32) for x in range(48))
    image.convert("CMYK").save(OUT / "cmyk.jpg", quality=80)
    image.convert("CMYK").save(OUT / "cmyk-of-a-press.jpg", quality=80, icc_profile=PRESS.read_bytes())
    image.save(OUT / "rgb-of-a-display.jpg", icc_profile=of_another_name(SRGB.read_bytes()))
    image.convert("CMYK").save(OUT / "cmyk.tif", compression="tiff_lzw")
    image.convert("L").save(OUT / "gray.jpg")
    image.convert("1").save(OUT / "one-bit.png")
    Image.frombytes("I;16", (48, 32), deep).save(OUT / "gray-16-bits.png")
    few.save(OUT / "few-colours.png")
    few.save(OUT / "few-colours-one-clear.png", transparency=3)
    see_through(image.convert("RGBA")).save(OUT / "see-through.png")
    see_through(image.convert("LA")).save(OUT / "see-through-gray.png")
