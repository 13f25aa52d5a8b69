"""The part of docs/performance.md that the suite writes."""

from .console import Failure
from .places import ROOT

PAGE = ROOT / "docs" / "performance.md"
BEGIN = "<!-- begin: scripts/bench --markdown -->"
END = "<!-- end: scripts/bench --markdown -->"


def update(text):
    """Replaces what stands between the markers."""
    page = PAGE.read_text()
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Failure(f"{PAGE} has no lines {BEGIN} and {END}")
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
