#!/usr/bin/env python3
"""Draws the pictures of the sample issue into assets/sample.

    python3 assets/sample-pictures/draw.py

Needs Pillow and nothing else. The pictures are kept in the repository, so this is run only to
change them. `charts.py` holds the charts and diagrams, `scenes.py` the landscapes and still lifes,
`cards.py` two playing cards, `cover.py` the cover, `plates.py` what they share.
"""

import cards
import charts
import cover
import scenes

if __name__ == "__main__":
    cards.draw_all()
    charts.draw_all()
    scenes.draw_all()
    cover.draw_all()
