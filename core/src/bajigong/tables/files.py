"""Files as they come: opened once, text decoded, and refused before they unfold to more than a machine can hold."""

import codecs
import re
import struct
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Final
from zipfile import ZipFile

from bajigong.errors import InputError
from bajigong.policy.text import Text, same
from bajigong.policy.toml import A_FILE, NO_FILE, is_ordinary
from bajigong.tables.raw import Where

#: Columns of Arrow's own, with a type for each.
PARQUET: Final = (".parquet", ".pq")
ARROW: Final = (".arrow", ".feather", ".ipc")
COLUMNAR: Final = (*PARQUET, *ARROW)
_CHUNK: Final = 1 << 20
#: So many bytes are read as a whole, and what is packed may unfold to so many, unless somebody says otherwise.
MOST: Final = 1 << 30
_LARGE: Final = Text("读取时超过{n}的文件", "a file that takes more than {n} to read")
_SMALL: Final = Text("不超过此数的文件，或以--max-size放宽", "one that takes no more, or --max-size to allow it")
_NO_TEXT: Final = Text("不是UTF-8编码的文件名", "a name that is not in UTF-8")
_TEXT: Final = Text("UTF-8编码的文件名", "a name in UTF-8")
_UTF8: Final = Text("UTF-8 编码的文本", "text in UTF-8")
_EITHER: Final = Text("UTF-8、GB18030 或 UTF-16 编码的文本", "text in UTF-8, GB18030 or UTF-16")


def load(path: Path, most: int = MOST) -> bytes:
    """Return a file's bytes. Raises InputError where it cannot be read, is empty or holds more than ``most`` bytes."""
    pieces, size = [], 0
    for chunk in chunks(path):
        size += len(chunk)
        if size > most:
            raise too_large(Where(str(path)), most)
        pieces.append(chunk)
    return b"".join(pieces)


def too_large(where: Where, most: int) -> InputError:
    """Say that there is more to read than is allowed."""
    return where.error(_LARGE.fill(n=gigabytes(most)), _SMALL)


def gigabytes(size: int) -> str:
    """Return a number of bytes as people say it: ``1 GB``."""
    return f"{size / (1 << 30):.3g} GB"


def chunks(path: Path) -> Iterator[bytes]:
    """Give a file's bytes piece by piece. Raises InputError where it cannot be read, is empty or may never end."""
    empty = True
    ordinary(path)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                empty = False
                yield chunk
    except (OSError, ValueError) as error:  # a name that holds a NUL is a ValueError
        reason = same(getattr(error, "strerror", None) or str(error))
        raise Where(str(path)).error(UNREADABLE.fill(r=reason), READABLE) from error
    if empty:
        raise Where(str(path)).error(Text("空文件", "an empty file"), Text("申报信息", "applications"))


def ordinary(path: Path) -> None:
    """Raise InputError for what is neither a file nor standard input: it may never end, or keep us waiting."""
    if not is_ordinary(path):
        raise Where(str(path)).error(NO_FILE, A_FILE)


def columnar(path: Path) -> None:
    """Raise InputError for what no file of columns can be: a device, or a name that is no text."""
    ordinary(path)
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise Where(str(path)).error(_NO_TEXT, _TEXT) from error


def decode(data: bytes, file: str) -> str:
    """Return UTF-8 text, without its byte order mark. Raises InputError for any other encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Where(file).error(_bad_byte(error.start), _UTF8) from error


def encoding_of(path: Path) -> str:
    """Tell UTF-8, GB18030 and UTF-16 with its mark apart. Raises InputError for text in none of them.

    It does for UTF-8 with a few damaged bytes, too.

    Almost any bytes can be taken for GB18030: damaged UTF-8 would be read as nonsense if it were not recognised.
    """
    if _is_utf16(path):
        return "utf-16"
    open_to = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")}
    start, sample = 0, b""
    for chunk in chain(chunks(path), (b"",)):
        sample = chunk or sample
        for name, decoder in list(open_to.items()):
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                del open_to[name]
                if not open_to or (name == "utf-8" and _mostly_utf8(sample)):
                    raise Where(str(path)).error(_bad_byte(start - held + error.start), _EITHER) from error
        start += len(chunk)
    return "utf-8-sig" if "utf-8" in open_to else "gb18030"


def _is_utf16(path: Path) -> bool:
    """Say whether a text is in UTF-16, as spreadsheets call "Unicode text". Raises InputError where it is damaged."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    start = 0
    for chunk in chain(chunks(path), (b"",)):
        if not start and not chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return False
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise Where(str(path)).error(_bad_byte(start - held + error.start), _EITHER) from error
        start += len(chunk)
    return True


