"""The sample issue's cover: a great ampersand that rises behind hills, with masthead and headlines."""

from PIL import ImageDraw

from plates import RED, SCALE, canvas, finish, glow, hills, sans, serif, soft, vertical

WIDTH, HEIGHT = 1240, 1754
FULL = (WIDTH * SCALE, HEIGHT * SCALE)
MASTHEAD = 306
LEFT, RIGHT = 100, WIDTH - 100


def draw_all():
    scene = canvas(WIDTH, HEIGHT)
    scene.paste(vertical(FULL, [
        (0, (0x1B, 0x3A, 0x5F)), (0.36, (0x5D, 0x7C, 0x96)), (0.58, (0xE7, 0xB8, 0x88)), (1.001, (0xF6, 0xD9, 0xA8)),
    ]))
    glow(scene, (640 * SCALE, 930 * SCALE), 900 * SCALE, (0xFF, 0xE6, 0xB8), 0.95)
    ampersand(scene)
    mist = (0xEE, 0xC9, 0x9C)
    hills(scene, 1180 * SCALE, 90 * SCALE, (0x86, 0x95, 0xA5), mist, 31)
    hills(scene, 1290 * SCALE, 80 * SCALE, (0x50, 0x68, 0x80), (0xB9, 0xA4, 0x92), 8)
    hills(scene, 1410 * SCALE, 60 * SCALE, (0x1E, 0x38, 0x50), (0x0C, 0x18, 0x24), 12)
    masthead(scene)
    headlines(scene)
    finish(scene, "cover.jpg", 21)


def ampersand(scene):
    """The sign itself, pale, with a soft light about it."""
    def sign(draw):
        draw.text((620 * SCALE, 860 * SCALE), "&", 255, serif(980, "Display-Semibold"), "mm")

    soft(scene, sign, (0xFF, 0xF2, 0xD8), 28 * SCALE, 0.8)
    soft(scene, sign, (0xFF, 0xF8, 0xEA), 1)


def masthead(scene):
    draw = ImageDraw.Draw(scene)
    draw.rectangle([0, 0, FULL[0], MASTHEAD * SCALE], RED)
    draw.text((LEFT * SCALE, 190 * SCALE), "The Ampersand", "white", serif(140, "Display-Semibold"), "ls")
    draw.rectangle([LEFT * SCALE, 237 * SCALE, RIGHT * SCALE, 239 * SCALE], "white")
    draw.text((LEFT * SCALE, 274 * SCALE), "May 2nd 2026", "white", sans(26, "Semibold"), "ls")
    draw.text((RIGHT * SCALE, 274 * SCALE), "A sample issue", "white", sans(26, "Semibold"), "rs")


def headlines(scene):
    draw = ImageDraw.Draw(scene)
    draw.text((LEFT * SCALE, 1606 * SCALE), "In praise of the margin", "white", serif(86, "Display-Semibold"), "ls")
    words = "Every bridge breathes  ·  How to mark a forecast  ·  Fifty-two books to the pack"
    draw.text((LEFT * SCALE, 1668 * SCALE), words, (0xE6, 0xEC, 0xF2), sans(28), "ls")
