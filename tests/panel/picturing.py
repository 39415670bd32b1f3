"""Takes pictures of every page, at two sizes in both schemes: `python -m tests.panel.picturing FOLDER [--chosen]`.

With `--chosen` only those that the documents show.
"""

import sys
from itertools import product
from pathlib import Path

from bench import browser
from tests.panel import pages
from tests.panel import place as places
from tests.panel.window import PHONE, WIDE, window
from tidings.members.model import Role

SIZES = {"desk": WIDE, "phone": PHONE}
SCHEMES = ("light", "dark")
QUALITY = 82
CHOSEN = {
    ("campaigns", "desk", "light"),
    ("campaign-running", "desk", "light"),
    ("campaign-running", "desk", "dark"),
    ("composer", "desk", "light"),
    ("calendar", "desk", "light"),
    ("campaigns", "phone", "light"),
    ("composer", "phone", "dark"),
}


def main() -> None:
    """Take them."""
    folder, is_chosen = Path(sys.argv[1]), "--chosen" in sys.argv
    folder.mkdir(parents=True, exist_ok=True)
    with browser.chromium() as running, places.place() as place:
        email = place.add(Role.ADMINISTRATOR)
        shown = pages.paths(pages.furnish(place))
        for (size, pixels), scheme in product(SIZES.items(), SCHEMES):
            with window(running, place, pixels, scheme=scheme) as seen:
                seen.sign_in(email)
                for name, path in shown.items():
                    if is_chosen and (name, size, scheme) not in CHOSEN:
                        continue
                    page = seen.go(path)
                    browser.rest(page)
                    # Until the preview and the forecast are there.
                    page.wait_for_timeout(1500)
                    browser.rest(page)
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.jpg", type="jpeg", quality=QUALITY)


if __name__ == "__main__":
    main()