def _mostly_utf8(chunk: bytes) -> bool:
    if chunk.startswith(codecs.BOM_UTF8):
        return True
    beyond = [character for character in chunk.decode("utf-8", "replace") if not character.isascii()]
    return beyond.count("\ufffd") * 2 < len(beyond)


def _bad_byte(position: int) -> Text:
    return Text("第{n}个字节无法识别", "byte {n}, which cannot be read").fill(n=position + 1)


#: Bytes that a cell takes where it is laid out: an empty one, and one with a value.
_LAID_OUT: Final = 38
_EMPTY: Final = 64
_FILLED: Final = 320
_BASE: Final = 512 << 20
#: So many empty cells are laid out whatever they are for; beyond that one of so many has to say something.
_FEW: Final = 1 << 22
_SPARSE: Final = 50
_SHEETS: Final = 1 << 12
#: Text between two tags: a cell holds 32,767 characters at the most.
LONGEST: Final = 1 << 22
ENDLESS: Final = "text of more than 4 MB in one piece"
#: XML of sheets is packed to a tenth, and to a fortieth where rows repeat: one that is packed far better is looked at.
_USUAL: Final = 100
_NEVER_REFUSED: Final = 1 << 20
_ENCODING: Final = re.compile(rb"<\?xml[^>]*\bencoding=[\"']([^\"']*)[\"']", re.IGNORECASE)
_READ_AS: Final = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


UNREADABLE: Final = Text("无法读取的文件（{r}）", "a file that cannot be read ({r})")
READABLE: Final = Text("可以读取的文件", "a file that can be read")


class TooLargeError(Exception):
    """Raised for a workbook that unfolds to more than is allowed."""


def check_stated(book: ZipFile, most: int) -> int:
    """Return the bytes that the parts of a workbook state.

    Raises TooLargeError where they are more than allowed, ValueError where two parts have one name.
    """
    if len({name.lower() for name in book.namelist()}) < len(book.namelist()):
        raise ValueError("two parts of one name")
    stated = sum(part.file_size for part in book.infolist())
    if stated > most:
        raise TooLargeError
    return stated


def is_usual(book: ZipFile) -> bool:
    """Say whether the parts of a workbook are packed as programs pack them."""
    return all(
        part.file_size <= max(_NEVER_REFUSED, part.compress_size * _USUAL) and not part.flag_bits & 1
        for part in book.infolist()
    )


def check_encoding(beginning: bytes) -> None:
    """Raise ValueError for XML in an encoding in which its tags are not found."""
    said = _ENCODING.search(beginning)
    if b"\0" in beginning or (said and said[1].lower() not in _READ_AS):
        raise ValueError("XML that is not in UTF-8")


def look_through(file: IO[bytes]) -> None:
    """Read a part of XML that is read as a whole later. Raises ValueError for text in it that has no end."""
    rest = 0
    while piece := file.read(LONGEST):
        at = piece.find(b">")
        rest = rest + len(piece) if at < 0 else len(piece) - piece.rfind(b">")
        if rest > LONGEST:
            raise ValueError(ENDLESS)


def reaches_too_far(cells: int, filled: int, most: int) -> bool:
    """Say whether a sheet is too large to be laid out: altogether, or for the few of its cells that say anything."""
    return cells > most // _LAID_OUT or (cells > _FEW and cells > filled * _SPARSE)


def memory_for(cells: int, filled: int, stated: int) -> int:
    """Return the bytes that reading may take: of a sheet's ``cells`` some are ``filled``; ``stated`` are its parts."""
    return _BASE + cells * _EMPTY + filled * _FILLED + stated * 3 // 2


def memory_unseen(stated: int) -> int:
    """Return the bytes that reading may take where cells have not been counted: more for each that its parts state."""
    return 2 * _BASE + stated * 12


def check_sheets(parts: Sequence[str]) -> None:
    """Raise ValueError where sheets are more than a workbook has, or name one part several times."""
    if len(parts) > _SHEETS or len(set(parts)) < len(parts):
        raise ValueError("sheets without number, or of one part")


