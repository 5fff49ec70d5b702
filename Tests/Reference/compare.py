#!/usr/bin/env python3
"""Compare two outputs of the timeline command as JSON, line by line and field by field.

    compare.py A B      ("-" reads standard input)

Prints the first 20 differences (session ID, field path, both values); exit status 1 if there is any.
"""
import json
import sys

LIMIT = 20
ABSENT = object()


def load(path):
    if path == "-":
        data = sys.stdin.buffer.read()
    else:
        with open(path, "rb") as file:
            data = file.read()
    values = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                values.append(json.loads(line))
            except ValueError as error:
                values.append({"unreadable line": f"{path}:{number}: {error}"})
    return values


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def differences(a, b, path=""):
    """Yields (path, a's value, b's value). Numbers compare by value (2 and 2.0 are equal), all else exactly."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(k for k in b if k not in a)]:
            yield from differences(a.get(key, ABSENT), b.get(key, ABSENT), f"{path}.{key}" if path else key)
    elif isinstance(a, list) and isinstance(b, list):
        for i in range(max(len(a), len(b))):
            yield from differences(a[i] if i < len(a) else ABSENT, b[i] if i < len(b) else ABSENT, f"{path}[{i}]")
    elif is_number(a) and is_number(b):
        if a != b:
            yield path, a, b
    elif type(a) is not type(b) or a != b:
        yield path, a, b


def label(value):
    if isinstance(value, dict) and "sessionId" in value:
        return str(value["sessionId"])
    if isinstance(value, dict) and "unattributed" in value:
        return "(unattributed)"
    return "(no line)" if value is ABSENT else "(unknown line)"


def show(value):
    if value is ABSENT:
        return "(absent)"
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 300 else text[:300] + "…"


def session_ids(values):
    return {v["sessionId"] for v in values if isinstance(v, dict) and isinstance(v.get("sessionId"), str)}


def main(arguments):
    if len(arguments) != 2:
        print("usage: compare.py A B", file=sys.stderr)
        return 64
    a, b = load(arguments[0]), load(arguments[1])
    count = 0

    def report(text):
        nonlocal count
        count += 1
        if count <= LIMIT:
            print(text)

    for name, only in (("A", session_ids(a) - session_ids(b)), ("B", session_ids(b) - session_ids(a))):
        for session in sorted(only):
            report(f"session {session!r}: only in {name}")
    by_id = {v["sessionId"]: v for v in b if isinstance(v, dict) and isinstance(v.get("sessionId"), str)}
    for i in range(max(len(a), len(b))):
        left, right = a[i] if i < len(a) else ABSENT, b[i] if i < len(b) else ABSENT
        if label(left) != label(right):
            report(f"line {i + 1}: A has {label(left)}, B has {label(right)}")
            # The order differs: still compare the fields with the line of the same session.
            right = by_id.get(label(left), ABSENT)
            if right is ABSENT:
                continue
        for path, x, y in differences(left, right):
            report(f"line {i + 1}, {label(left)}: {path}: A {show(x)}  B {show(y)}")
    if count > LIMIT:
        print(f"... and {count - LIMIT} more")
    if count:
        print(f"{count} differences")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
