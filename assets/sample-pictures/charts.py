"""The sample issue's charts. What they show is worked out here; nothing is copied from a source."""

import math

from PIL import ImageDraw

from plates import BLUE, GREY, INK, PALE, RED, SCALE, canvas, finish, mix, sans

WIDTH = 1040  # pixels for a column of 85 mm


class Chart:
    """A chart with a title over a rule, and a plot that maps values to pixels."""

    def __init__(self, height, title, subtitle, across, up):
        self.image = canvas(WIDTH, height)
        self.draw = ImageDraw.Draw(self.image)
        self.across, self.up = across, up
        self.box = (78, 150, WIDTH - 30, height - 92)
        self.rect((0, 0, WIDTH, 5), BLUE)
        self.text((0, 24), title, 40, "Bold", INK)
        self.text((0, 74), subtitle, 32, "Regular", GREY)

    def at(self, x, y):
        """Where a value stands, in finished pixels."""
        left, top, right, foot = self.box
        (x0, x1), (y0, y1) = self.across, self.up
        return left + (x - x0) / (x1 - x0) * (right - left), foot - (y - y0) / (y1 - y0) * (foot - top)

    def text(self, at, words, size, weight, colour, anchor="la"):
        self.draw.text((at[0] * SCALE, at[1] * SCALE), words, colour, sans(size, weight), anchor)

    def rect(self, box, colour):
        self.draw.rectangle([round(v * SCALE) for v in box], colour)

    def line(self, points, colour, width):
        self.draw.line([(x * SCALE, y * SCALE) for x, y in points], colour, round(width * SCALE), "curve")

    def dot(self, at, radius, colour):
        x, y = at[0] * SCALE, at[1] * SCALE
        r = radius * SCALE
        self.draw.ellipse([x - r, y - r, x + r, y + r], colour)

    def scale_up(self, values, label, emphasis=0):
        """Fine horizontal lines with their values at the left."""
        for value in values:
            x, y = self.at(self.across[0], value)
            strong = value == emphasis
            self.line([(x, y), (self.box[2], y)], INK if strong else PALE, 2.5 if strong else 1.8)
            self.text((self.box[0] - 14, y), label(value), 30, "Regular", INK, "rm")

    def scale_across(self, pairs):
        """Words under the plot."""
        for value, words in pairs:
            x, _ = self.at(value, self.up[0])
            self.text((x, self.box[3] + 16), words, 30, "Regular", INK, "ma")


def minus(value):
    """A number with a true minus sign."""
    return f"{value:g}".replace("-", "−")


def spoke_changes(spokes=32, load=500.0):
    """The change in tension of each spoke, in newtons, when a wheel carries `load` newtons.

    The rim is a ring that bends (EI = 150 N m²), the spokes an even bed of springs (2 mm steel wire,
    290 mm long); the shape is a sum of cosines, each stiffened by n-squared-minus-one squared.
    """
    radius, bending = 0.31, 150.0
    spring = 210e9 * math.pi * 0.001**2 / 0.29
    bed = spring * spokes / (2 * math.pi * radius)

    def part(n):
        return load / math.pi / (bending / radius**3 * (n * n - 1) ** 2 + bed * radius)

    def flattening(angle):
        return sum(part(n) * math.cos(n * angle) for n in range(1, 40))

    return [-spring * flattening((i - spokes / 2 + 0.5) * 2 * math.pi / spokes) for i in range(spokes)]


def tension():
    changes = spoke_changes()
    chart = Chart(640, "The quarrel at rest", "Change in tension of each spoke under 500 newtons, N", (0, 32), (-210, 45))
    chart.scale_up((-200, -150, -100, -50, 0), minus)
    for i, change in enumerate(changes):
        left, y = chart.at(i + 0.16, change)
        right, zero = chart.at(i + 0.84, 0)
        chart.rect((left, min(y, zero), right, max(y, zero)), RED if change < -12 else BLUE)
    chart.scale_across(((1.2, "top"), (8, "front"), (16, "bottom"), (24, "back"), (30.8, "top")))
    finish(chart.image, "3 Science & technology/images/tension.png")


