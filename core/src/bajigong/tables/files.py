"""Bytes of a file, and the encoding of its text."""

import codecs
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

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
        found = Text("无法读取的文件（{r}）", "a file that cannot be read ({r})").fill(r=reason)
        raise Where(str(path)).error(found, Text("可以读取的文件", "a file that can be read")) from error
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
