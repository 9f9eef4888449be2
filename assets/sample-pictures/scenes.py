"""The sample issue's landscapes and still lifes: gradients, layered hills, light and a little grain."""

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from plates import BLUE, PAPER, RED, SCALE, canvas, finish, glow, hills, mix, serif, soft, vertical

WIDTH, HEIGHT = 1500, 1000
FULL = (WIDTH * SCALE, HEIGHT * SCALE)
NIGHT = (0x0D, 0x22, 0x38)


def px(*values):
    """Finished pixels to drawn pixels."""
    return [round(v * SCALE) for v in values]


def dusk(horizon):
    """An evening sky down to `horizon`, a share of the height."""
    return vertical(FULL, [
        (0, (0x1B, 0x3A, 0x5F)), (horizon * 0.45, (0x5D, 0x7C, 0x96)), (horizon * 0.8, (0xE7, 0xB8, 0x88)),
        (horizon, (0xF6, 0xD9, 0xA8)), (1.001, (0xF6, 0xD9, 0xA8)),
    ])


def bridge():
    """A suspension bridge over an estuary, early."""
    horizon = 0.66
    scene = dusk(horizon)
    glow(scene, px(1050, 600), 900, (0xFF, 0xE2, 0xB0), 0.9)
    mist = (0xE9, 0xC9, 0xA0)
    hills(scene, 590 * SCALE, 70 * SCALE, (0x8E, 0x9A, 0xA6), mist, 4)
    hills(scene, 640 * SCALE, 60 * SCALE, (0x5C, 0x72, 0x88), mist, 11)
    water = vertical((FULL[0], FULL[1] - round(FULL[1] * horizon)), [
        (0, (0xF0, 0xCF, 0x9E)), (0.25, (0xB9, 0xA6, 0x96)), (0.7, (0x3E, 0x5A, 0x76)), (1.001, (0x1A, 0x36, 0x54)),
    ])
    scene.paste(water, (0, round(FULL[1] * horizon)))
    ripples(scene, horizon)
    deck(scene)
    hills(scene, 1010 * SCALE, 60 * SCALE, (0x0E, 0x20, 0x30), (0x0E, 0x20, 0x30), 23)
    finish(scene, "3 Science & technology/images/bridge.jpg", 5)


def ripples(scene, horizon):
    """Short level strokes of light, closer together towards the horizon."""
    dice = random.Random(7)
    draw = ImageDraw.Draw(scene, "RGBA")
    for _ in range(900):
        depth = dice.random() ** 2.2
        y = FULL[1] * (horizon + 0.005 + depth * (0.99 - horizon))
        x = dice.gauss(1050, 120 + 420 * depth) * SCALE
        length = (8 + 60 * depth) * SCALE * dice.uniform(0.4, 1)
        draw.line([(x - length, y), (x + length, y)], (0xFF, 0xEB, 0xC8, 46), round(1 + 3 * depth) * SCALE)


def deck(scene):
    """The bridge itself: towers, cables, hangers, deck, and its reflection."""
    draw = ImageDraw.Draw(scene, "RGBA")
    dark = (0x12, 0x26, 0x3A, 255)
    road, top = 640, 300
    towers = (330, 1130)

    def cable(x):
        if x < towers[0]:
            return top + (road - 8 - top) * ((towers[0] - x) / 430) ** 1.15
        if x > towers[1]:
            return top + (road - 8 - top) * ((x - towers[1]) / 430) ** 1.15
        middle, half = sum(towers) / 2, (towers[1] - towers[0]) / 2
        return road - 30 - (road - 30 - top) * ((x - middle) / half) ** 2

    for x in range(-90, 1590, 20):
        draw.line(px(x, min(road, cable(x)), x, road), dark, round(1.2 * SCALE))
    curve = [tuple(px(x, min(road, cable(x)))) for x in range(-100, 1600, 4)]
    draw.line(curve, dark, round(5 * SCALE), "curve")
    draw.rectangle(px(-10, road - 7, 1510, road + 9), dark)
    for x in towers:
        for leg in (-13, 13):
            draw.polygon(px(x + leg - 6, top - 14, x + leg + 6, top - 14, x + leg * 1.3 + 8, 742, x + leg * 1.3 - 8, 742), dark)
        for y in (top - 2, top + 90, top + 190, road + 26):
            draw.rectangle(px(x - 20, y, x + 20, y + 11), dark)
        draw.rectangle(px(x - 42, 736, x + 42, 756), dark)
        draw.rectangle(px(x - 34, 756, x + 34, 840), (0x12, 0x26, 0x3A, 70))


