from datetime import date

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bajigong.register import certificates, credentials, letters, people, reasons, reports, results, sessions, sheets
from bajigong.register.credentials import public_jwk
from bajigong.register.errors import RegisterError
from bajigong.register.keys import made
from bajigong.register.tables import Certificate, CertificateState, Person, Registration, Session, Stamp, Standing

from .conftest import ON, applicant, assessed, do, filed, id_number, publicized, register, registering, score_all

pytestmark = pytest.mark.slow

FREE = date(2026, 5, 18)
KEYS = made()


def certificate(index=0, state=CertificateState.VALID):
    return Certificate(
        number=f"S0000510000012640000{index:02d}",
        registration_id=1,
        name="张三",
        occupation="6-31-01-03",
        grade="4",
        issued=FREE,
        status_index=index,
        state=state,
        bundle="sha256:1",
    )


def token(one):
    label = letters.Text("电工", "electrician")
    return credentials.credential(one, KEYS, "sichuan", label, label)


TOKEN = token(certificate())
PUBLIC = public_jwk(KEYS)


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def picture(pdf):
    return pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()


# ---------------------------------------------------------------- credentials


def test_a_credential_is_checked_with_the_public_key_alone():
    checked = credentials.verify(TOKEN + "\n", PUBLIC)
    found = (checked.number, checked.holder, checked.grade, checked.issued)
    assert found == ("S000051000001264000000", "张三", "4", "2026-05-18")
    assert checked.bundle == "sha256:1"
    assert checked.revoked is None
    with pytest.raises(RegisterError, match="does not fit"):
        credentials.verify(TOKEN, public_jwk(made()))


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, len(TOKEN) - 1), character=st.sampled_from("ABCZaz019-_.= é"))
def test_a_credential_that_differs_by_one_character_is_false(place, character):
    altered = TOKEN[:place] + character + TOKEN[place + 1 :]
    if altered.strip() == TOKEN:
        return
    with pytest.raises(RegisterError):
        credentials.verify(altered, PUBLIC)


@pytest.mark.parametrize("text", ["", ".", "a.b.c", "é", TOKEN[:-1], TOKEN + "A", TOKEN.partition(".")[2]])
def test_what_is_no_credential_is_one_clear_line(text):
    with pytest.raises(RegisterError):
        credentials.verify(text, PUBLIC)


@pytest.mark.parametrize("index", [0, 7, 8, 131_071, 131_072, 200_000])
def test_the_status_list_says_who_is_revoked_and_nobody_else(index):
    every = [certificate(index, CertificateState.REVOKED), certificate(index + 1)]
    status = credentials.status_list(every, KEYS, "sichuan", FREE)
    assert credentials.verify(token(every[0]), PUBLIC, status).revoked is True
    assert credentials.verify(token(every[1]), PUBLIC, status).revoked is False
    with pytest.raises(RegisterError):
        credentials.verify(TOKEN, PUBLIC, credentials.status_list(every, made(), "sichuan", FREE))
    with pytest.raises(RegisterError, match="no credential"):
        credentials.verify(TOKEN, PUBLIC, credentials.status_list(every, KEYS, "guilin", FREE))


# ---------------------------------------------------------------- printed


def test_a_certificate_is_printed_in_chinese_and_its_code_can_be_scanned(small):
    session = publicized(small, 1)
    number = do(small, session, lambda act, row: [one.number for one in certificates.issue(small, act, row)], FREE)[0]
    with small.store.reading() as database:
        one = certificates.find(database, number)
        pdf, signed = letters.certificate(small, database, one), letters.signed(small, one)
        public = database.get_one(Stamp, 1).public
    assert credentials.verify(signed, public).number == number
    (text,) = pages(pdf)
    for words in (
        "职业技能等级证书",
        "考生0000",
        "电工",
        "四级/中级工",
        number,
        "510104**********",
        "2026年05月18日",
        small.engine.bundle.hash,
    ):
        assert words in text.replace(" ", ""), words
    assert id_number(0) not in text
    codes = zxingcpp.read_barcodes(picture(pdf))
    assert [code.text.split()[0] for code in codes] == [number]
    from hashlib import sha256

    assert codes[0].text.split()[1] == sha256(signed.encode()).hexdigest()[:32]


