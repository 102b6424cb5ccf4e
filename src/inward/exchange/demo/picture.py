"""A small picture for the demo, drawn here: a screen whose lower half stayed empty."""

import struct
import zlib

WIDTH, HEIGHT = 480, 270
_FRAME, _BAR, _PAGE, _LINE, _BAD = (
    (60, 64, 72), (36, 92, 160), (246, 247, 249), (205, 210, 218), (200, 60, 50),
)  # fmt: skip


def screenshot() -> bytes:
    """A PNG of a window with a title bar, a few lines, and a red mark where the list should be."""
    rows = b"".join(b"\x00" + b"".join(bytes(_colour(x, y)) for x in range(WIDTH))
                    for y in range(HEIGHT))  # fmt: skip
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _colour(x: int, y: int) -> tuple[int, int, int]:
    if not (8 <= x < WIDTH - 8 and 8 <= y < HEIGHT - 8):
        return _FRAME
    if y < 40:
        return _BAR
    if 60 <= y < 130 and 28 <= x < 300 - y and y % 18 < 8:
        return _LINE
    if abs(x - WIDTH // 2) < 90 and 190 <= y < 196:
        return _BAD
    return _PAGE
