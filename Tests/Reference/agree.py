#!/usr/bin/env python3
"""Hold the command against the slow reference on seeded messy logs.

    agree.py COMMAND [SEEDS]

For every seed: the timelines agree field by field, the exit status and the number of refused lines are the same, and
a permutation of the log's lines gives the same bytes. Prints a summary; exit status 1 on any difference.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


def python(script, *arguments):
    return subprocess.run([sys.executable, HERE / script, *map(str, arguments)], capture_output=True)


def timelines(command, log):
    return subprocess.run([command, "timeline", "--reveal", "--format", "json", log], capture_output=True)


def refused(errors):
    found = re.search(rb"(\d+) lines? could not be read", errors)
    return int(found.group(1)) if found else 0


def differences(command, folder, seed):
    # Small logs find collisions, larger ones the joins between calls; every third one is clean, every fifth cut off.
    options = [seed, 5 + seed * 7 % 90] + ["--clean"] * (seed % 3 == 0) + ["--truncated"] * (seed % 5 == 0)
    log, shuffled, expected, actual = (folder / name for name in ("log", "shuffled", "expected", "actual"))
    log.write_bytes(python("messy.py", *options).stdout)
    shuffled.write_bytes(python("messy.py", *options, "--shuffle", seed + 1).stdout)
    reference, ours = python("reference.py", log), timelines(command, log)
    expected.write_bytes(reference.stdout)
    actual.write_bytes(ours.stdout)
    if compared := python("compare.py", expected, actual).stdout:
        yield compared.decode()
    if reference.returncode != ours.returncode:
        yield f"exit status {ours.returncode}, expected {reference.returncode}"
    counts = json.loads(reference.stderr.splitlines()[-1])
    if counts["refused"] != refused(ours.stderr):
        yield f"{refused(ours.stderr)} lines refused, expected {counts['refused']}"
    if timelines(command, shuffled).stdout != ours.stdout:
        yield "a permutation of the lines gives another output"


def main():
    command, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(seeds):
            found = list(differences(command, pathlib.Path(folder), seed))
            for difference in found:
                print(f"seed {seed}: {difference}")
            passed, failed = passed + (not found), failed + bool(found)
    print(f"reference: {passed} logs agree, {failed} differ")
    return 1 if failed else 0


sys.exit(main())
