"""Components: labels only where they fit, shapes within the picture, words beside colours."""

from itertools import pairwise
from math import hypot

from django import forms
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from inward.web.components import company_map, strip, times
from inward.web.components.company_map import CompanyMapView, MapEdge, MapNode
from inward.web.components.matrix import MatrixCell, MatrixHead, MatrixRow, MatrixView, size_of
from inward.web.components.strip import StripMark, StripSegment, StripView


def render(text: str, **context: object) -> str:
    return str(engines["django"].from_string("{% load inward %}" + text).render(dict(context)))


def segment(party: str, label: str, start: float, width: float) -> StripSegment:
    return StripSegment(party, label, "2 h 10", start, width, f"{label} held the ball 2 h 10")


@given(st.lists(st.floats(0.001, 50), min_size=1, max_size=25), st.floats(0, 40))
def test_segments_stay_gapless_and_findable(shares: list[float], future: float) -> None:
    total = sum(shares) + future
    segments, at = [], 0.0
    for share in shares:
        segments.append(segment("supplier", "IT", at * 100 / total, share * 100 / total))
        at += share
    view = StripView("", tuple(segments), at * 100 / total)
    assert strip.gapless(view)
    drawn = strip.draw(view)
    assert len(drawn.segments) == len(shares)
    starts = [float(one.x.rstrip("%")) for one in drawn.segments]
    assert starts == sorted(starts)
    assert all(float(one.width.rstrip("%")) >= strip.SLIVER - 0.001 for one in drawn.segments)


def test_a_label_asks_for_the_width_it_needs() -> None:
    wide, narrow = strip.draw(
        StripView("", (segment("supplier", "IT", 0, 90), segment("customer", "Marketing", 90, 10)))
    ).segments
    assert wide.long_class == "w280"
    assert wide.short_class == ""
    assert narrow.short_class == "w860 u1280"
    assert narrow.long_class == "w1280"


def test_a_sliver_has_no_label() -> None:
    sliver = strip.draw(StripView("", (segment("outside", "Vendor", 0, 0.4),))).segments[0]
    assert not sliver.short_class
    assert not sliver.long_class


def test_marks_too_close_to_each_other_show_the_more_important_label() -> None:
    marks = (StripMark(80, "due Fri 12:00"), StripMark(80.5, "first reply Fri 12:05"))
    first, second = strip.draw(StripView("", (), marks=marks)).marks
    assert first.label_class == ""
    assert second.label_class is None


def test_the_strip_is_a_list_in_words_too() -> None:
    view = StripView("IT has it", (segment("supplier", "<IT>", 0, 60),), 60)
    page = render("{% strip view %}", view=view)
    assert 'role="list"' in page
    assert page.count('role="listitem"') == 1
    assert "<li>&lt;IT&gt; held the ball 2 h 10</li>" in page
    assert "style=" not in page


def test_a_slim_strip_has_a_name_and_no_labels() -> None:
    view = StripView("IT has it", (segment("supplier", "IT", 0, 60),), 60)
    page = render("{% strip view slim=True %}", view=view)
    assert 'role="img" aria-label="IT has it"' in page
    assert "<text" not in page


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_departments_stay_within_the_map(volumes: list[int]) -> None:
    nodes = tuple(MapNode(str(at), f"Department {at}", volume) for at, volume in enumerate(volumes))
    edges = tuple(
        MapEdge(one.id, other.id, one.volume, "ontime", "") for one, other in pairwise(nodes)
    )
    drawn = company_map.draw(CompanyMapView("map", nodes, edges))
    for one in drawn.nodes:
        assert one.radius <= one.x <= drawn.width - one.radius
        assert one.radius <= one.y <= drawn.height - one.radius
    for a, b in pairwise(drawn.nodes):
        assert hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius
    assert len(drawn.edges) == len(edges)


def test_the_matrix_says_in_words_what_colour_and_dot_say() -> None:
    cell = MatrixCell("63", "late", 4, "/see/1/2", "IT for HR: 63 % kept", act=True)
    view = MatrixView(
        "kept", (MatrixHead("IT"),), (MatrixRow(MatrixHead("HR"), (cell,), "9"),), ("9",), "9", "n"
    )
    page = render("{% matrix view %}", view=view)
    assert "IT for HR: 63 % kept, to act on" in page
    assert 'href="/see/1/2"' in page


def test_sizes_grow_with_volume() -> None:
    assert [size_of(volume, 100) for volume in (0, 1, 10, 50, 100)] == [1, 1, 2, 4, 5]


def test_durations_are_words_of_colleagues() -> None:
    assert [times.duration(minutes) for minutes in (0, 50, 130, 1440, 4560, -5)] == [
        "0 min",
        "50 min",
        "2 h 10",
        "1 d",
        "3 d 4 h",
        "-5 min",
    ]
    assert times.business(2480) == "41 h 20"


class Ask(forms.Form):
    """A form to render."""

    who = forms.CharField(help_text="Name and first day.")
    size = forms.ChoiceField(choices=[("s", "S"), ("l", "L")], widget=forms.RadioSelect)


def test_a_field_keeps_what_was_typed_and_is_tied_to_its_error() -> None:
    form = Ask({"who": "", "size": "l"})
    page = render("{% form_errors form %}{% fields form %}", form=form)
    assert 'aria-describedby="id_who-error id_who-help"' in page
    assert 'id="id_who-error"' in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_who"' in page
    assert 'value="l"' in page
    assert page.count("checked") == 1


def test_nothing_is_preselected_in_a_fresh_form() -> None:
    assert "checked" not in render("{% field form.size 'scale' %}", form=Ask())
