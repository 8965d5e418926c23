"""What is printed: a Typst template and its data become a PDF in Chinese type, on any machine."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError

OWN: Final = Path(__file__).with_name("papers")
_FAULT = Text("模板{name}：{why}", "template {name}: {why}")


def printed(name: str, data: Mapping[str, Any], templates: Path | None = None) -> bytes:
    """Print a template of this package, or the one of the same name in a folder of a place's own, as a PDF.

    Raises RegisterError for a template that Typst cannot set.
    """
    import pylopdf_fonts_zh_cn
    import typst

    fonts = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    with TemporaryDirectory() as folder:
        for source in (OWN, templates):
            for file in source.glob("*.typ") if source else ():
                Path(folder, file.name).write_bytes(file.read_bytes())
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        try:
            path = str(Path(folder, f"{name}.typ"))
            return typst.compile(path, font_paths=[fonts], ignore_system_fonts=True, sys_inputs=inputs, format="pdf")
        except (RuntimeError, OSError) as error:
            raise RegisterError(_FAULT.fill(name=f"{name}.typ", why=str(error).strip())) from error
