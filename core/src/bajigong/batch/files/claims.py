"""Which names of a result a run may take: those under which nothing stands, and those that a former run gave.

A former run says what it wrote: a result in its own metadata, a folder in its manifest, a run that was killed in the
folder in which it worked. Whatever else stands under such a name is somebody's, and is named before work begins.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from bajigong.batch.files.inputs import (
    AGAINST,
    AGAINST_BUNDLE_KEY,
    AGAINST_KEY,
    BUNDLE_KEY,
    COLUMN_RESULTS,
    MANIFEST,
    REASONS,
    REASONS_KEY,
    REFUSED,
    REFUSED_KEY,
    beside,
    metadata_of,
)
from bajigong.batch.files.refusals import is_refusals
from bajigong.errors import BajigongError
from bajigong.outputs import Claim, digest, is_writable, real, shown, standing
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.batch.files.ask import Job
    from bajigong.batch.files.work import Work

#: Which name a result gives a dictionary of reasons, and which law that is of.
_BOOKS: Final = {REASONS: (REASONS_KEY, BUNDLE_KEY), AGAINST: (AGAINST_KEY, AGAINST_BUNDLE_KEY)}
#: What every manifest says.
_SAID: Final = {"version", "tenant", "bundle", "options", "inputs", "today", "finished", "refused", "left", "parts"}
_PART: Final = re.compile(r"part-.*\.parquet")
_REFUSED_OF_PART: Final = re.compile(r"\.(part-\d+)\.refused\.csv")
_FOREIGN: Final = Text(
    "{path}：已存在，且不是以前的运行在此写下的原样文件，未予改动；请移走，或为结果另选名称",
    "{path}: exists, and is not what a former run wrote there; it is left as it is: move it away, or choose another"
    " name for the result",
)
_PART_OF: Final = Text(
    "{path}：是核验结果{owner}的一部分，请改用其他文件名",
    "{path}: is a part of the result {owner}; expected another file",
)
_TAKEN: Final = Text(
    "{path}中已有结果；请加--resume接续，或另选文件夹",
    "{path}: holds a result already; add --resume to go on with it, or name another folder",
)


def refuse_part(output: Path, lang: Lang) -> None:
    """Raise BajigongError for a file that is a part of some result, or stands beside one: it is no result by itself."""
    if not os.path.lexists(output):
        return
    home, name = output.parent, output.name
    owners = [home] if _is_reserved(name) and read_manifest(home / MANIFEST) else []
    for end in (REASONS, AGAINST, REFUSED):
        if name.endswith(f".{end}"):
            results = [home / f"{name.removesuffix(f'.{end}')}{suffix}" for suffix in COLUMN_RESULTS]
            owners += [result for result in results if BUNDLE_KEY in metadata_of(result)]
    if owners:
        raise BajigongError(_PART_OF.fill(path=shown(output), owner=shown(owners[0])).say(lang))


def claim_result(job: "Job", work: "Work") -> Claim:
    """Take the name of a result, and those beside it. The result itself is named by the user, and may be replaced.

    Raises BajigongError for a file beside it that no former run wrote.
    """
    output = real(job.output)
    former = metadata_of(output)
    stood = {output: standing(output)}
    for name in (REASONS, REFUSED, AGAINST):
        path = beside(job.output, name)
        found = standing(path)
        if found is None:
            continue
        if _is_beside(path, name, former, work.claimed):
            stood[path] = found
        elif name != AGAINST or job.ask.second:
            raise BajigongError(_FOREIGN.fill(path=shown(path)).say(job.ask.lang))

    def note(written: Path, target: Path) -> None:
        if target != output:
            work.claim({target.name: digest(written)})

    return Claim(work.folder, stood, job.ask.lang, note)


def _is_beside(path: Path, name: str, former: Mapping[str, str], claimed: Mapping[str, set[str]]) -> bool:
    """Say whether a file beside a result is what the run wrote that wrote the result, or one that was killed."""
    if not _is_file(path):
        return False
    if path.name in claimed and digest(path) in claimed[path.name]:
        return True
    if name == REFUSED:
        return former.get(REFUSED_KEY) == digest(path)
    named, law = (former.get(key) for key in _BOOKS[name])
    return named == path.name and law is not None and metadata_of(path).get(BUNDLE_KEY) == law


def claim_folder(job: "Job", work: "Work") -> Claim:
    """Take the names of a result's files in a folder.

    Raises BajigongError for one that stands there and that no former run wrote and, where the run is not to go on with
    an earlier one, for the result that stands there.
    """
    home, lang = job.output, job.ask.lang
    former = _Former.of(home, work.claimed)
    stood = {}
    for path in sorted(home.iterdir()):
        if not _is_reserved(path.name):
            continue
        if former.wrote(path):
            stood[path] = standing(path)
        elif path.name != AGAINST or job.ask.second:
            raise BajigongError(_FOREIGN.fill(path=shown(path)).say(lang))
    if not job.resume and (former.parts or stood.keys() - {home / MANIFEST}):
        raise BajigongError(_TAKEN.fill(path=home).say(lang))

    def note(written: Path, target: Path) -> None:
        """Claim a name; a list for people is told by its content, the other files say what they are."""
        work.claim({target.name: digest(written) if target.name == REFUSED else ""})

    return Claim(work.folder, stood, lang, note)


@frozen(eq=False)
class _Former:
    """What a folder's manifest, and a run that was killed in it, say that they wrote. ``parts`` are sizes by name.

    A part that was to be done again when its run ended has no size there.
    """

    manifest: Mapping[str, Any] | None
    claimed: Mapping[str, set[str]]
    parts: Mapping[str, int | None]

    @classmethod
    def of(cls, home: Path, claimed: Mapping[str, set[str]]) -> "_Former":
        manifest = read_manifest(home / MANIFEST)
        left = dict.fromkeys(manifest["left"]) if manifest else {}
        done = {one["part"]: one["size"] for one in manifest["parts"]} if manifest else {}
        return cls(manifest, claimed, {**left, **done})

    def wrote(self, path: Path) -> bool:
        """Say whether a file is what a former run wrote. What is empty holds nothing to be lost."""
        name = path.name
        if not _is_file(path):
            return False
        if name == MANIFEST:
            return self.manifest is not None
        if name == REFUSED:
            listed = {self.manifest["refused"]} if self.manifest else set()
            return digest(path) in self.claimed.get(name, set()) | listed
        part = _REFUSED_OF_PART.fullmatch(name)
        listed = self.parts.keys() | ({REASONS, AGAINST} if self.manifest else set())
        if name not in self.claimed and (f"{part[1]}.parquet" if part else name) not in listed:
            return False
        size = path.stat().st_size
        if size in (0, self.parts.get(name)):
            return True
        return is_refusals(path) if part else BUNDLE_KEY in metadata_of(path)


def read_manifest(path: Path) -> Mapping[str, Any] | None:
    """Return what a file says where it is the manifest of a check, else None."""
    try:
        if not path.is_file():  # a pipe would keep us waiting
            return None
        said = json.loads(path.read_text(encoding="utf-8"))
        known = isinstance(said, dict) and said.keys() >= _SAID
        whole = known and all(part_number(one["part"]) >= 0 and isinstance(one["size"], int) for one in said["parts"])
        whole = whole and all(part_number(name) >= 0 for name in said["left"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return said if whole else None


def part_number(name: str) -> int:
    """Return the number in a part's name. Raises ValueError where there is none."""
    return int(name.partition("-")[2].partition(".")[0])


def _is_reserved(name: str) -> bool:
    """Say whether a run into a folder may give a name, or whoever reads its result takes it for a part."""
    known = name in (REASONS, AGAINST, REFUSED, MANIFEST)
    return known or bool(_PART.fullmatch(name) or _REFUSED_OF_PART.fullmatch(name))


def _is_file(path: Path) -> bool:
    """Say whether something is an ordinary file, no link to one, that nobody has protected."""
    return is_writable(path.lstat())
