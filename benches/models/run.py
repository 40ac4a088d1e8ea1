#!/usr/bin/env python3
"""Measures APIs that work, side by side: brigade, FastAPI, mosec, LitServe and axum on the same models.

    benches/models/run.py [WORKLOAD…] [--only NAME,NAME] [--repetitions N] [--seconds S] [--skip-build]

Everything is built and installed by the script (under target/); the model files come from scripts/fetch-models. One
contender runs at a time, and all take turns within a repetition; what is printed is the median over the repetitions. An answer counts if its
status is 200; that embeddings are right is checked before the load begins. Who knows timeouts is told that answers are late after 50 ms.
For each contender the highest rate is found at which 99 % of the answers are there in time; then it is asked for 50, 90, 150 and 300 % of
that, with a request for its health every 5 ms. CPU is that of all of the contender's processes.
"""

import argparse
import json
import os
import pathlib
import shlex
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target" / "benches-models"))
EXAMPLES_TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "examples" / "work" / "target"))
MODELS = pathlib.Path(os.environ.get("BRIGADE_MODELS", ROOT / "target" / "models"))
FOLDER = ROOT / "target" / "benches-models"
VENV = FOLDER / "venv"
#: How many processes or workers those contenders get that do not count the cores themselves.
WORKERS = len(os.sched_getaffinity(0))
#: Texts are late after 50 ms; who can be told so gives up a little before.
LATE_MS = 45
SHARES = [0.5, 0.9, 1.5, 3.0]


class Workload:
    def __init__(self, path, in_time_ms, bodies, content_type="application/json", first_rate=20.0):
        self.path, self.in_time_ms, self.bodies = path, in_time_ms, bodies
        self.content_type, self.first_rate = content_type, first_rate
        self.expected = None


class Contender:
    def __init__(self, command, environment=None, health="/healthz", path=None):
        self.command, self.environment, self.health, self.path = command, environment or {}, health, path


