#!/usr/bin/env python3
"""Draws the progressive JPEGs of tests/cases/media/progressive: a sky of rings with grain, as libjpeg's default script
of ten scans codes it (first bits of all coefficients, then one bit more, scan by scan)."""
import pathlib
import random

from PIL import Image

HERE = pathlib.Path(__file__).parents[1] / "cases/media/progressive"
random.seed(7)


def picture(width, height):
    rings = Image.radial_gradient("L").resize((width, height))
    sky = Image.linear_gradient("L").resize((width, height))
    grain = Image.new("L", (width, height))
    grain.putdata([random.randrange(256) for _ in range(width * height)])
    red, blue = Image.blend(rings, grain, 0.1), Image.blend(sky, grain, 0.1)
    return Image.merge("RGB", (red, rings, blue))


def draw(name, size, mode="RGB", **options):
    options = {"quality": 85, "progressive": True} | options
    picture(*size).convert(mode).save(HERE / name, **options)


draw("full-colour.jpg", (75, 50), subsampling=0)
draw("half-across.jpg", (83, 41), subsampling=1)
draw("half-both-ways.jpg", (89, 57), subsampling=2)
draw("restarts.jpg", (89, 57), subsampling=2, restart_marker_blocks=3)
draw("finest-steps.jpg", (33, 17), subsampling=2, quality=100)
draw("gray.jpg", (61, 43), "L")
