"""Two playing cards of 1791: the face of one, and the back of another with a title written on it."""

import math

from PIL import ImageDraw

from plates import INK, PAPER, RED, SCALE, canvas, finish, mix, serif

WIDTH, HEIGHT = 560, 840
TABLE = (0x4A, 0x38, 0x2B)
INK_BROWN = (0x4A, 0x33, 0x22)


def card():
    """A card on a dark table, and the pen to draw on it."""
    image = canvas(WIDTH, HEIGHT, TABLE)
    pen = ImageDraw.Draw(image)
    edge = 34 * SCALE
    box = (edge, edge, WIDTH * SCALE - edge, HEIGHT * SCALE - edge)
    shadow = tuple(side + 7 * SCALE for side in box)
    pen.rectangle(shadow, fill=mix(TABLE, INK, 0.6))
    pen.rectangle(box, fill=PAPER)
    # Worn edges.
    pen.rectangle(box, outline=mix(PAPER, TABLE, 0.35), width=3 * SCALE)
    return image, pen


def heart(pen, x, y, size, upside_down=False):
    """A heart around (x, y) in finished pixels."""
    points = []
    for step in range(120):
        t = 2 * math.pi * step / 120
        across = 16 * math.sin(t) ** 3
        up = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        up = -up if upside_down else up
        points.append(((x + across * size / 32) * SCALE, (y - up * size / 32) * SCALE))
    pen.polygon(points, fill=RED)


def face():
    """The seven of hearts. Cards of that time carry no figures in their corners."""
    image, pen = card()
    left, middle, right = 170, 280, 390
    for x, y in ((left, 160), (right, 160), (left, 420), (right, 420), (middle, 290)):
        heart(pen, x, y, 96)
    for x in (left, right):
        heart(pen, x, 680, 96, upside_down=True)
    finish(image, "4 Culture/images/card-face.jpg", seed=31)


def back():
    """A title as a clerk may have written it, the word to sort by underlined."""
    image, pen = card()
    x = 84
    lines = (
        (150, "Montaigne", 54),
        (250, "Les essais,", 46),
        (318, "en trois livres.", 46),
        (420, "Paris, chez L’Angelier,", 34),
        (472, "1595. In-folio.", 34),
        (640, "Veau brun, dos refait.", 28),
        (684, "Une feuille manque.", 28),
    )
    for y, words, size in lines:
        pen.text((x * SCALE, y * SCALE), words, font=serif(size, "-It"), fill=INK_BROWN)
    end = x + pen.textlength("Montaigne", font=serif(54, "-It")) / SCALE
    pen.line((x * SCALE, 218 * SCALE, end * SCALE, 216 * SCALE), fill=INK_BROWN, width=3 * SCALE)
    # The hole for needle and thread.
    hole = (86, 758, 98, 770)
    pen.ellipse(tuple(side * SCALE for side in hole), fill=TABLE)
    finish(image, "4 Culture/images/card-back.jpg", seed=32)


def draw_all():
    """Draws both cards."""
    face()
    back()
