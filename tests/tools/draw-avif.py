#!/usr/bin/env python3
"""Draws the pictures of tests/cases/media/avif: flags whose corners are red, green, blue and white once
upright. Needs Pillow with AVIF, and imagecodecs and numpy for more than 8 bits."""

import io
import struct
from pathlib import Path

import imagecodecs
import numpy
from PIL import Image

OUT = Path(__file__).parent.parent / "cases/media/avif"
CORNERS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
# What puts a picture upright that EXIF says is turned so, done backwards.
BACK = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}


def flag(width=48, height=32):
    image = Image.new("RGB", (2, 2))
    image.putdata(CORNERS)
    return image.resize((width, height), Image.Resampling.NEAREST)


def avif(image, **options):
    out = io.BytesIO()
    image.save(out, "AVIF", **{"quality": 90} | options)
    return out.getvalue()


def deep(bits, **options):
    samples = numpy.array(flag()).astype(numpy.uint32) * (2**bits - 1) // 255
    return imagecodecs.avif_encode(
        samples.astype(numpy.uint16), level=90, bitspersample=bits, **options
    )


def turned(orientation):
    exif = Image.Exif()
    exif[0x112] = orientation
    return avif(flag().transpose(Image.Transpose(BACK[orientation])), exif=exif)


def see_through(**options):
    image = flag().convert("RGBA")
    image.paste((255, 255, 255, 0), (24, 16, 48, 32))
    return avif(image, **options)


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full(kind, version, *parts):
    return box(kind, bytes([version, 0, 0, 0]), *parts)


def find(data, kind):
    at = data.index(kind) - 4
    return data[at : at + struct.unpack_from(">I", data, at)[0]]


def tiled(width=120, height=100, side=64):
    """Four tiles in a grid whose right and lower edges cut them."""
    tiles = [avif(Image.new("RGB", (side, side), color)) for color in CORNERS]
    items = [struct.pack(">4B2H", 0, 0, 1, 1, width, height)]
    items += [find(tile, b"mdat")[8:] for tile in tiles]

    def head(start):
        places = b""
        for number, item in enumerate(items, 1):
            places += struct.pack(">3H2I", number, 0, 1, start, len(item))
            start += len(item)
        names = [b"grid"] + [b"av01"] * 4
        infos = [
            full(b"infe", 2, struct.pack(">2H", number, 0), name, b"\0")
            for number, name in enumerate(names, 1)
        ]
        properties = box(
            b"ipco",
            full(b"ispe", 0, struct.pack(">2I", width, height)),
            full(b"ispe", 0, struct.pack(">2I", side, side)),
            *(find(tiles[0], kind) for kind in (b"av1C", b"colr", b"pixi")),
        )
        uses = struct.pack(">I", 5) + struct.pack(">H4B", 1, 3, 1, 4, 5)
        uses += b"".join(struct.pack(">H5B", n, 4, 2, 0x83, 4, 5) for n in range(2, 6))
        return box(b"ftyp", b"avif", bytes(4), b"avifmif1miaf") + full(
            b"meta",
            0,
            full(b"hdlr", 0, bytes(4), b"pict", bytes(13)),
            full(b"pitm", 0, struct.pack(">H", 1)),
            full(b"iloc", 0, struct.pack(">2BH", 0x44, 0, 5), places),
            full(b"iinf", 0, struct.pack(">H", 5), *infos),
            full(b"iref", 0, box(b"dimg", struct.pack(">6H", 1, 4, 2, 3, 4, 5))),
            box(b"iprp", properties, full(b"ipma", 0, uses)),
        )

    return head(len(head(0)) + 8) + box(b"mdat", *items)


PICTURES = {
    "420": avif(flag()),
    "420-limited": avif(flag(), range="limited"),
    "420-odd": avif(flag(47, 31)),
    "422": avif(flag(), subsampling="4:2:2"),
    "444": avif(flag(), subsampling="4:4:4"),
    "420-10-bits": deep(10, pixelformat="420"),
    "444-12-bits": deep(12, pixelformat="444"),
    "gray": avif(flag(), subsampling="4:0:0"),
    "without-matrix": imagecodecs.avif_encode(numpy.array(flag()), level=100, pixelformat="444"),
    "see-through": see_through(),
    "see-through-premultiplied": see_through(alpha_premultiplied=True),
    "sequence": avif(flag(), save_all=True, append_images=[flag().rotate(180)]),
    "tiles": tiled(),
} | {f"turned-{orientation}": turned(orientation) for orientation in BACK}

for name, data in PICTURES.items():
    (OUT / f"{name}.avif").write_bytes(data)
