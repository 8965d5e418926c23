"""Which road a check takes: that of many people at once, where it can answer, else one application after another."""

from importlib.util import find_spec
from typing import Final

import click
from attrs import frozen

from bajigong.batch.files.formats import is_table, suffix_of
from bajigong.cli.check_options import COLUMN_SUFFIXES, SHEET_SUFFIXES, Options
from bajigong.cli.progress import Progress
from bajigong.cli.result_row import Tally
from bajigong.errors import BajigongError, TenantError
from bajigong.law.tenants import tenant
from bajigong.policy.text import Text
from bajigong.tables import Raw
from bajigong.tables.files import COLUMNAR
from bajigong.tables.words import is_blank

_INSTALL: Final = Text("需要安装：pip install 'bajigong[batch]'", "this needs pip install 'bajigong[batch]'")
_AGAINST: Final = Text(
    "--against只用于结果为{s}或文件夹时", "--against goes with a result that ends in {s}, or a folder"
)
_JSON: Final = Text("--json不能与此种结果同用", "--json does not go with a result of this kind")
_TENANT: Final = Text(
    "请用--tenant，或在--common中用「tenant」键，指定由谁回答", "expected --tenant, or the key 'tenant' in --common"
)
_KEYS: Final = Text("--key只用于结果为{s}或文件夹时", "--key goes with a result that ends in {s}, or with a folder")
_STDIN: Final = Text(
    "标准输入（-）的结果须写入一个文件", "what comes from standard input (-) goes into one file, not a folder"
)
_CLUSTER: Final = Text("--cluster只用于结果为文件夹时（-o 名称/）", "--cluster goes with a folder: -o NAME/")
_TOLD: Final = Text(
    "插件{names}须逐一获知每个结论，而按列写出的结果不逐人说明；请写入.csv、.xlsx或.ndjson，或换用未启用它的租户",
    "plugin {names} hears of each verdict, and a result of columns explains no single person; write to .csv, .xlsx or"
    " .ndjson, or name a tenant that does not enable it",
)
_ANEW: Final = Text("此种结果无从接续，从头开始", "a result of this kind cannot be gone on with: starting anew")


@frozen(eq=False)
class Batch:
    """A check of many people at once."""

    options: "Options"
    tenant: str
    common: Raw | None

    def perform(self, tally: Tally, progress: Progress) -> bool:
        """Check, and count; say whether this road was the right one."""
        from bajigong.cli.check_batch import perform

        return perform(self.options, self.tenant, self.common, tally, progress)


def road(options: "Options", common: Raw | None) -> Batch | None:
    """Return the road of many people, None where applications go one by one.

    Raises click.UsageError for options that do not go together, BajigongError where something must be installed.
    """
    output = options.output
    if options.keys and not (output and output.is_columns):
        raise _wrong(_KEYS.fill(s=" ".join(COLUMN_SUFFIXES)), options)
    if options.resume and not (output and output.is_columns):
        click.echo(_ANEW.say(options.lang), err=True)
    if options.cluster and not (output and output.is_folder):
        raise _wrong(_CLUSTER, options)
    if options.against and not (output and output.is_columns):
        raise _wrong(_AGAINST.fill(s=" ".join(COLUMN_SUFFIXES)), options)
    if any(suffix_of(path) in COLUMNAR for path in options.files) and not find_spec("pyarrow"):
        raise BajigongError(_INSTALL.say(options.lang))
    must = _must(options)
    if must or (output is not None and output.suffix in SHEET_SUFFIXES):
        name = options.tenant or (common.facts.get("tenant") if common else None)
        listening = _listening(options, name)
        if must:
            _refuse(options, name)
            if listening:
                raise _wrong(_TOLD.fill(names=", ".join(listening)), options)
        elif listening:
            return None
        if must or _may(options, name):
            return Batch(options, str(name).strip(), common)
    return None


def _must(options: "Options") -> bool:
    """Say whether only this road can write the result."""
    return bool(options.output and options.output.is_columns)


def _may(options: "Options", name: object) -> bool:
    """Say whether this road can answer what the other one can as well."""
    tables = all(map(is_table, options.files)) and not options.as_json
    if not (tables and isinstance(name, str) and not is_blank(name) and find_spec("pyarrow")):
        return False
    try:
        tenant(name.strip(), options.config)
    except TenantError:
        return False
    return True


def _listening(options: "Options", name: object) -> tuple[str, ...]:
    """Name the plugins of a tenant that want to hear of each verdict: only one by one can they be told."""
    from bajigong.telling import listeners

    if not isinstance(name, str) or is_blank(name):
        return ()
    try:
        plugins = tenant(name.strip(), options.config).plugins
    except TenantError:
        return ()
    return tuple(impl.plugin_name for impl in listeners(frozenset(plugins)))


def _refuse(options: "Options", name: object) -> None:
    if "-" in options.files and options.output and options.output.is_folder:
        raise _wrong(_STDIN, options)
    if options.as_json and not options.against:
        raise _wrong(_JSON, options)
    if not isinstance(name, str) or is_blank(name):
        raise _wrong(_TENANT, options)
    if not find_spec("pyarrow"):
        raise BajigongError(_INSTALL.say(options.lang))


def _wrong(words: Text, options: "Options") -> click.UsageError:
    return click.UsageError(words.say(options.lang))
