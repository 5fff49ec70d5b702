#!/usr/bin/env python3
"""What the backend bears from a second process on loopback: `load.py EXECUTABLE [SECONDS [CONNECTIONS…]]`.

Signed webhooks, each another event, from wrk: first kept in the journal, every one on disk before it is answered, then
read only and thrown away, in one run. The same for events as lines, a hundred to a request.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import backend as service
from backend import Backend, signed, webhook

HERE = pathlib.Path(__file__).resolve().parent


def prepare(file, path, count, lines=1):
    """Writes requests to a file: calls that go on at the same time, of three events each."""
    start = time.time() - 600
    kinds = [("dialout.connected", 0), ("dialout.answered", 8), ("dialout.stopped", 60)]
    with file.open("w") as output:
        for number in range(count):
            bodies = []
            for line in range(lines):
                event = number * lines + line
                # Sixty calls are under way at any time.
                block, place = divmod(event, 180)
                kind, offset = kinds[place // 60]
                session = f"{block * 60 + place % 60:08x}-0000-4000-8000-0123456789ab"
                bodies.append(webhook(kind, start + block / 100 + offset, session_id=session, room="support",
                                      destination="+14155550123", origin="+14155550100", domain_id="d"))
            body = "\n".join(bodies)
            headers = signed(body)
            output.write("\t".join([headers["X-Webhook-Timestamp"], headers["X-Webhook-Signature"], path,
                                    body.replace("\n", "\\n")]) + "\n")


def run(executable, folder, requests, connections, seconds, *options):
    backend = Backend(executable, folder, "--requests-per-second", "100000000", *options)
    output = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", HERE / "load.lua",
                             f"http://127.0.0.1:{backend.port}", "--", requests, service.BOT_TOKEN,
                             # What is thrown away may come again.
                             "again" if "--discard" in options else "once"],
                            capture_output=True, text=True, check=True).stdout
    result = json.loads(output.splitlines()[-1])
    assert result["refused"] == result["failed"] == 0, output
    result["memory"] = backend.memory
    # What was acknowledged is counted by the engine, too; what was on its way at the end may be more.
    counted = sum(int(line.split()[-1]) for line in backend.get("/metrics").splitlines()
                  if line.startswith("calls_events_total"))
    assert backend.stop() == 0, backend.log
    return result, counted


def main():
    executable = pathlib.Path(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    connection_counts = list(map(int, sys.argv[3:])) or [8, 64]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, path, lines, share in [("webhooks", "/webhooks/daily", 1, 30_000), ("lines", "/events", 100, 3_000)]:
            requests = folder / f"{name}.txt"
            prepare(requests, path, share * seconds, lines)
            for connections in connection_counts:
                rates = {}
                for kind, options in [("kept", []), ("discarded", ["--discard"])]:
                    result, counted = run(executable, folder / f"{name}-{connections}-{kind}", requests, connections,
                                          seconds, *options)
                    events = result["requests"] * lines
                    assert events > 0, "nothing was answered"
                    assert options or result["requests"] < 0.99 * share * seconds, "too few requests were prepared"
                    if kind == "kept":
                        assert counted >= events, (counted, events)
                    rates[kind] = events / result["seconds"]
                    print(f"{name}, {connections} connections, {kind}: {rates[kind]:,.0f} events/s, "
                          f"p50 {result['p50']:.2f} ms, p99 {result['p99']:.2f} ms, {result['memory']:.0f} MB, "
                          f"{events:,} events")
                print(f"{name}, {connections} connections: kept at {rates['kept'] / rates['discarded']:.2f} of the rate "
                      "of what only reads")


if __name__ == "__main__":
    main()
