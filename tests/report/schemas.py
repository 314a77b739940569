"""The schemas that documents are held against.

``sarif-2.1.0.json`` is the OASIS schema as Microsoft's SARIF Multitool carries it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parents[2] / "fixtures" / "schemas"


def schema(name: str) -> Any:
    """A schema as Python objects."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def validator(name: str) -> Draft202012Validator:
    """A validator, after the schema itself was checked."""
    Draft202012Validator.check_schema(schema(name))
    return Draft202012Validator(schema(name))


def complaints(checker: Draft202012Validator, document: Any) -> list[str]:
    """Where a document breaks its schema: "path: why"."""
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(document)]