class Server:
    """A contender that runs, with all its processes."""

    def __init__(self, contender, workload):
        self.port = free_port()
        values = {"port": self.port, "python": VENV / "bin" / "python", "bin": VENV / "bin", "workers": WORKERS, "late": LATE_MS}
        command = [part.format(**values) for part in shlex.split(contender.command)]
        environment = {"PORT": str(self.port), "BRIGADE_MODELS": str(MODELS), "WORKERS": str(WORKERS), "LATE": str(LATE_MS)}
        environment = os.environ | contender.environment | environment
        with open(FOLDER / "server.log", "w") as log:
            self.process = subprocess.Popen(
                command, cwd=HERE / "contenders", env=environment, stdout=log, stderr=log, start_new_session=True
            )
        body = workload.bodies.read_bytes()
        self.body = body.split(b"\n")[0] if workload.content_type == "application/json" else body
        self.workload, self.path = workload, contender.path or workload.path
        started = time.monotonic()
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() - started > 60:
                raise SystemExit(f"{command} does not answer:\n{(FOLDER / 'server.log').read_text()[-2000:]}")
            time.sleep(0.05)
        self.seconds_to_ready = time.monotonic() - started
        for _ in range(20):
            self.is_ready()
        if workload.path == "/embed":
            self.check()

    def ask(self):
        address = f"http://127.0.0.1:{self.port}{self.path}"
        return urllib.request.urlopen(urllib.request.Request(address, self.body, {"content-type": self.workload.content_type}), timeout=10)

    def is_ready(self):
        try:
            return self.ask().status == 200
        except (urllib.error.URLError, OSError):
            return False

    def check(self):
        """All have the same model, so all give the same embedding: within 0.01 of what the first one gave."""
        answer = json.load(self.ask())
        embedding = answer["vector"] if isinstance(answer, dict) else answer
        expected = self.workload.expected = self.workload.expected or embedding
        if len(embedding) != len(expected) or any(abs(one - other) > 0.01 for one, other in zip(embedding, expected)):
            raise SystemExit(f"{self.process.args} gives another embedding than the contender before it")

    def processes(self):
        for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid:
                yield entry.parent, fields

    def cpu_seconds(self):
        ticks = sum(int(fields[11]) + int(fields[12]) for _, fields in self.processes())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self):
        total = 0
        for folder, _ in self.processes():
            try:
                lines = (folder / "smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)
        except (subprocess.TimeoutExpired, ProcessLookupError):
            pass
        for folder, _ in list(self.processes()):
            try:
                os.kill(int(folder.name), signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def settle(server):
    """Waits until the server has done what it still had to do for clients that have left. Some never rest: LitServe's
    workers ask for work without a pause, which takes the same little part of a core all the time."""
    end, used = time.monotonic() + 8, []
    while time.monotonic() < end:
        before = server.cpu_seconds()
        time.sleep(0.3)
        used.append(server.cpu_seconds() - before)
        last = used[-3:]
        if used[-1] <= 0.02 or len(last) == 3 and max(last) < 0.2 and max(last) - min(last) <= 0.06:
            return


def ask(server, contender, rate, seconds, seed):
    """Has the load generator send `rate` requests a second; adds what that cost the server."""
    workload = server.workload
    command = [TARGET / "release" / "load", "--address", f"127.0.0.1:{server.port}", "--path", server.path]
    command += ["--bodies", workload.bodies, "--content-type", workload.content_type, "--rate", str(rate)]
    command += ["--seconds", str(seconds), "--in-time-ms", str(workload.in_time_ms), "--seed", str(seed)]
    command += ["--health", contender.health]
    # The client's own waiting for a core shall not count as the server's.
    if os.geteuid() == 0 and shutil.which("chrt"):
        command = ["chrt", "--fifo", "1", *command]
    settle(server)
    before = server.cpu_seconds()
    report = json.loads(subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout)
    used = server.cpu_seconds() - before
    right = report["load"]["right_per_second"] * seconds
    report["cpu_ms_per_answer"] = 1e3 * used / right if right else None
    return report


def highest_rate(server, contender, seconds, seed):
    """Finds the highest rate at which 99 % of all requests are answered right and in time, to about 4 %; 0 if there is none."""

    def holds(rate):
        p99 = ask(server, contender, rate, seconds, seed)["load"]["p99_of_all_ms"]
        return p99 is not None and p99 <= server.workload.in_time_ms

    high = server.workload.first_rate
    low = high / 1.5
    if holds(high):
        low, high = high, high * 1.5
        while holds(high):
            low, high = high, high * 1.5
    else:
        while not holds(low):
            low, high = low / 1.5, low
            if high < 0.5:
                return 0.0
    while high / low > 1.04:
        middle = (low * high) ** 0.5
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def measure(name, contender, workload, seconds, seed):
    server = Server(contender, workload)
    try:
        idle = ask(server, contender, 0.001, min(seconds, 2), seed)
        lone = ask(server, contender, 10, seconds, seed)
        maximum = highest_rate(server, contender, seconds, seed)
        row = {
            "contender": name,
            "seconds_to_ready": server.seconds_to_ready,
            "idle_health_p99_ms": idle["health"]["p99_ms"],
            "lone_p50_ms": lone["load"]["p50_ms"],
            "highest_rate": maximum,
            "shares": {},
        }
        for share in SHARES:
            report = ask(server, contender, max(maximum, 1.0) * share, seconds, seed + 1)
            row["shares"][share] = {
                "in_time_per_second": report["load"]["in_time_per_second"],
                "p50_ms": report["load"]["p50_ms"],
                "p99_ms": report["load"]["p99_ms"],
                "statuses": report["load"]["statuses"],
                "health_p99_ms": report["health"]["p99_ms"],
                "health_wrong": sum(n for status, n in report["health"]["statuses"].items() if status != "200"),
                "cpu_ms_per_answer": report["cpu_ms_per_answer"],
            }
        row["memory_mb"] = server.memory_mb()
        return row
    finally:
        server.stop()


def show(rows):
    """Prints the medians over the repetitions, and the spread of the highest rate."""
    names = list(dict.fromkeys(row["contender"] for row in rows))

    def median(name, value):
        values = [value(row) for row in rows if row["contender"] == name]
        values = [each for each in values if each is not None]
        return statistics.median(values) if values else float("nan")

    print("| contender | highest rate/s (spread) | lone p50 ms | in time/s at 50 · 90 · 150 · 300 % | p99 ms at 90 % | CPU ms an answer at 90 % |"
          " health p99 ms idle → 90 % → 300 % (wrong) | MB | ready s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in names:
        rates = [row["highest_rate"] for row in rows if row["contender"] == name]
        goodput = " · ".join(f"{median(name, lambda row, s=s: row['shares'][s]['in_time_per_second']):.0f}" for s in SHARES)
        wrong = sum(row["shares"][3.0]["health_wrong"] for row in rows if row["contender"] == name)
        print(
            f"| {name} | {statistics.median(rates):.0f} ({min(rates):.0f}–{max(rates):.0f})"
            f" | {median(name, lambda row: row['lone_p50_ms']):.1f} | {goodput}"
            f" | {median(name, lambda row: row['shares'][0.9]['p99_ms']):.1f}"
            f" | {median(name, lambda row: row['shares'][0.9]['cpu_ms_per_answer']):.2f}"
            f" | {median(name, lambda row: row['idle_health_p99_ms']):.2f} →"
            f" {median(name, lambda row: row['shares'][0.9]['health_p99_ms']):.2f} →"
            f" {median(name, lambda row: row['shares'][3.0]['health_p99_ms']):.2f} ({wrong})"
            f" | {median(name, lambda row: row['memory_mb']):.0f} | {median(name, lambda row: row['seconds_to_ready']):.1f} |"
        )


def prepare():
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (VENV / "complete").exists():
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([VENV / "bin" / "pip", "install", "--quiet", "--requirement", HERE / "requirements.txt"], check=True)
        (VENV / "complete").touch()
    subprocess.run([ROOT / "scripts" / "fetch-models"], check=True)
    photo = next(MODELS.glob("**/china.jpg"))
    environment = os.environ | {"BRIGADE_MODELS": str(MODELS)}
    subprocess.run([VENV / "bin" / "python", HERE / "contenders" / "bodies.py", FOLDER, photo], check=True, env=environment)
    build = ["cargo", "build", "--quiet", "--release"]
    subprocess.run(build, cwd=HERE, check=True, env=os.environ | {"CARGO_TARGET_DIR": str(TARGET)})
    examples = os.environ | {"CARGO_TARGET_DIR": str(EXAMPLES_TARGET)}
    subprocess.run([*build, "--package", "darkroom"], cwd=ROOT / "examples" / "work", check=True, env=examples)


def contenders(workload):
    """Returns who takes part, in the order in which they take turns."""
    if workload in {"thumbnail", "pictures"}:
        pillow = "{bin}/uvicorn fastapi_photos:app --port {port} --workers {workers} --log-level warning"
        tuned = {"fastapi-tuned": Contender(pillow, path="/pictures/tuned")} if workload == "pictures" else {}
        brigade = Contender(f"{EXAMPLES_TARGET}/release/darkroom --port {{port}}", health="/")
        return {"fastapi-pillow": Contender(pillow), **tuned, "brigade": brigade}
    brigade = f"{TARGET}/release/brigade-embed --port {{port}}"
    uvicorn = "{bin}/uvicorn fastapi_embed:app --port {port} --log-level warning"
    mosec = "{python} mosec_embed.py --port {port} --timeout {late} --log-level warning"
    return {
        "fastapi": Contender(uvicorn),
        "fastapi-tuned": Contender(f"{uvicorn} --workers {{workers}}", environment={"THREADS": "1"}),
        # 0 is mosec's name for its default, 10 ms.
        "mosec-1ms": Contender(mosec, environment={"WAIT": "1"}, health="/"),
        "mosec-5ms": Contender(mosec, environment={"WAIT": "5"}, health="/"),
        "litserve-0ms": Contender("{python} litserve_embed.py", environment={"WAIT": "0"}),
        "litserve-5ms": Contender("{python} litserve_embed.py", environment={"WAIT": "5"}),
        "axum-rten": Contender(f"{TARGET}/release/axum-embed"),
        "brigade-unbatched": Contender(brigade, path="/alone"),
        "brigade-rten": Contender(brigade),
        "brigade-onnxruntime": Contender(brigade, environment={"ENGINE": "onnxruntime"}),
    }


def workloads():
    names = ["queries", "mixed", "passages"]
    texts = {name: Workload("/embed", 50, FOLDER / f"{name}.jsonl", first_rate=60.0) for name in names}
    photo = FOLDER / "photo.jpg"
    return texts | {
        "thumbnail": Workload("/thumbnail?width=320", 1_100, photo, "image/jpeg", first_rate=5.0),
        "pictures": Workload("/pictures", 1_000, photo, "image/jpeg", first_rate=1.0),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help="queries mixed passages thumbnail pictures")
    parser.add_argument("--only", help="contenders, with commas")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each run of the load")
    parser.add_argument("--skip-build", action="store_true", help="measure what is built")
    arguments = parser.parse_args()
    if not arguments.skip_build:
        prepare()
    known = workloads()
    for unknown in set(arguments.workloads) - set(known):
        parser.error(f"there is no workload {unknown!r}")
    for name in arguments.workloads or known:
        chosen = contenders(name)
        if arguments.only:
            only = arguments.only.split(",")
            if unknown := set(only) - set(chosen):
                parser.error(f"{name}: there is no contender {sorted(unknown)}, but {list(chosen)}")
            chosen = {each: chosen[each] for each in only}
        rows = []
        for repetition in range(arguments.repetitions):
            for each, contender in chosen.items():
                row = measure(each, contender, known[name], arguments.seconds, 1_000 * repetition + 1)
                rows.append(row)
                print(json.dumps({"workload": name, "repetition": repetition, **row}), file=sys.stderr, flush=True)
        print(f"\n### {name}\n")
        show(rows)
        (FOLDER / f"{name}.json").write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