def wheel():
    """A wheel from the side, before hills at dusk."""
    scene = dusk(0.78)
    glow(scene, px(420, 690), 1000, (0xFF, 0xDD, 0xA0), 0.9)
    mist = (0xF0, 0xC9, 0x98)
    hills(scene, 640 * SCALE, 90 * SCALE, (0x8B, 0x99, 0xA8), mist, 31)
    hills(scene, 730 * SCALE, 80 * SCALE, (0x52, 0x6A, 0x82), mist, 8)
    hills(scene, 850 * SCALE, 40 * SCALE, (0x22, 0x3B, 0x50), (0x16, 0x28, 0x38), 12)
    draw = ImageDraw.Draw(scene)
    draw.rectangle(px(0, 940, 1500, 1000), (0x10, 0x1D, 0x29))
    spokes(draw, (860, 508), 408)
    finish(scene, "3 Science & technology/images/wheel.jpg", 6)


def spokes(draw, centre, rim):
    """Tyre, rim, hub and 32 spokes crossing three times, as a builder laces them."""
    dark, steel = (0x0C, 0x16, 0x20), (0xDC, 0xE2, 0xE6)

    def ring(radius, width, colour):
        x, y = centre
        draw.ellipse(px(x - radius, y - radius, x + radius, y + radius), outline=colour, width=round(width * SCALE))

    def point(radius, angle):
        return px(centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle))

    for i in range(32):
        at = (i + 0.5) * 2 * math.pi / 32
        slant = 1.12 * (1 if i % 2 else -1)
        draw.line(point(30, at + slant) + point(rim - 6, at), mix(dark, steel, 0.25 if i % 4 < 2 else 0.55), round(2.6 * SCALE))
    ring(rim + 26, 24, dark)
    ring(rim + 3, 15, mix(dark, steel, 0.72))
    ring(rim + 3, 4, steel)
    ring(36, 14, mix(dark, steel, 0.5))
    ring(24, 24, dark)
    ring(9, 9, steel)
    fork = [*px(centre[0] - 10, centre[1]), *px(centre[0] + 10, centre[1] + 4), *px(centre[0] - 178, -20), *px(centre[0] - 222, -20)]
    draw.polygon(fork, RED)
    ring(12, 12, mix(dark, steel, 0.8))


