"""Excel 97 workbooks, written here record by record."""

import struct

import pytest

HEADER = ["证件号码", "姓名", "申报级别"]
ZHANG = ["510104199003070015", "张三", "三级"]


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def cell(row, column, value):
    if isinstance(value, bytes):  # an error
        return record(0x0205, struct.pack("<HHH", row, column, 0) + value + b"\x01")
    if isinstance(value, tuple):  # a formula whose result is an error
        return record(
            0x0006, struct.pack("<HHH", row, column, 0) + bytes([2, 0, value[0], 0, 0, 0, 255, 255]) + bytes(8)
        )
    if isinstance(value, int):
        return record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    text = value.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + text)


def stream(*, password=False, **sheets):
    """Write the records of a workbook."""
    begin, end = 0x0809, record(0x000A, b"")
    bodies = []
    for rows in sheets.values():
        cells = [cell(y, x, value) for y, row in enumerate(rows) for x, value in enumerate(row) if value is not None]
        bodies.append(record(begin, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + b"".join(cells) + end)
    head = record(begin, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    if password:
        head += record(0x002F, b"\x01\x00" + bytes(52))
    names = [struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le") for name in sheets]
    at = len(head) + sum(len(name) + 8 for name in names) + len(end)
    for name, body in zip(names, bodies, strict=True):
        head += record(0x0085, struct.pack("<I", at) + name)
        at += len(body)
    return head + end + b"".join(bodies)


def container(content, *, name="Workbook", mini=False):
    """Put a stream into a compound file, in small sectors or in regular ones."""
    size = len(content)
    content = content if mini else content.ljust(4096, b"\0")
    size = size if mini else len(content)
    count = -(-len(content) // 512)
    tables = 1 if mini else 0
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(6)
    mini_start = 2 if mini else 0xFFFFFFFE
    header += struct.pack("<10I", 0, 1, 1, 0, 4096, mini_start, tables, 0xFFFFFFFE, 0, 0)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFE] * tables)]
    first = len(chain)
    chain += [*range(first + 1, first + count), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(title, kind, child, start, length):
        encoded = title.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<IIi", 0xFFFFFFFF, 0xFFFFFFFF, child)
        head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1) + links
        return head + bytes(36) + struct.pack("<IQ", start, length)[:12]

    root = entry("Root Entry", 5, 1, first if mini else 0xFFFFFFFE, len(content) if mini else 0)
    directory = (root + entry(name, 2, -1, 0 if mini else first, size)).ljust(512, b"\0")
    small = -(-len(content) // 64)
    smalls = struct.pack(f"<{small}I", *range(1, small), 0xFFFFFFFE).ljust(512, b"\xff") if mini else b""
    return header.ljust(512, b"\xff") + table + directory + smalls + content.ljust(count * 512, b"\0")


@pytest.mark.parametrize("mini", [False, True])
def test_a_workbook_of_excel_97(read, checked, mini):
    sheets = {
        "申报人员": [HEADER, ZHANG],
        "工作经历": [["姓名", "从业开始日期"], ["张三", "2012-07-01"], ["张三", 20170101]],
    }
    [raw] = read("a.xls", container(stream(**sheets), mini=mini))
    assert [record["from"].year for record in checked(raw).facts["applicant"]["work"]] == [2012, 2017]


def test_failed_formulas_are_no_empty_cells(read, said):
    rows = [["姓名", "从业截止日期", "出生日期"], ["张三", b"\x2a", (7,)]]
    assert [problem.partition(";")[0] for problem in said(read("a.xls", container(stream(名单=rows))))] == [
        "a.xls, sheet '名单', row 2, column '出生日期': found '#DIV/0!'",
        "a.xls, sheet '名单', row 2, column '从业截止日期': found '#N/A'",
    ]


def test_a_stray_value_far_away_is_refused(fails):
    content = stream(名单=[HEADER, ZHANG]).replace(record(0x000A, b""), record(0x000A, b""), 1)
    far = cell(65535, 65535, "x")
    content = content[:-4] + far + record(0x000A, b"")
    [problem] = fails("a.xls", container(content))
    assert "found a sheet that reaches over 4294967296 cells" in problem


@pytest.mark.parametrize(
    "content",
    [
        container(stream(password=True, 名单=[HEADER, ZHANG])),
        container(b"", name="EncryptedPackage"),
    ],
)
def test_encrypted_workbooks(fails, content):
    for name in ("a.xls", "a.xlsx"):
        assert fails(name, content) == [f"{name}: found an encrypted workbook; expected a workbook without a password"]


def test_a_table_of_sectors_that_goes_on_beyond_the_header(read):
    good = bytearray(container(stream(名单=[HEADER, ZHANG])))
    more = len(good) // 512 - 1
    good[68:76] = struct.pack("<II", more, 1)
    assert len(read("a.xls", bytes(good) + struct.pack("<I", 0xFFFFFFFF) * 127 + struct.pack("<I", 0xFFFFFFFE))) == 1


def test_damaged_containers(fails):
    good = container(stream(名单=[HEADER, ZHANG]))
    for bad in (
        container(b"x", name="Other"),
        good[:600],
        good[:1000],
        good[:30] + b"\x0f\0" + good[32:],
        good[:512] + bytes(512) + good[1024:],
        good[:512] + struct.pack("<128I", *range(128)) + good[1024:],
    ):
        [problem] = fails("a.xls", bad)
        assert "found a file that cannot be read" in problem
