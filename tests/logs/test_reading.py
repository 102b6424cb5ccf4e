"""Every row of a file comes out as a row or as a reject, whatever is in it."""

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from inward.logs.batches import Reader, Reject
from inward.logs.errors import LogUnreadable
from inward.logs.reading import open_log

HEADER = "id,when,state"


def read(reader: Reader) -> tuple[list[dict[str, str | None]], list[int], list[Reject]]:
    """All rows, their lines and the rejects of a log."""
    rows: list[dict[str, str | None]] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    for batch in reader.batches(reader.columns):
        found = {name: column.to_pylist() for name, column in batch.columns.items()}
        rows += [
            dict(zip(found, cells, strict=True)) for cells in zip(*found.values(), strict=True)
        ]
        lines += batch.lines.to_pylist()
        rejects += batch.rejects
    return rows, lines, rejects


def written(tmp_path: Path, content: bytes | str, name: str = "log.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), ("|", "cp1252"), (";", "latin-1"),
     (",", "utf-16-le"), (",", "utf-32")],
)  # fmt: skip
def test_delimiter_and_encoding_are_told_from_the_text(
    tmp_path: Path, delimiter: Any, encoding: Any
) -> None:
    lines = [["id", "Straße", "state"], *([str(n), f"Müller {n}", "offen"] for n in range(50))]
    text = "\r\n".join(delimiter.join(row) for row in lines)
    rows, numbers, rejects = read(open_log(written(tmp_path, text.encode(encoding))))
    assert rows[7] == {"id": "7", "Straße": "Müller 7", "state": "offen"}
    assert (len(rows), numbers[0], numbers[-1], rejects) == (50, 2, 51, [])


def test_ragged_rows_are_rejects_with_their_line_and_text(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\n1,2024-01-01,new\n2,2024-01-02\n\n3,x,y,z\n4,a,b\n")
    rows, lines, rejects = read(open_log(path))
    assert [row["id"] for row in rows] == ["1", "4"]
    assert lines == [2, 6]
    assert [(r.line, r.raw) for r in rejects] == [(3, "2,2024-01-02"), (5, "3,x,y,z")]
    assert rejects[0].reason == "2 cells where 3 are expected"


def test_line_ends_inside_quotes_belong_to_the_cell_and_lines_stay_right(tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEADER}\n1,"a\nb ""c""",new\n2,d,closed\n')
    rows, lines, rejects = read(open_log(path))
    assert rows[0]["when"] == 'a\nb "c"'
    assert (lines, rejects) == ([2, 4], [])


def test_a_quote_that_is_never_closed_costs_its_line_only(tmp_path: Path) -> None:
    body = "".join(f"{n},2024-01-01,new\n" for n in range(1000))
    path = written(tmp_path, f'{HEADER}\n{body}x,"open,new\n{body}y,5" disk,new\n')
    rows, _, rejects = read(open_log(path))
    assert len(rows) == 2001
    assert rows[-1]["when"] == '5" disk'
    assert [(r.line, r.raw) for r in rejects] == [(1002, 'x,"open,new')]


def test_doubled_and_empty_column_names_are_made_unique(tmp_path: Path) -> None:
    reader = open_log(written(tmp_path, "id,state,state,,state\n1,a,b,c,d\n"))
    assert reader.columns == ("id", "state", "state (2)", "column 4", "state (3)")
    assert any("Doubled" in note for note in reader.notes)


def test_a_title_above_the_column_names_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "Export of tickets\nMarch\n" + HEADER + "\n1,2024-01-01,new" * 5)
    reader = open_log(path)
    rows, lines, _ = read(reader)
    assert reader.columns == ("id", "when", "state")
    assert (len(rows), lines[0]) == (5, 4)


def test_excels_separator_line_and_a_header_of_values(tmp_path: Path) -> None:
    assert open_log(written(tmp_path, "sep=;\nid;a,b;c\n1;2;3\n")).columns == ("id", "a,b", "c")
    headless = open_log(written(tmp_path, "7,2024-01-01 10:00,new\n8,2024-01-02 10:00,old\n"))
    rows, lines, _ = read(headless)
    assert (headless.columns[0], rows[0]["column 1"], lines) == ("column 1", "7", [1, 2])


