"""DVC's command line in one process that stays: its start-up, half a second each time, is paid once.

Run by the Python that has dvc. Reads a line of JSON a command, `{"folder": …, "arguments": […]}`, and answers each
with one, `{"status": …, "out": …}`.
"""
import json
import os
import sys
import tempfile

from dvc.cli import main

answers = os.fdopen(os.dup(1), "w")
for line in sys.stdin:
    request = json.loads(line)
    os.chdir(request["folder"])
    with tempfile.TemporaryFile("w+") as out:
        os.dup2(out.fileno(), 1)
        status = main(request["arguments"])
        sys.stdout.flush()
        out.seek(0)
        print(json.dumps({"status": status, "out": out.read()}), file=answers, flush=True)
