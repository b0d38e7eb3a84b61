"""INI files: coscmd's ``~/.cos.conf``, and ``~/.tencentcloud/credentials``, which the SDKs share."""

from __future__ import annotations

import configparser
from pathlib import Path

from qcloud_cos.credentials.files.stored import shown, text_of
from qcloud_cos.errors import CredentialsError

Sections = dict[str, dict[str, str]]


def sections(path: Path) -> Sections | None:
    """All of a file; None if there is none."""
    content = text_of(path)
    if content is None:
        return None
    parser = configparser.RawConfigParser(strict=False, default_section="")  # a key may hold a percent sign
    try:
        parser.read_string(content)
    except configparser.Error as error:
        # Not what it says: it quotes the line, and that may hold a key.
        line = getattr(error, "lineno", None) or (getattr(error, "errors", None) or [[None]])[0][0]
        where = "" if line is None else f", line {line}"
        raise CredentialsError(f"{shown(path)} is not an INI file{where}") from None
    return {name: {key: value.strip() for key, value in parser.items(name)} for name in parser.sections()}