def test_r_style_row_names_get_a_column(tmp_path: Path) -> None:
    reader = open_log(written(tmp_path, "a,b\n1,x,y\n2,z,w\n"))
    rows, _, rejects = read(reader)
    assert reader.columns == ("row", "a", "b")
    assert (rows[1], rejects) == ({"row": "2", "a": "z", "b": "w"}, [])


@pytest.mark.parametrize("content", [b"", b"  \n\n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_refused_in_words(tmp_path: Path, content: Any) -> None:
    with pytest.raises(LogUnreadable, match="empty"):
        open_log(written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"PK\x03\x04rest", "spreadsheet"), (b"%PDF-1.7", "PDF"), (b"SQLite format 3\0", "SQLite"),
     (b"\x1f\x8bnot gzip at all", "damaged"), (b"PAR1 but not parquet", "damaged"),
     (b"<log><trace></log>", "well-formed"), (b"<log/>", "no event"),
     (b"<!DOCTYPE html>\n<html>", "web page"), (b"{\"a\": 1}", "JSON"), (b"[{\"a\": 1}]", "JSON")],
)  # fmt: skip
def test_other_kinds_of_files_are_refused_with_what_to_do(
    tmp_path: Path, content: Any, word: Any
) -> None:
    with pytest.raises(LogUnreadable, match=word):
        open_log(written(tmp_path, content))


def test_an_absent_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(LogUnreadable, match="cannot be opened"):
        open_log(tmp_path / "absent.csv")