def say(database, row, said):
    row.said = reasons.hash_of(said)
    reasons.keep(database, [(row.said, said)])


def test_each_standing_has_its_letter_in_both_languages(small):
    session = registering(small, filed(small))
    bare = {"name": "丙", "id_number": id_number(2)}
    register(small, session, [applicant(1), {**applicant(2), "applicant": bare}])
    with small.act("refuse", ON) as act:  # whoever certainly fails: their verdict is one of the engine's own form
        row = act.get(Registration, 1)
        kept = Registration(
            **{**row.model_dump(exclude={"id"}), "person_id": 2, "grade": "5", "standing": Standing.REFUSED}
        )
        failing = {"text": {"zh": "年满16周岁", "en": "is 16"}, "holds": "no", "since": "2027-01-01", "missing": []}
        rule = {
            "id": "g",
            "label": {"zh": "年龄", "en": "age"},
            "holds": "no",
            "since": None,
            "cites": ["X1/2", "SC22/3.6"],
        }
        rule["failing"] = [failing]
        kept.eligible_from = date(2027, 1, 1)
        say(act.database, kept, {**reasons.said_of(act.database, row), "gates": [rule], "routes": []})
        act.add(kept)
    wanted = {
        1: ("受理通知", "is accepted", ["电工"]),
        2: ("补正材料通知", "still needed", ["工作经历"]),
        3: ("不予受理告知", "not accepted", ["年满16周岁", "X1/2；川人社规〔2022〕9号", "2027年1月1日"]),
    }
    with small.store.reading() as database:
        for number, (zh, en, words) in wanted.items():
            row = database.get_one(Registration, number)
            text = "".join(pages(letters.letter(small, database, row, "zh", ON)))
            assert zh in text
            assert all(word in "".join(text.split()) for word in words), text
            assert en in "".join(pages(letters.letter(small, database, row, "en", ON)))
        refused = database.get_one(Registration, 3)
        items = [rule | {"label": {"zh": f"第{n}项", "en": "x"}} for n in range(30)]
        say(database, refused, {**reasons.said_of(database, refused), "gates": items})
        many = ["".join(one.split()) for one in pages(letters.letter(small, database, refused, "zh", ON))]
        assert len(many) > 1
        assert all(f"第{n}页，共{len(many)}页" in one for n, one in enumerate(many, 1))
        assert all(one.count("第") - 1 == one.count("年满16周岁") for one in many), (
            "a rule stands apart from what it asks"
        )
        database.rollback()
        with pytest.raises(RegisterError, match="no ticket yet"):
            letters.ticket(small, database, database.get_one(Registration, 1), "zh", ON)


def test_a_place_may_put_its_own_template_in_the_stead_of_ours(small, tmp_path):
    session = assessed(small, 1)
    (tmp_path / "ticket.typ").write_text('#import "common.typ": *\n某省准考证 #data.ticket', encoding="utf-8")
    (tmp_path / "acceptance.typ").write_text("#nothing-of-that-name", encoding="utf-8")
    with small.store.reading() as database:
        row = next(sessions.of(database, database.get_one(Session, session)))
        assert "某省准考证" in "".join(pages(letters.ticket(small, database, row, "zh", ON, tmp_path)))
        with pytest.raises(RegisterError, match=r"template acceptance\.typ"):
            letters.letter(small, database, row, "zh", ON, tmp_path)


def test_type_is_found_on_a_machine_without_any_fonts():
    keys = ("agency", "day", "name", "id_number", "ticket", "occupation", "grade", "on", "place", "room")
    text = pages(letters.printed("ticket", {"lang": "zh", **dict.fromkeys(keys, "令骨直角")}))
    assert text[0].count("令骨直角") == len(keys)


# ---------------------------------------------------------------- Excel


def rows_of(data, tmp_path, sheet=0):
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    from bajigong.tables.workbook import open_workbook

    return open_workbook(path)[sheet].rows


