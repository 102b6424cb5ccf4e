"""What holds on every page, whoever looks at it in whatever light."""

from tests.browser.visiting import Look, Visit
from tests.support.browser import serious_violations


def judge(seen: Visit, name: str, look: Look) -> None:
    """Fits the window and can be read; its picture is kept where one is wanted."""
    seen.wear(look.scheme)
    seen.keep_picture(f"{name}-{look}")
    assert seen.overflow() <= 0, f"{name} {look} scrolls sideways"
    # Of what axe knows, contrast alone depends on the scheme.
    rules = ("color-contrast",) if look.scheme == "dark" else ()
    assert not serious_violations(seen.page, rules), str(look)