def test_truncated_gzip_keeps_whole_rows_and_says_so(tmp_path: Path) -> None:
    text = HEADER + "\n" + "".join(f"{n},2024-01-01 10:00:{n % 60:02},new\n" for n in range(40_000))
    packed = gzip.compress(text.encode())
    reader = open_log(written(tmp_path, packed[: len(packed) // 2], "log.csv.gz"))
    rows, _, rejects = read(reader)
    assert 1000 < len(rows) < 40_000
    assert len(rejects) <= 1
    assert any("breaks off" in note for note in reader.notes)


def test_gzip_of_several_members_is_one_log(tmp_path: Path) -> None:
    packed = gzip.compress(f"{HEADER}\n1,a,b\n".encode()) + gzip.compress(b"2,c,d\n") + b"\0" * 512
    rows, _, _ = read(open_log(written(tmp_path, packed, "log.csv.gz")))
    assert [row["id"] for row in rows] == ["1", "2"]


def test_one_line_without_end_is_a_reject_and_memory_stays_bounded(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    with path.open("wb") as file:
        file.write(f"{HEADER}\n1,a,b\n".encode())
        for _ in range(40):
            file.write(b"x" * (1 << 20))
        file.write(b"\n2,c,d\n")
    rows, lines, rejects = read(open_log(path))
    assert [row["id"] for row in rows] == ["1", "2"]
    assert lines == [2, 4]
    assert [(r.line, len(r.raw)) for r in rejects] == [(3, 2000)]


def test_bytes_that_are_not_utf8_are_read_as_windows_text_and_noted(tmp_path: Path) -> None:
    good = "".join(f"{n},ä,new\n" for n in range(60_000)).encode()
    reader = open_log(written(tmp_path, HEADER.encode() + b"\n" + good + b"9,M\xfcller,new\n"))
    rows, _, rejects = read(reader)
    assert (rows[-1]["when"], rejects) == ("Müller", [])
    assert any("UTF-8" in note for note in reader.notes)


def test_zero_bytes_are_data(tmp_path: Path) -> None:
    rows, _, rejects = read(open_log(written(tmp_path, f"{HEADER}\n1,a\0b,new\n")))
    assert (rows[0]["when"], rejects) == ("a\0b", [])


def test_a_doctype_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "x">]><log><trace><event/></trace></log>'
    for content in (bomb.encode(), bomb.encode("utf-16"), gzip.compress(bomb.encode())):
        with pytest.raises(LogUnreadable, match="DOCTYPE"):
            open_log(written(tmp_path, content, "log.xes"))


def test_xes_gives_case_names_event_numbers_and_attributes(tmp_path: Path) -> None:
    events = "".join(f'<event><string key="a" value="{n}"/></event>' for n in range(3))
    text = f'<log><trace><string key="concept:name" value="T1"/>{events}</trace></log>'
    rows, lines, _ = read(open_log(written(tmp_path, text, "log.xes")))
    assert [(r["case_id"], r["event_no"], r["a"]) for r in rows] == [
        ("T1", "1", "0"), ("T1", "2", "1"), ("T1", "3", "2")
    ]  # fmt: skip
    assert lines == [1, 2, 3]


def test_xes_with_a_huge_attribute_is_refused_by_limits(tmp_path: Path) -> None:
    text = (
        '<log><trace><event><string key="a" value="'
        + "x" * 12_000_000
        + '"/></event></trace></log>'
    )
    with pytest.raises(LogUnreadable):
        read(open_log(written(tmp_path, text, "log.xes")))


def test_parquet_types_become_text_and_instants_keep_their_zone(tmp_path: Path) -> None:
    import datetime as dt

    at = dt.datetime(2024, 3, 31, 12, 0, tzinfo=dt.UTC)
    table = pa.table(
        {
            "id": pa.array([1, 2]),
            "at": pa.array([at, None], pa.timestamp("us", tz="Europe/Berlin")),
            "team": pa.array(["a", "b"]).dictionary_encode(),
            "nested": pa.array([[1], [2]]),
        }
    )
    parquet.write_table(table, tmp_path / "log.parquet")
    reader = open_log(tmp_path / "log.parquet")
    rows, _, _ = read(reader)
    assert reader.columns == ("id", "at", "team")
    assert rows[0] == {"id": "1", "at": "2024-03-31 12:00:00.000000Z", "team": "a"}
    assert rows[1]["at"] is None


cells = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\x85"), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=40),
    crlf=st.booleans(),
)
def test_well_quoted_rows_come_out_as_they_went_in(
    tmp_path_factory: Any, rows: Any, crlf: Any
) -> None:
    """Rows of three cells are rows, cell for cell; all others are rejects; none is lost."""
    end = "\r\n" if crlf else "\n"
    quoted = [",".join('"' + c.replace('"', '""') + '"' for c in row) for row in rows]
    folder = tmp_path_factory.mktemp("property")
    usual = ["a,b,c"] * 40  # what most rows look like decides the number of columns
    path = written(folder, end.join([HEADER, *usual, *quoted]) + end)
    found, _, rejects = read(open_log(path))
    wanted = [row for row in rows if len(row) == 3]
    assert [list(row.values()) for row in found[40:]] == wanted
    assert len(found) + len(rejects) == 40 + len(rows)


@settings(max_examples=300, deadline=None)
@given(tail=st.binary(max_size=300), lines=st.lists(st.sampled_from(
    [b'1,a,b', b'"', b'"a,b', b'1,"x"y,z', b'""', b',,', b'1,2', b'a"b,"c""d",e', b'\\"', b'', b'\r'
]), max_size=25))  # fmt: skip
def test_garbage_never_breaks_the_reader_and_lines_only_grow(
    tmp_path_factory: Any, tail: Any, lines: Any
) -> None:
    folder = tmp_path_factory.mktemp("garbage")
    path = written(folder, HEADER.encode() + b"\n1,2,3\n" * 3 + b"\n".join(lines) + b"\n" + tail)
    try:
        reader = open_log(path)
        _, numbers, rejects = read(reader)
    except LogUnreadable:
        return
    everything = numbers + [r.line for r in rejects]
    assert len(set(everything)) == len(everything)
    assert numbers == sorted(numbers)