def test_scores_go_out_and_come_in_as_excel_and_every_fault_has_its_place(small, tmp_path):
    session = assessed(small, 3)
    with small.store.reading() as database:
        row = database.get_one(Session, session)
        form = rows_of(sheets.score_form(small, database, row, "zh"), tmp_path)
        assert form[0] == ["准考证号", "姓名", "理论知识考试", "技能考核"]
        tickets = [line[0] for line in form[1:]]
        path = tmp_path / "scores.xlsx"
        path.write_bytes(
            sheets.written(
                "成绩", [form[0], [tickets[0], "考生0000", "60.5", "缺考"], [tickets[1], "考生0001", "7０", ""]]
            )
        )
        typed = sheets.read_scores(small, database, row, path)
        assert [(one.registration.id, one.part, str(one.value)) for one in typed] == [
            (1, "theory", "60.5"), (1, "skill", "None"), (2, "theory", "70")
        ]  # fmt: skip
        wrong = [
            form[0],
            [tickets[0], "别人", "60", "101"],
            ["1", "", "1", "1"],
            [tickets[1], "", "六十", "1"],
            [tickets[1], "", "1", "1"],
        ]
        path.write_bytes(sheets.written("成绩", wrong))
        with pytest.raises(Exception, match="row 2") as found:
            sheets.read_scores(small, database, row, path)
        said = [(one.row, one.column) for one in found.value.problems]
        assert said == [(2, "姓名"), (2, "技能考核"), (3, "准考证号"), (4, "理论知识考试"), (5, "准考证号")]
        path.write_bytes(sheets.written("成绩", [["姓名", "分数"]]))
        with pytest.raises(Exception, match="a first row with 'ticket'"):
            sheets.read_scores(small, database, row, path)


def test_scores_come_in_as_csv_alike(small, tmp_path):
    session, path = assessed(small, 2), tmp_path / "scores.csv"
    with small.store.reading() as database:
        row = database.get_one(Session, session)
        tickets = list(sheets.taking(small, database, row).rows)
        lines = ["准考证号,姓名,理论知识考试,技能考核", f"{tickets[0]},考生0000,60.5,缺考", f"{tickets[1]},,70"]
        path.write_text("\n".join(lines), encoding="utf-8-sig")
        typed = sheets.read_scores(small, database, row, path)
        assert [(one.registration.id, one.part, str(one.value)) for one in typed] == [
            (1, "theory", "60.5"), (1, "skill", "None"), (2, "theory", "70")
        ]  # fmt: skip
        path.write_text("\n".join([*lines[:2], f"{tickets[1]},别人,101,1"]), encoding="gb18030")
        with pytest.raises(Exception, match="row 3") as found:
            sheets.read_scores(small, database, row, path)
        assert [(one.row, one.column) for one in found.value.problems] == [(3, "姓名"), (3, "理论知识考试")]


def test_who_registered_goes_out_masked(small, tmp_path):
    session = registering(small, filed(small))
    register(small, session, [applicant(1)])
    with small.store.reading() as database:
        rows = rows_of(sheets.registered(small, database, database.get_one(Session, session), "zh"), tmp_path)
    assert rows[1][:5] == ["考生0001", f"510104**********{id_number(1)[-2:]}", "电工", "四级/中级工", "准予参加"]


# ---------------------------------------------------------------- people


def test_keys_are_rotated_in_steps_that_can_be_gone_on_with(office, monkeypatch):
    monkeypatch.setattr(people, "MANY", 2)
    session = registering(office, filed(office))
    register(office, session, [applicant(n) for n in range(5)])
    fresh = people.with_new_key(office)
    assert next(iter(people.rotate(fresh, ON))) == (2, 5)  # stopped here
    assert list(people.rotate(fresh, ON)) == [(2, 3), (3, 3)]
    with office.store.reading() as database:
        found = database.exec(select(Person).order_by(Person.id)).all()
        assert {one.sealed_by for one in found} == {"k2"}
        assert [people.number_of(one, fresh.keys) for one in found] == [id_number(n) for n in range(5)]
        assert people.find(database, fresh.keys, id_number(3)).id == 4
        with pytest.raises(RegisterError, match="the key 'k2' is not among the keys"):
            people.number_of(found[0], office.keys)


