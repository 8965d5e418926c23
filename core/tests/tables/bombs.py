"""Small files that ask for very much: written piece by piece, each in well under a second."""

import struct
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
PIECE = 1 << 22
KIND = "application/vnd.oasis.opendocument.spreadsheet"
HEAD = ("姓名", "出生日期", "申报职业", "申报级别")
ROW = ("甲", "1990-01-01", "陶匠", "陶工")


def sheet_xml(rows, before="", after="", extra=""):
    cells = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{"ABCDEF"[at]}{n}" t="inlineStr"><is><t>{one}</t></is></c>' for at, one in enumerate(row) if one
        )
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}{extra}</sheetData>{after}</worksheet>'


def book_xml(before="", count=1, after=""):
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n + 1}" r:id="r1"/>' for n in range(count))
    return f'{before}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>{after}</workbook>'


def xlsx(path, sheet=None, book=None, strings=None):
    """Write a workbook; each part is text, bytes or pieces of them."""
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/workbook.xml": book_xml() if book is None else book,
        "xl/worksheets/sheet1.xml": sheet_xml([HEAD, ROW]) if sheet is None else sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>' if strings is None else strings,
    }
    _zip(path, parts)


def ods(path, rows, before=""):
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{one}:1.0" for one in ("office", "table", "text"))
    start = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"><office:body>'
        '<office:spreadsheet><table:table table:name="s">'
    )
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    pieces = [start, *([before] if isinstance(before, str) else before), rows, end]
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    _zip(
        path,
        {
            "META-INF/manifest.xml": manifest,
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": pieces,
        },
    )


def ods_row(cells, repeated=1, times=1):
    said = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{one}</text:p></table:table-cell>"
        for one in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{said}</table:table-row>'


def spaces(megabytes):
    """Give so many megabytes of nothing."""
    for _ in range(megabytes // 4):
        yield b" " * PIECE


def within(text, pieces, at):
    """Put pieces into a text before something."""
    first, rest = text.split(at, 1)
    yield first
    yield from pieces
    yield at + rest


def _zip(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in [content] if isinstance(content, str | bytes) else content:
                    file.write(piece.encode() if isinstance(piece, str) else piece)


def xls(path, records, *, endless=False):
    """Put records of Excel 97 into a compound file of as many sectors as they take; ``endless``: a chain in a ring."""
    data = records.ljust(-(-len(records) // 512) * 512, b"\0")
    count = len(data) // 512
    tables = next(n for n in range(1, 110) if 1 + n + count <= n * 128)
    first = tables + 1
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE, *range(first + 1, first + count), first if endless else 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(6)
    header += struct.pack("<9I", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack(f"<{tables}I", *range(tables))
    root, book = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0), _entry("Workbook", 2, -1, first, len(data))
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512 * tables, b"\xff")
    path.write_bytes(header.ljust(512, b"\xff") + table + (root + book).ljust(512, b"\0") + data)


def _entry(title, kind, child, start, length):
    name = title.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBB", len(name), kind, 1) + struct.pack("<IIi", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return name.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, length)[:12]


def xls_of_one_string(letters, times):
    """Return the records of a workbook in which one string stands in so many cells."""

    def record(kind, body):
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind):
        return record(0x0809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))

    end = record(0x000A, b"")
    string = record(0x00FC, struct.pack("<IIHB", 1, 1, letters, 0) + b"x" * letters)
    name = struct.pack("<BBBB", 0, 0, 1, 1) + "名".encode("utf-16-le")
    head = begin(5)
    at = len(head) + len(name) + 8 + len(string) + len(end)
    cells = b"".join(record(0x00FD, struct.pack("<HHHI", n // 8, n % 8, 0, 0)) for n in range(times))
    return head + record(0x0085, struct.pack("<I", at) + name) + string + end + begin(0x10) + cells + end
