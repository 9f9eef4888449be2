#!/usr/bin/env python3
"""Draws the colour profiles that PDFs carry: srgb.icc and cmyk.icc, beside this file.

Both are made of published numbers and dedicated to the public domain (CC0 1.0).

srgb.icc  sRGB (IEC 61966-2-1) as ICC.1:2004-10 (version 4.2): primaries of BT.709 adapted from D65 to
          D50 by the Bradford transform, and the curve as a formula.
cmyk.icc  What CMYK means that does not say so: offset on coated paper, from the aim values of
          ISO 12647-2 (solids, overprints, tone value increase) by the Neugebauer equations with the
          Yule-Nielsen correction. Version 2.4, an input profile: it is only ever read from.
"""
import itertools
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
D50 = (0.9642, 1.0, 0.8249)


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def profile(version, kind, space, pcs, tags):
    """A profile (ICC.1:2004-10, 7): a head of 128 bytes, the table of tags, the tags."""
    table, body, places = [], b"", {}
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags:
        if data not in places:
            body += b"\0" * (-len(body) % 4)
            places[data] = start + len(body)
            body += data
        table.append(struct.pack(">4sII", name, places[data], len(data)))
    body += b"\0" * (-len(body) % 4)
    head = struct.pack(">I4xI4s4s4s", start + len(body), version << 16, kind, space, pcs)
    date = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head += date + b"acsp" + bytes(24) + struct.pack(">I", 0) + b"".join(map(fixed, D50))
    head += bytes(128 - len(head))
    return head + struct.pack(">I", len(tags)) + b"".join(table) + body


def xyz(values):
    return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))


def words(text):
    """Text for everyone, version 4."""
    data = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(data), 28) + data


def description(text):
    """A description, version 2."""
    data = text.encode("ascii") + b"\0"
    return b"desc" + struct.pack(">II", 0, len(data)) + data + bytes(4 + 4 + 2 + 1 + 67)


def text(words):
    return b"text\0\0\0\0" + words.encode("ascii") + b"\0"


def multiply(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def inverse(m):
    (a, b, c), (d, e, f), (g, h, i) = m
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    rows = [
        [e * i - f * h, c * h - b * i, b * f - c * e],
        [f * g - d * i, a * i - c * g, c * d - a * f],
        [d * h - e * g, b * g - a * h, a * e - b * d],
    ]
    return [[value / det for value in row] for row in rows]


def white_of(x, y):
    return [x / y, 1.0, (1 - x - y) / y]


def srgb():
    bradford = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
    d65 = white_of(0.3127, 0.3290)
    cones = lambda white: [sum(k * v for k, v in zip(row, white)) for row in bradford]
    scale = [to / of for to, of in zip(cones(D50), cones(d65))]
    scaled = [[scale[n] * value for value in row] for n, row in enumerate(bradford)]
    adapt = multiply(inverse(bradford), scaled)

    primaries = [white_of(0.64, 0.33), white_of(0.30, 0.60), white_of(0.15, 0.06)]
    columns = [list(row) for row in zip(*primaries)]
    parts = [row[0] for row in multiply(inverse(columns), [[value] for value in d65])]
    native = [[value * part for value, part in zip(row, parts)] for row in columns]
    red, green, blue = zip(*multiply(adapt, native))

    curve = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]
    curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + b"".join(map(fixed, curve))
    chad = b"sf32\0\0\0\0" + b"".join(fixed(value) for row in adapt for value in row)
    return profile(0x0420, b"mntr", b"RGB ", b"XYZ ", [
        (b"desc", words("sRGB")), (b"cprt", words("CC0")), (b"wtpt", xyz(D50)), (b"chad", chad),
        (b"rXYZ", xyz(red)), (b"gXYZ", xyz(green)), (b"bXYZ", xyz(blue)),
        (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve),
    ])


PAPER = (95, 0, -2)
# Solids and overprints on coated paper (ISO 12647-2, paper type 1) by their inks.
SOLIDS = {
    "": PAPER, "C": (55, -37, -50), "M": (48, 74, -3), "Y": (89, -5, 93), "K": (16, 0, 0),
    "MY": (47, 68, 48), "CY": (50, -66, 26), "CM": (24, 20, -46), "CMY": (23, 0, 0),
}
GAIN = {"C": 0.14, "M": 0.14, "Y": 0.14, "K": 0.17}  # tone value increase at one half
YULE_NIELSEN = 1.6
GRID = 7


def lab_to_xyz(lab):
    y = (lab[0] + 16) / 116
    cube = lambda t: t**3 if t > 6 / 29 else 3 * (6 / 29) ** 2 * (t - 4 / 29)
    return [white * cube(t) for white, t in zip(D50, (y + lab[1] / 500, y, y - lab[2] / 200))]


def xyz_to_lab(xyz):
    root = lambda t: t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29
    x, y, z = (root(value / white) for value, white in zip(xyz, D50))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def solid(inks):
    """The colour of solid inks upon one another, the paper taken for white. Under black, inks count
    for little: it lets through what two parts of nine of their light make of it."""
    paper, black = lab_to_xyz(PAPER), lab_to_xyz(SOLIDS["K"])
    colour = lab_to_xyz(SOLIDS[inks.replace("K", "")])
    light = [value / white for value, white in zip(colour, paper)]
    if "K" in inks:
        light = [k / white * (2 + 7 * part) / 9 for k, white, part in zip(black, paper, light)]
    return [value * white for value, white in zip(light, D50)]


def mixed(covers):
    """The colour of inks that cover a part of the paper each (Neugebauer; Demichel's weights)."""
    total = [0.0] * 3
    for printed in itertools.product((False, True), repeat=4):
        weight = 1.0
        for cover, there in zip(covers, printed):
            weight *= cover if there else 1 - cover
        inks = "".join(ink for ink, there in zip("CMYK", printed) if there)
        for n, value in enumerate(solid(inks)):
            total[n] += weight * value ** (1 / YULE_NIELSEN)
    return [value**YULE_NIELSEN for value in total]


def printed_cover(tone, gain):
    """How much of the paper a tone covers once it is printed, the optical part of the gain (which
    Yule and Nielsen see to) left out."""
    return tone + 4 * (gain * 0.45) * tone * (1 - tone)


def cmyk():
    byte = lambda value: min(255, max(0, round(value)))
    tables = bytes(byte(255 * printed_cover(n / 255, GAIN[ink])) for ink in "CMYK" for n in range(256))
    lattice = b""
    for covers in itertools.product([n / (GRID - 1) for n in range(GRID)], repeat=4):
        light, a, b = xyz_to_lab(mixed(covers))
        lattice += bytes([byte(light * 2.55), byte(a + 128), byte(b + 128)])
    matrix = b"".join(fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    straight = bytes(range(256)) * 3
    lut = b"mft1\0\0\0\0" + bytes([4, 3, GRID, 0]) + matrix + tables + lattice + straight
    return profile(0x0240, b"scnr", b"CMYK", b"Lab ", [
        (b"desc", description("Coated offset")), (b"cprt", text("CC0")), (b"wtpt", xyz(D50)),
        (b"A2B0", lut),
    ])


if __name__ == "__main__":
    (HERE / "srgb.icc").write_bytes(srgb())
    (HERE / "cmyk.icc").write_bytes(cmyk())
