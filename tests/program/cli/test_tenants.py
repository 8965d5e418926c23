"""``bajigong tenants``: those that are bundled."""

import json

from click.testing import CliRunner

from bajigong.cli import cli


def run(*args):
    return CliRunner().invoke(cli, ["tenants", *args])


def test_the_bundled_ones():
    result = run("--json", "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    said = {one["name"]: one for one in json.loads(result.stdout)}
    assert {"guilin", "inner-mongolia", "sichuan"} <= set(said)
    assert said["sichuan"]["label"] == "四川省"
    assert said["sichuan"]["region"] == "510000"
    assert "sichuan" in said["sichuan"]["plugins"]
    assert (said["sichuan"]["files"], said["sichuan"]["drafts"]) == ([], False)
    assert said["sichuan"]["origin"] == "bajigong_sichuan"


def test_the_columns_stand_below_each_other():
    from bajigong.cli.show.lines import cells

    lines = run("--lang", "zh").stdout.splitlines()
    assert len({cells(line[: line.index(region)]) for line in lines[1:] for region in [line.split()[2]]}) == 1
