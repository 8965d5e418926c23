"""``bajigong certificate``: those of a register shown, checked, revoked; or, as ever, a number explained."""

import json
from pathlib import Path
from typing import Final

import click

from bajigong.cli.certificate import certificate as explain
from bajigong.cli.options import json_option, lang_option
from bajigong.cli.register.desk import NUMBER, Desk, clear, desk_options
from bajigong.policy.text import Lang, Text

#: Exit code where a certificate was revoked.
REVOKED: Final = 3

_VERIFIED = Text("签名相符：{number} {holder}", "the signature fits: {number} {holder}")
_REVOKED = Text("已撤销", "revoked")
_VALID = Text("未撤销", "not revoked")
_UNKNOWN = Text("未提供撤销名单，不能说明是否已撤销", "no status list was given; whether it is revoked is not known")
_NOTHING_TO_WRITE = Text("请用--pdf或--credential指定文件", "expected --pdf, --credential, or both")
_DONE = Text("证书{number}：{state}", "certificate {number}: {state}")
_LABELS: Final = {
    "number": Text("证书编号", "number"),
    "name": Text("姓名", "name"),
    "id_number": Text("证件号码", "ID number"),
    "occupation": Text("职业", "occupation"),
    "grade": Text("等级", "grade"),
    "issued": Text("发证日期", "issued"),
    "state": Text("状态", "state"),
    "revoked": Text("撤销日期", "revoked on"),
    "reason": Text("撤销理由", "reason"),
    "clause": Text("撤销依据", "clause"),
    "bundle": Text("依据的规则版本", "law"),
}
_STOCK = Text("空白证书{n}本", "blank certificates: {n}")


class Certificates(click.Group):
    """Commands about certificates; what is none of them is a number to explain."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command that explains numbers before what is none of the others."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["explain", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Certificates)
def certificate() -> None:
    """Explain certificate numbers (证书编号): `certificate NUMBER...`; and see to the certificates of a register."""


@certificate.command()
@click.argument("number")
@desk_options
def show(desk: Desk, *, number: str) -> None:
    """Show a certificate of the register, the ID number masked."""
    from bajigong.register import certificates, people
    from bajigong.register.tables import Person, Registration

    with desk.reading() as database:
        one = certificates.find(database, number)
        person = database.get_one(Person, database.get_one(Registration, one.registration_id).person_id)
        said = json.loads(one.model_dump_json())
        desk.entry(_LABELS, {**said, "id_number": people.masked(person, desk.office.keys)})


@certificate.command()
@click.argument("number")
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Print it as PDF.")
@click.option("--credential", type=click.Path(path_type=Path, dir_okay=False), help="Write the signed credential.")
@click.option("--templates", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of templates.")
@desk_options
def export(desk: Desk, *, number: str, pdf: Path | None, credential: Path | None, templates: Path | None) -> None:
    """Write a certificate as PDF, and as a signed credential (VC-JOSE): one of them, or both."""
    if pdf is None and credential is None:
        raise click.UsageError(_NOTHING_TO_WRITE.say(desk.lang))
    from bajigong.register import certificates, letters

    with desk.reading() as database:
        one = certificates.find(database, number)
        if pdf:
            desk.write(pdf, letters.certificate(desk.office, database, one, templates), ".pdf")
        if credential:
            desk.write(credential, letters.signed(desk.office, one).encode() + b"\n")


@certificate.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file.")
@click.option("--public", type=click.Path(path_type=Path, dir_okay=False), help="Write the public key, too.")
@desk_options
def status(desk: Desk, *, output: Path, public: Path | None) -> None:
    """Write the signed list of what is revoked (撤销名单), and the public key that checks everything."""
    from sqlmodel import select

    from bajigong.register import credentials, people
    from bajigong.register.tables import Certificate, Stamp

    with desk.reading() as database:
        every = database.exec(select(Certificate)).all()
        keys = people.needed(desk.office)
        token = credentials.status_list(every, keys, desk.office.tenant.id, desk.on)
        desk.write(output, token.encode() + b"\n")
        if public:
            desk.write(public, json.dumps(database.get_one(Stamp, 1).public, indent=2).encode() + b"\n")


@certificate.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--public", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True, help="Its key.")
@click.option("--status", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The list of the revoked.")
@json_option
@lang_option
def verify(*, file: Path, public: Path, status: Path | None, as_json: bool, lang: Lang) -> None:
    """Check a credential offline with the public key (核验). Exits with 1 where it is false, 3 where it is revoked."""
    from bajigong.cli.show.lines import print_json

    with clear(lang):
        from attrs import asdict

        from bajigong.register.credentials import read_public, verify

        checked = verify(
            file.read_text(encoding="utf-8", errors="replace"),
            read_public(public),
            status.read_text(encoding="utf-8", errors="replace") if status else None,
        )
    if as_json:
        print_json(asdict(checked))
    else:
        click.echo(_VERIFIED.fill(number=checked.number, holder=checked.holder).say(lang))
        said = {None: _UNKNOWN, True: _REVOKED, False: _VALID}[checked.revoked]
        click.echo(said.say(lang))
    click.get_current_context().exit(REVOKED if checked.revoked else 0)


@certificate.command()
@click.argument("number")
@click.option("--reason", required=True, help="Why (理由).")
@click.option("--clause", required=True, metavar="CLAUSE", help="By which clause (条款).")
@desk_options
def revoke(desk: Desk, *, number: str, reason: str, clause: str) -> None:
    """Revoke a certificate (撤销)."""
    from bajigong.register import certificates

    with desk.act("certificate.revoke") as act:
        certificates.revoke(desk.office, act, certificates.find(act.database, number), reason, clause)
    desk.say(_DONE, number=number, state="revoked")


@certificate.command()
@click.argument("number")
@click.option("--reason", required=True, help="Why (理由).")
@desk_options
def reissue(desk: Desk, *, number: str, reason: str) -> None:
    """Print a certificate again (补发): the number stays."""
    from bajigong.register import certificates

    with desk.act("certificate.reissue") as act:
        certificates.reissue(act, certificates.find(act.database, number), reason)
    desk.say(_DONE, number=number, state="reissued")


@certificate.command()
@click.argument("filing", type=NUMBER)
@click.option("--received", type=int, help="Blanks that came; below zero, spoilt ones.")
@click.option("--why", default="", help="From whom, or what happened.")
@desk_options
def stock(desk: Desk, *, filing: int, received: int | None, why: str) -> None:
    """Count blank certificates (空白证书)."""
    from bajigong.register import certificates
    from bajigong.register.office import get
    from bajigong.register.tables import Filing

    if received is not None:
        with desk.act("stock.receive") as act:
            certificates.receive(act, act.get(Filing, filing), received, why)
    with desk.reading() as database:
        count = certificates.stock(database, get(database, Filing, filing))
    desk.say(_STOCK, n=count)


certificate.add_command(explain, "explain")