def weather():
    """Showers crossing a flat country, with sun beyond."""
    scene = vertical(FULL, [
        (0, (0x23, 0x3B, 0x55)), (0.35, (0x5B, 0x74, 0x8B)), (0.7, (0xC3, 0xCB, 0xCC)), (0.8, (0xF2, 0xDF, 0xB8)), (1.001, (0xF2, 0xDF, 0xB8)),
    ])
    glow(scene, px(1180, 760), 800, (0xFF, 0xE8, 0xB8), 0.9)
    for seed, height, colour, strength in ((3, 430, (0xDD, 0xE2, 0xE4), 0.75), (9, 300, (0x8C, 0x9D, 0xAC), 0.85), (5, 170, (0x3A, 0x50, 0x68), 0.95)):
        cloud(scene, seed, height, colour, strength)
    for left, right in ((130, 420), (500, 640)):
        shower(scene, left, right)
    hills(scene, 815 * SCALE, 18 * SCALE, (0x6F, 0x83, 0x84), (0x8A, 0x93, 0x82), 17)
    field = vertical((FULL[0], FULL[1] // 6), [(0, (0x7C, 0x86, 0x62)), (0.4, (0x52, 0x66, 0x4C)), (1.001, (0x20, 0x33, 0x2C))])
    scene.paste(field, (0, FULL[1] - FULL[1] // 6))
    vane(scene)
    finish(scene, "3 Science & technology/images/weather.jpg", 8)


def cloud(scene, seed, height, colour, strength):
    """A bank of cloud with a flat foot and a heaped head."""
    dice = random.Random(seed)

    def heaps(draw):
        for _ in range(46):
            x, r = dice.uniform(-150, 1300), dice.uniform(40, 120)
            y = height - dice.uniform(0, 90)
            draw.ellipse(px(x - r * 1.9, y - r * 0.62, x + r * 1.9, y + r * 0.5), fill=255)

    soft(scene, heaps, colour, 26 * SCALE, strength)


def shower(scene, left, right):
    """Slanting rain that fades before the ground."""
    dice = random.Random(left)

    def streaks(draw):
        for _ in range(420):
            x, y = dice.uniform(left, right), dice.uniform(330, 480)
            draw.line(px(x, y, x - 90, y + dice.uniform(250, 330)), fill=dice.randint(60, 150), width=round(3 * SCALE))

    soft(scene, streaks, (0x4A, 0x60, 0x76), 11 * SCALE, 0.8)


def vane(scene):
    """A weathercock on its mast, near."""
    draw = ImageDraw.Draw(scene)
    dark = (0x12, 0x1C, 0x26)
    draw.polygon(px(1096, 430, 1104, 430, 1108, 1000, 1092, 1000), dark)
    draw.line(px(990, 560, 1210, 560), dark, 7 * SCALE)
    draw.line(px(1040, 590, 1160, 530), dark, 6 * SCALE)
    for x, y in ((990, 560), (1210, 560), (1040, 590), (1160, 530)):
        draw.ellipse(px(x - 9, y - 9, x + 9, y + 9), dark)
    draw.line(px(960, 452, 1250, 418), RED, 9 * SCALE)
    draw.polygon(px(1298, 412, 1236, 392, 1240, 444), RED)
    draw.polygon(px(984, 449, 900, 418, 930, 457, 906, 500), RED)
    draw.ellipse(px(1086, 420, 1114, 448), dark)


def book():
    """An open book on a table, the evening coming in from the left."""
    scene = vertical(FULL, [(0, (0x1C, 0x3B, 0x59)), (1.001, (0x0F, 0x24, 0x3A))])
    soft(scene, lambda d: d.polygon(px(-200, 150, 900, -220, 1750, 620, 500, 1250), fill=255), (0x4A, 0x62, 0x78), 90 * SCALE, 0.75)
    pages = open_pages()
    turned = pages.rotate(7, Image.BICUBIC, expand=True)
    at = ((FULL[0] - turned.width) // 2, (FULL[1] - turned.height) // 2)
    shadow = Image.new("L", FULL, 0)
    shadow.paste(turned.getchannel("A"), (at[0] + 34 * SCALE, at[1] + 44 * SCALE))
    shadow = shadow.filter(ImageFilter.GaussianBlur(30 * SCALE)).point(lambda v: round(v * 0.75))
    scene.paste(Image.new("RGB", FULL, (0x05, 0x0D, 0x16)), (0, 0), shadow)
    scene.paste(turned, at, turned)
    window_light(scene)
    finish(scene, "1 Leaders/images/book.jpg", 9)


def open_pages():
    """Two pages with text blocks of grey lines, on a clear ground."""
    width, height = 1180 * SCALE, 800 * SCALE
    sheet = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    draw.rounded_rectangle([0, 0, width - 1, height - 1], 6 * SCALE, fill=(0x6E, 0x16, 0x1C, 255))
    inset = 12 * SCALE
    draw.rectangle([inset, inset, width - inset, height - inset], PAPER + (255,))
    draw = ImageDraw.Draw(sheet)
    page = (width - 2 * inset) / 2
    tall = height - 2 * inset
    for side in (0, 1):
        left = inset + side * page + (2 / 9 if side == 0 else 1 / 9) * page
        block_of_lines(draw, left, inset + tall / 9, page * 6 / 9, tall * 6 / 9, side)
    shade = Image.linear_gradient("L").rotate(90).resize((90 * SCALE, height))
    for flip, x in ((False, width // 2 - 90 * SCALE), (True, width // 2)):
        fold = shade.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if flip else shade
        fold = fold.point(lambda v: round((v / 255) ** 2 * 120))
        sheet.paste(Image.new("RGBA", fold.size, (0x3A, 0x2C, 0x1C, 255)), (x, 0), fold)
    return sheet


def block_of_lines(draw, left, top, width, height, side):
    """Greeked text: bars of words in even lines, a red initial on the first page."""
    dice = random.Random(40 + side)
    lines = 30
    step = height / lines
    for n in range(lines):
        y = top + n * step
        x = left + (step * 3.2 if side == 0 and n < 3 else 0)
        ends = left + width * (0.55 if n in (11, 22) and side else 1)
        while x < ends - step * 0.5:
            word = min(dice.uniform(0.9, 3.4) * step, ends - x)
            draw.rectangle([x, y + step * 0.24, x + word, y + step * 0.66], (0x7C, 0x76, 0x6C, 255))
            x += word + step * 0.36
    if side == 0:
        draw.text((left, top - step * 0.62), "A", RED + (255,), serif(round(step * 3.9 / SCALE), "Display-Semibold"))


def window_light(scene):
    """Dims all but four slanting panes, where the sun still falls."""
    def dim(draw):
        draw.rectangle([0, 0, *FULL], fill=255)
        for row in (0, 1):
            for column in (0, 1):
                x, y = 360 + 330 * column + 120 * row, 90 + 400 * row + 60 * column
                draw.polygon(px(x, y, x + 300, y + 55, x + 405, y + 415, x + 105, y + 360), fill=0)

    warm = Image.blend(scene, ImageChops.multiply(scene, Image.new("RGB", FULL, (0xFF, 0xEC, 0xC4))), 0.8)
    scene.paste(warm)
    soft(scene, dim, (0x16, 0x2A, 0x44), 16 * SCALE, 0.36)


def teacup():
    """A cup by lamplight."""
    scene = vertical(FULL, [(0, (0x12, 0x2C, 0x48)), (0.68, (0x1E, 0x44, 0x6A)), (0.681, (0x4A, 0x36, 0x2A)), (1.001, (0x22, 0x18, 0x14))])
    glow(scene, px(300, 330), 1150, (0x6E, 0x86, 0x9C), 0.7)
    soft(scene, lambda d: d.ellipse(px(440, 770, 1330, 900), fill=255), (0x0E, 0x0A, 0x08), 26 * SCALE, 0.85)
    saucer_and_cup(scene)
    for seed, x in ((1, 690), (2, 770), (3, 850)):
        steam(scene, seed, x)
    finish(scene, "2 Letters/images/teacup.jpg", 10)


def lit(size):
    """White china, light from the left."""
    row = Image.new("RGB", (256, 1))
    for x in range(256):
        t = x / 255
        tone = mix((0xFB, 0xF6, 0xEC), (0x5E, 0x70, 0x84), max(0, t - 0.28) ** 1.3 * 1.45 if t > 0.28 else 0.12 * (0.28 - t))
        row.putpixel((x, 0), tuple(max(0, min(255, v)) for v in tone))
    return row.resize(size)


def saucer_and_cup(scene):
    """Saucer, handle, bowl, rim and tea, in that order."""
    china = lit((720 * SCALE, HEIGHT * SCALE))
    def put(shape, shift=300):
        mask = Image.new("L", FULL, 0)
        shape(ImageDraw.Draw(mask))
        layer = Image.new("RGB", FULL, (0xF6, 0xF1, 0xE7))
        layer.paste(china, (shift * SCALE, 0))
        scene.paste(layer, (0, 0), mask)

    put(lambda d: d.ellipse(px(360, 732, 1180, 872), fill=255), 460)
    soft(scene, lambda d: d.ellipse(px(470, 752, 1070, 836), fill=255), (0x6C, 0x74, 0x7C), 10 * SCALE, 0.6)
    put(lambda d: d.ellipse(px(930, 470, 1130, 680), outline=255, width=32 * SCALE), 420)
    bowl = [(500 + 270 * (1 - math.cos(t)) + 0, 440 + 350 * math.sin(t)) for t in [i * math.pi / 2 / 40 for i in range(41)]]
    outline = bowl + [(1540 - x, y) for x, y in reversed(bowl)]
    put(lambda d: d.polygon([tuple(px(x, y)) for x, y in outline], fill=255), 420)
    put(lambda d: d.polygon(px(690, 770, 850, 770, 872, 806, 668, 806), fill=255), 420)
    put(lambda d: d.ellipse(px(668, 790, 872, 822), fill=255), 420)
    draw = ImageDraw.Draw(scene)
    draw.ellipse(px(500, 396, 1040, 484), (0xE9, 0xE6, 0xE0))
    draw.ellipse(px(514, 404, 1026, 478), (0x9A, 0xA3, 0xAD))
    draw.ellipse(px(522, 418, 1018, 478), (0x7A, 0x33, 0x16))
    soft(scene, lambda d: d.ellipse(px(560, 424, 800, 452), fill=255), (0xD9, 0x8E, 0x4E), 12 * SCALE, 0.7)
    draw.line([tuple(px(506 + i * 13.2, 484 + 44 * math.sin(math.pi * i / 40) + 12)) for i in range(41)], BLUE, 7 * SCALE)


def steam(scene, seed, x):
    """A wisp that widens as it rises."""
    dice = random.Random(seed)
    phase, lean = dice.uniform(0, 6), dice.uniform(-30, 30)

    def wisp(draw):
        for i in range(120):
            t = i / 119
            cx = x + lean * t + 46 * t * math.sin(phase + 5.2 * t)
            r = 7 + 26 * t
            tone = round(150 * math.sin(math.pi * min(1, t * 1.02)))
            draw.ellipse(px(cx - r, 400 - 360 * t - r, cx + r, 400 - 360 * t + r), fill=max(0, tone))

    soft(scene, wisp, (0xD8, 0xE2, 0xEA), 17 * SCALE, 0.5)


def cards():
    """A drawer of catalogue cards, seen from the front."""
    scene = vertical(FULL, [(0, (0x1C, 0x12, 0x0C)), (1.001, (0x30, 0x1E, 0x12))])
    glow(scene, px(750, 420), 1150, (0x8A, 0x5A, 0x30), 0.9)
    dice = random.Random(77)
    rows = 26
    for n in range(rows):
        depth = 1 - n / (rows - 1)
        card(scene, dice, n, depth, rows)
    drawer_front(scene)
    finish(scene, "4 Culture/images/cards.jpg", 11)


def card(scene, dice, n, depth, rows):
    """One card; the nearer, the wider, lower and lighter. One stands drawn out."""
    near = 1 - depth
    width = 560 + 470 * near
    top = 250 + 420 * near**1.25 + dice.uniform(-3, 3)
    out = n == rows - 8
    if out:
        top -= 215
    left = (WIDTH - width) / 2 + dice.uniform(-5, 5)
    tone = mix((0x86, 0x66, 0x42), (0xF2, 0xE4, 0xC4), near**0.8)
    draw = ImageDraw.Draw(scene)
    draw.rectangle(px(left - 2, top - 3, left + width + 2, 1000), mix(tone, (0x2A, 0x1A, 0x10), 0.7))
    draw.rectangle(px(left, top, left + width, 1000), tone)
    tab = left + width * (n * 0.37 % 0.78)
    if n % 5 == 2:
        draw.rectangle(px(tab, top - 16 - 12 * near, tab + width * 0.2, top + 2), mix(tone, RED, 0.72))
    if out:
        written(draw, left, top, width)


def written(draw, left, top, width):
    """What stands on the card that is drawn out."""
    ink = (0x2A, 0x26, 0x3A)
    draw.line(px(left, top + 74, left + width, top + 74), RED, 3 * SCALE)
    draw.line(px(left + 120, top, left + 120, top + 240), RED, 3 * SCALE)
    draw.text(px(left + 140, top + 18), "Ampersand, The", ink, serif(44, "Display-It"))
    draw.text(px(left + 140, top + 92), "A history of the sign & its uses. 8vo. 1791", ink, serif(38, "Display-It"))
    draw.text(px(left + 140, top + 148), "see also  Et cetera", ink, serif(38, "Display-It"))
    draw.text(px(left + 24, top + 18), "411", ink, serif(44, "Display-It"))


def drawer_front(scene):
    """The wooden front, with a brass pull and a label."""
    oak = vertical((1300 * SCALE, 250 * SCALE), [(0, (0xA8, 0x72, 0x3E)), (0.08, (0x8A, 0x57, 0x2C)), (1.001, (0x50, 0x2F, 0x18))])
    grained = ImageDraw.Draw(oak, "RGBA")
    dice = random.Random(5)
    for _ in range(160):
        y, x = dice.uniform(0, 250), dice.uniform(-200, 1200)
        grained.line(px(x, y, x + dice.uniform(150, 500), y + dice.uniform(-4, 4)), (0x2E, 0x18, 0x0A, 34), 2 * SCALE)
    scene.paste(oak, px(100, 770))
    draw = ImageDraw.Draw(scene)
    brass, bright = (0xB4, 0x86, 0x3A), (0xE8, 0xC4, 0x78)
    draw.rounded_rectangle(px(560, 806, 940, 896), 6 * SCALE, brass)
    draw.rectangle(px(574, 818, 926, 884), (0xF3, 0xE9, 0xD2))
    draw.text(px(750, 850), "Amb – Amy", (0x2A, 0x26, 0x3A), serif(44, "Display-Semibold"), "mm")
    soft(scene, lambda d: d.ellipse(px(690, 924, 830, 1020), fill=255), (0x14, 0x0A, 0x04), 14 * SCALE, 0.7)
    draw.pieslice(px(680, 890, 820, 1010), 0, 180, brass)
    draw.arc(px(680, 890, 820, 1010), 100, 180, bright, 6 * SCALE)
    draw.rectangle(px(676, 944, 824, 954), bright)


def long_s():
    """A piece of type, its face a mirror image, and beside it what it prints."""
    scene = vertical(FULL, [(0, (0x2B, 0x2E, 0x33)), (1.001, (0x14, 0x16, 0x1A))])
    glow(scene, px(380, 300), 1200, (0x6A, 0x70, 0x78), 0.8)
    proof(scene)
    block(scene)
    finish(scene, "4 Culture/images/long-s.jpg", 12)


def proof(scene):
    """A slip of paper with the printed letter."""
    soft(scene, lambda d: d.polygon(px(880, 130, 1350, 165, 1310, 930, 840, 895), fill=255), (0x06, 0x06, 0x08), 26 * SCALE, 0.8)
    ImageDraw.Draw(scene).polygon(px(860, 105, 1330, 140, 1290, 905, 820, 870), PAPER)
    slip = Image.new("L", FULL, 0)
    ImageDraw.Draw(slip).text(px(1075, 478), "ſ", 255, serif(620, "Display-Semibold"), "mm")
    slip = slip.rotate(-4.2, Image.BICUBIC, center=px(1075, 478))
    scene.paste(Image.new("RGB", FULL, RED), (0, 0), slip)


def block(scene):
    """The sort: shank, shoulder, and the letter standing up in relief."""
    x0, y0, x1, y1, deep = 230, 130, 600, 830, 60
    soft(scene, lambda d: d.polygon(px(x0 + 60, y0 + 90, x1 + 150, y0 + 90, x1 + 150, y1 + 130, x0 + 60, y1 + 130), fill=255), (0x04, 0x04, 0x06), 34 * SCALE, 0.85)
    draw = ImageDraw.Draw(scene)
    draw.polygon(px(x1, y0, x1 + deep, y0 + deep, x1 + deep, y1 + deep, x1, y1), (0x3C, 0x42, 0x48))
    draw.polygon(px(x0, y1, x1, y1, x1 + deep, y1 + deep, x0 + deep, y1 + deep), (0x2A, 0x2F, 0x34))
    face = vertical(((x1 - x0) * SCALE, (y1 - y0) * SCALE), [(0, (0x9C, 0xA4, 0xAA)), (0.5, (0x78, 0x80, 0x88)), (1.001, (0x58, 0x60, 0x68))])
    scene.paste(face, px(x0, y0))
    letter = Image.new("L", FULL, 0)
    ImageDraw.Draw(letter).text(px(415, 470), "ſ", 255, serif(620, "Display-Semibold"), "mm")
    letter = letter.crop(px(x0, y0, x1, y1)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for shift, colour, blur in ((26, (0x22, 0x26, 0x2A), 9), (10, (0x3E, 0x44, 0x4A), 2), (5, (0x5C, 0x64, 0x6A), 1), (0, (0xDF, 0xE4, 0xE6), 0)):
        mask = letter.filter(ImageFilter.GaussianBlur(blur * SCALE)) if blur else letter
        clip = Image.new("L", FULL, 0)
        clip.paste(mask, px(x0 + shift * 0.7, y0 + shift))
        ImageDraw.Draw(clip).rectangle(px(x1, 0, WIDTH, HEIGHT), 0)
        scene.paste(Image.new("RGB", FULL, colour), (0, 0), clip)


def draw_all():
    book()
    teacup()
    wheel()
    bridge()
    weather()
    cards()
    long_s()