def test_to_see_a_whole_number_is_an_act_with_a_reason(small):
    session = registering(small, filed(small))
    register(small, session, [applicant(1)])
    with pytest.raises(RegisterError, match="a reason must be given"), small.act("person.unmask", ON) as act:
        people.unmask(small, act, act.get(Person, 1), "")
    with small.act("person.unmask", ON) as act:
        assert people.unmask(small, act, act.get(Person, 1), "核对证书") == id_number(1)
    from bajigong.register import audit

    with small.store.reading() as database:
        said = list(audit.show(database, act="person.unmask"))
        assert [(one["who"], one["about"], one["notes"]) for one in said] == [
            ("clerk", "person:1", {"reason": "核对证书"})
        ]
        assert id_number(1) not in str(said)


def test_what_was_sealed_for_one_cannot_be_put_in_anothers_place(small):
    session = registering(small, filed(small))
    register(small, session, [applicant(1), applicant(2)])
    with small.act("swap", ON) as act:
        one, two = act.get(Person, 1), act.get(Person, 2)
        one.sealed = two.sealed
    with small.store.reading() as database, pytest.raises(RegisterError, match="does not fit the key"):
        people.number_of(database.get_one(Person, 1), small.keys)


# ---------------------------------------------------------------- reports


def test_the_yearly_summary_counts_the_certificates_that_an_incentive_is_for(small, tmp_path):
    held = {"certificates": [{"occupation": "6-31-01-03", "grade": "4", "issued": "2015-01-01"}]}
    session = assessed(small, people=[applicant(n, grade="3", person=held) for n in range(2)], grades=("3",))
    score_all(small, session)
    do(small, session, lambda act, row: results.judge_all(small, act, row), date(2026, 5, 8))
    do(small, session, results.publicize, date(2026, 5, 10))
    do(small, session, lambda act, row: certificates.issue(small, act, row), FREE)
    assert reports.year(small, 2026)["by_incentive"] == [{"incentive": "national:title-assistant", "certificates": 2}]
    with small.act("certificate.revoke", FREE) as act:
        certificates.revoke(small, act, act.get(Certificate, 1), "冒名", "SC22/3.6")
    summary = reports.year(small, 2026)
    assert (summary["certificates"], summary["by_incentive"][0]["certificates"]) == (2, 1)
    label = small.engine.bundle.incentives["national:title-assistant"].what.label
    assert [label.zh, 1] in [list(row[:2]) for row in rows_of(reports.workbook(small, summary, "zh"), tmp_path, 3)]


def test_the_yearly_summary_counts_what_was_done(small, tmp_path):
    session = publicized(small, 3, but=[((2, "skill"), "59")])
    do(small, session, lambda act, row: certificates.issue(small, act, row), FREE)
    summary = reports.year(small, 2026)
    counts = {"sessions": 1, "people": 3, "applications": 3, "assessed": 3, "passed": 2, "certificates": 2}
    assert summary["by_place"] == [{"place": "510100", "track": "third_party", **counts}]
    assert summary["by_grade"] == [{"grade": "4", **counts}]
    assert summary["certificates"] == 2
    assert summary["by_incentive"] == []  # nobody fills the subsidies, and titles go with higher grades
    assert reports.year(small, 2025)["by_place"] == []
    book = rows_of(reports.workbook(small, summary, "zh"), tmp_path)
    assert book[0][:3] == ["地区", "评价类型", "批次"]
    assert book[1][0] == "成都市"
    assert [letters.place(small, code).en for code in ("510104", "519900", "990000")] == [
        "Chengdu (510104)", "Sichuan (519900)", "990000"
    ]  # fmt: skip
    assert [one.day.isoformat()[5:] for one in reports.due(small, date(2026, 12, 1), 30)] == ["12-10"]
