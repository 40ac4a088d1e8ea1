"""What scripts/websocket-conformance does: websocket_conformance.py SERVER REPORT.

The server is the guide's program on WebSockets, which repeats what it hears.
"""

import asyncio
import collections
import re
import subprocess
import sys
import threading

import kosoku
from kosoku._report import write_reports

# Performance with messages of up to 16 MiB, which the limits refuse; and compression, which is not offered.
EXCLUDED = ["9.*", "12.*", "13.*"]
CASES = 247


async def results_of(address):
    try:
        return await kosoku.run_fuzzingclient(address, None, EXCLUDED, concurrency=4)
    except kosoku.FailureError as failure:
        return failure.results


def check(port, report):
    results = asyncio.run(results_of(f"ws://127.0.0.1:{port}/echo"))
    write_reports(results, report)
    for result in results:
        if not result.passed:
            print(f"{result.case_id}: {result.behavior.value}, {result.behavior_close.value}: {result.result} {result.result_close}")
    counts = collections.Counter(result.behavior.value for result in results)
    print(", ".join(f"{count} {behaviour}" for behaviour, count in counts.most_common()))
    assert len(results) == CASES, f"{len(results)} cases, not {CASES}"
    return all(result.passed for result in results)


def main(program, report):
    server = subprocess.Popen([program, "--app", "guide/websockets", "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        found = (re.search(r"on http://127\.0\.0\.1:(\d+)", line) for line in server.stderr)
        port = next(match[1] for match in found if match)
        threading.Thread(target=server.stderr.read, daemon=True).start()
        passed = check(port, report)
    finally:
        server.terminate()
        server.wait()
    if not passed:
        raise SystemExit("Not all cases passed.")
    print("All cases passed.")


if __name__ == "__main__":
    main(*sys.argv[1:])
