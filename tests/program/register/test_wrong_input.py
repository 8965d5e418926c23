"""Wrong input at the command line of the register: one clear error, and nothing of the register is lost."""

from datetime import date

import pytest
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.law.tenants import tenant
from bajigong.register.demo import play

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A folder in which a whole session was played."""
    folder = tmp_path_factory.mktemp("wrong") / "demo"
    play(folder, tenant("sichuan"), date(2026, 11, 26), "en", lambda _: None)
    return folder


@pytest.fixture
def refused(played, monkeypatch):
    """Run a command that must fail, and see that it says why in words and changes neither register nor keys."""
    monkeypatch.chdir(played)

    def run(words, says, code=1):
        before = [played.joinpath(name).read_bytes() for name in ("register.db", "register.keys")]
        result = CliRunner().invoke(cli, [*words.split(), "--lang", "en"])
        assert (result.exit_code, isinstance(result.exception, (SystemExit, type(None)))) == (code, True), result
        assert says in result.stderr
        assert [played.joinpath(name).read_bytes() for name in ("register.db", "register.keys")] == before

    return run


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("certificate status -o register.keys", "is read as the file of keys"),
        ("certificate status -o register.db", "is read as the register"),
        ("session registered 1 -o register.db", "expected a name that ends in .xlsx"),
        ("letter 1 -o letter.txt", "expected a name that ends in .pdf"),
        ("session registered 99 -o a.xlsx", "there is no session 99"),
        ("session score-form 99 -o a.xlsx", "there is no session 99"),
        ("certificate stock 99", "there is no filing 99"),
        ("certificate stock 1 --received -5000", "5000 cannot be taken off"),
    ],
)
def test_what_would_lose_something_or_is_not_there(refused, words, says):
    refused(words, says)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("audit prove 0 x", "SEQ"),
        ("report year 99999", "YEAR"),
        ("letter 9999999999999999999999 -o a.pdf", "REGISTRATION"),
        ("certificate export S000051000001265000001", "expected --pdf, --credential"),
        ("session plan 1 --occupation 6-18-01-05 --grade 3 --place 51 --day 2027-01-01 --publicity 5", "six digits"),
    ],
)
def test_what_cannot_be_meant(refused, words, says):
    refused(words, says, code=2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("people: 3", "people: found '3'"),
        ("people: [{name: A}]", "people[0].role: found nothing"),
        ("people: [{name: A, role: cook}]", "people[0].role: found 'cook'; expected assessor"),
        ("people: [{name: A, role: 考评员, card_from: soon}]", "people[0].card_from: found 'soon'; expected a day"),
        ("people: [{name: A, role: 考评员, age: 3}]", "people[0].age: found 'age'; expected name, role"),
    ],
)
def test_people_of_an_agency(refused, played, text, says):
    (played / "staff.yaml").write_text(text, encoding="utf-8")
    refused("agency staff 示范评价有限公司 staff.yaml", says)


@pytest.mark.parametrize(("text", "code"), [("0 x", 3), ("-1 x", 1), ("just", 1), ("1 2 3", 1)])
def test_heads_that_were_never_published(refused, played, text, code):
    (played / "heads").write_text(text, encoding="ascii")
    refused("audit verify --heads heads", "is not the one" if code == 3 else "heads, line 1", code)


def test_what_an_application_to_file_lacks_is_named_and_not_what_it_has(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    runner.invoke(cli, ["init", "--tenant", "sichuan"])
    (tmp_path / "f.yaml").write_text("place: '510100'\n", encoding="utf-8")
    said = runner.invoke(cli, ["filing", "apply", "f.yaml", "--lang", "en"])
    assert said.exit_code == 1
    assert "f.yaml, agency: found nothing; expected the agency" in said.output
    assert "f.yaml, track: found nothing; expected a track" in said.output


def test_a_feed_of_a_track_that_is_none_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    runner.invoke(cli, ["init", "--tenant", "sichuan"])
    for words in (["read", "third-party"], ["ack", "third-party", "1"]):
        said = runner.invoke(cli, ["feed", *words, "--reader", "a", "--lang", "en"])
        assert said.exit_code == 1
        assert "found track 'third-party'; expected one of" in said.output


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_not_there_is_named_in_the_language_of_the_command(tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    runner.invoke(cli, ["init", "--tenant", "sichuan"])
    said = runner.invoke(cli, ["filing", "accept", "7", "--lang", lang]).output
    assert {"zh": "没有编号为7的备案", "en": "there is no filing 7"}[lang] in said