#: Bytes of a text: what a cell of a workbook holds at the most, in whatever script.
LONGEST_CELL: Final = 1 << 17
LONG: Final = Text("{n}字节的文字", "a text of {n} bytes")
SHORT: Final = Text("每格不超过{n}字节", "at most {n} bytes in a cell")
#: So many times its size is more than any column of facts packs to, and unfolding one takes room for a few of it.
_DENSE: Final = 100
_ROOM: Final = 8
_TAIL: Final = len(b"\x00\x00\x00\x00ARROW1")
_BLOCK: Final = 24
_DICTIONARY: Final = 2


def refuse_unfolding(path: Path, where: Where, most: int) -> None:
    """Raise InputError for columns that unfold to more than ``most`` bytes at once.

    What is damaged is left to whoever reads it.
    """
    if path.suffix.lower() in PARQUET:
        _refuse_dense(path, where, most)
        return
    with path.open("rb") as file:
        try:
            for size in _unfolded(file):
                if size > most:
                    raise too_large(where, most)
        except (struct.error, ValueError, OSError, OverflowError):
            return


def _refuse_dense(path: Path, where: Where, most: int) -> None:
    import pyarrow.parquet as pq

    known = pq.read_metadata(path)
    for group in range(known.num_row_groups):
        for place in range(known.num_columns):
            column = known.row_group(group).column(place)
            size, values = column.total_uncompressed_size, max(column.num_values, 1)
            if size > LONGEST_CELL * (values + 1):  # the one is for what a page says of itself
                name = column.path_in_schema.partition(".")[0]
                raise where.in_column(name).error(LONG.fill(n=size // values), SHORT.fill(n=LONGEST_CELL))
            if size > most // _ROOM and size > _DENSE * max(column.total_compressed_size, 1):
                raise too_large(where, most)


def _unfolded(file: IO[bytes]) -> Iterator[int]:
    """Give how many bytes the packed buffers of each piece of an Arrow file come to, dictionaries first."""
    end = file.seek(-_TAIL, 2)
    (length,) = struct.unpack("<i", file.read(4))
    footer = _Flat.at(file, end - length, length)
    for field in (2, 3):
        start, count = footer.vector(field)
        for number in range(count):
            offset, head, _ = struct.unpack_from("<qi4xq", footer.data, start + _BLOCK * number)
            yield _of_block(file, offset, head)


def _of_block(file: IO[bytes], offset: int, head: int) -> int:
    message = _Flat.at(file, offset, head, marked=True)
    batch = message.table(2)
    if message.byte(1) == _DICTIONARY:
        batch = batch.table(1)
    if not batch.field(3):  # nothing is packed
        return 0
    start, count = batch.vector(2)
    total = 0
    for number in range(count):
        at, length = struct.unpack_from("<qq", batch.data, start + 16 * number)
        if length >= 8:
            file.seek(offset + head + at)
            total += max(struct.unpack("<q", file.read(8))[0], 0)
    return total


class _Flat:
    """A table of FlatBuffers. Raises struct.error or ValueError where its bytes do not hold what they name."""

    def __init__(self, data: bytes, start: int) -> None:
        self.data, self.start = data, start

    @classmethod
    def at(cls, file: IO[bytes], offset: int, length: int, *, marked: bool = False) -> "_Flat":
        """Read the root table of so many bytes; ``marked``: a message, behind a mark and its own length."""
        file.seek(offset)
        data = file.read(max(length, 0))
        if marked:
            data = data[8:] if data.startswith(b"\xff\xff\xff\xff") else data[4:]
        return cls(data, struct.unpack_from("<I", data)[0])

    def field(self, number: int) -> int:
        """Return where a field stands, 0 where it is not there."""
        names = self.start - struct.unpack_from("<i", self.data, self.start)[0]
        if names < 0:
            raise ValueError("a table outside its bytes")
        (size,) = struct.unpack_from("<H", self.data, names)
        place = 4 + 2 * number
        offset = struct.unpack_from("<H", self.data, names + place)[0] if place < size else 0
        return self.start + offset if offset else 0

    def byte(self, number: int) -> int:
        """Return a field of one byte."""
        at = self.field(number)
        return self.data[at] if at and at < len(self.data) else 0

    def table(self, number: int) -> "_Flat":
        """Return a table in a field."""
        at = self.field(number)
        return _Flat(self.data, at + struct.unpack_from("<I", self.data, at)[0])

    def vector(self, number: int) -> tuple[int, int]:
        """Return where the items of a list begin, and how many there are."""
        at = self.field(number)
        if not at:
            return 0, 0
        start = at + struct.unpack_from("<I", self.data, at)[0]
        return start + 4, struct.unpack_from("<I", self.data, start)[0]