def breath():
    def mild(day):
        return 12.5 - 12.5 * math.cos((day - 22) / 365 * 2 * math.pi)

    def growth(degrees):
        return (degrees - 12.5) * 12e-6 * 1000 * 100

    days = range(0, 366, 3)
    chart = Chart(640, "In and out", "Length of a kilometre of steel deck, cm from the mean", (0, 365), (-25, 36))
    swing = [4 + 6 * (mild(d) / 25) for d in days]
    band = [chart.at(d, growth(mild(d) + s)) for d, s in zip(days, swing)]
    band += [chart.at(d, growth(mild(d) - s)) for d, s in reversed(list(zip(days, swing)))]
    chart.scale_up((-20, -10, 0, 10, 20), minus)
    chart.draw.polygon([(x * SCALE, y * SCALE) for x, y in band], mix((255, 255, 255), BLUE, 0.22))
    x, y = chart.at(0, 0)
    chart.line([(x, y), (chart.box[2], y)], INK, 2.5)
    chart.line([chart.at(d, growth(mild(d))) for d in days], BLUE, 6)
    for day, words, side in ((22, "shortest, late January", "lm"), (204, "longest, late July", "mm")):
        point = chart.at(day, growth(mild(day)))
        chart.dot(point, 10, RED)
        offset = (26, 52) if side == "lm" else (0, -104)
        chart.text((point[0] + offset[0], point[1] + offset[1]), words, 30, "Semibold", RED, side)
    months = "J F M A M J J A S O N D".split()
    chart.scale_across([(15 + 30.4 * i, m) for i, m in enumerate(months)])
    finish(chart.image, "3 Science & technology/images/breath.png")


def reliability():
    chart = Chart(900, "As good as their word", "Days on which it rained, %, by the chance that was forecast, %", (0, 100), (0, 100))
    chart.scale_up((0, 20, 40, 60, 80, 100), lambda v: f"{v}")
    x, foot = chart.at(0, 0)
    chart.draw.line([v * SCALE for v in (*chart.at(0, 0), *chart.at(0, 100))], PALE, 3)
    for i in range(0, 100, 4):
        chart.line([chart.at(i, i), chart.at(i + 2, i + 2)], GREY, 3)
    practised = [3, 9, 21, 29, 41, 52, 58, 71, 79, 92, 97]
    bold = [13, 21, 27, 36, 42, 49, 55, 60, 66, 70, 79]
    for values, colour in ((bold, RED), (practised, BLUE)):
        points = [chart.at(10 * i, v) for i, v in enumerate(values)]
        chart.line(points, colour, 6)
        for point in points:
            chart.dot(point, 9, colour)
    chart.text(chart.at(55, 83), "practised", 34, "Semibold", BLUE, "rm")
    chart.text(chart.at(86, 53), "overconfident", 34, "Semibold", RED, "mm")
    chart.scale_across([(v, f"{v}") for v in range(0, 101, 20)])
    finish(chart.image, "3 Science & technology/images/reliability.png")


def canon():
    """A spread of two pages, 2:3, with the diagonals that find the place of the text."""
    width, height = 800, 600
    sheet = canvas(WIDTH, 712)
    draw = ImageDraw.Draw(sheet)
    left, top = (WIDTH - width) / 2, 56

    def at(x, y):
        return ((left + x * width / 2) * SCALE, (top + y * height) * SCALE)

    def lines(points, colour, thick):
        draw.line([at(*p) for p in points], colour, round(thick * SCALE))

    draw.rectangle([*at(0, 0), *at(2, 1)], mix((255, 255, 255), (0xF4, 0xEE, 0xE1), 0.8))
    for a, b in ((2 / 9, 8 / 9), (10 / 9, 16 / 9)):
        draw.rectangle([*at(a, 1 / 9), *at(b, 7 / 9)], mix((255, 255, 255), BLUE, 0.16))
    fine = mix((255, 255, 255), BLUE, 0.75)
    for figure in (
        [(0, 1), (2, 0)], [(0, 0), (2, 1)],
        [(0, 1), (1, 0), (2, 1)],
        [(2 / 3, 1 / 3), (2 / 3, 0), (4 / 3, 1 / 3)],
        [(4 / 3, 1 / 3), (4 / 3, 0), (2 / 3, 1 / 3)],
    ):
        lines(figure, fine, 1.8)
    for a, b in ((2 / 9, 8 / 9), (10 / 9, 16 / 9)):
        lines([(a, 1 / 9), (b, 1 / 9), (b, 7 / 9), (a, 7 / 9), (a, 1 / 9)], RED, 3.2)
    lines([(0, 0), (2, 0), (2, 1), (0, 1), (0, 0)], INK, 2.4)
    lines([(1, 0), (1, 1)], INK, 2.4)
    for (x, y), words in (((17 / 18, 0.63), "2"), ((5 / 9, 1 / 18), "3"), ((1 / 9, 0.45), "4"), ((5 / 9, 8 / 9), "6")):
        draw.text(at(x, y), words, RED, sans(34, "Semibold"), "mm")
    finish(sheet, "1 Leaders/images/canon.png")


def draw_all():
    tension()
    breath()
    reliability()
    canon()
