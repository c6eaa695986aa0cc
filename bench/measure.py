"""What the scripts of this folder share: programs run, timed and weighed, and figures printed in one form."""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOCKSTEP = pathlib.Path(os.environ.get("LOCKSTEP", ROOT / ".build/release/lockstep"))
VENV = pathlib.Path(os.environ.get("BENCH_VENV", ROOT / ".venv-bench"))
ENVIRONMENT = {
    "PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), "LANG": "C.UTF-8",
    "DVC_NO_ANALYTICS": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
}


def lockstep(*arguments):
    """The command line of the program under test."""
    if not LOCKSTEP.exists():
        sys.exit(f"error: there is no '{LOCKSTEP}'\nhint: run: make runner")
    return [str(LOCKSTEP), *arguments]


def dvc(*arguments):
    """The command line of the peer, or None where it is not installed."""
    program = VENV / "bin" / "dvc"
    return [str(program), *arguments] if program.exists() else None


def run(command, folder):
    """Runs a command that must succeed, and returns what it printed."""
    done = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(command)} ended with {done.returncode}:\n{done.stdout[-4000:]}")
    return done.stdout


def seconds(command, folder, before=None):
    """The time of one run, from the start of the process to its end."""
    if before:
        before()
    nothing = os.open(os.devnull, os.O_RDWR)
    here = os.getcwd()
    os.chdir(folder)
    start = time.perf_counter()
    child = os.posix_spawnp(
        command[0], command, ENVIRONMENT,
        file_actions=[(os.POSIX_SPAWN_DUP2, nothing, 1), (os.POSIX_SPAWN_DUP2, nothing, 2)])
    _, status = os.waitpid(child, 0)
    elapsed = time.perf_counter() - start
    os.chdir(here)
    os.close(nothing)
    if status != 0:
        sys.exit(f"error: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return elapsed


def median(command, folder, runs, before=None):
    """The median of several runs, after one that is not counted."""
    seconds(command, folder, before)
    return statistics.median(seconds(command, folder, before) for _ in range(runs))


def forget_standstill(folder):
    """Makes the next run plan anew: without it, one with nothing to do only looks whether all stands as it was."""
    (folder / ".lockstep" / "standstill").unlink(missing_ok=True)


def medians(ours, peer, folder, runs, before=None):
    """The medians of two commands that take turns, so that a machine that others use slows both."""
    seconds(ours, folder, before)
    seconds(peer, folder)
    pairs = [(seconds(ours, folder, before), seconds(peer, folder)) for _ in range(runs)]
    return tuple(statistics.median(times) for times in zip(*pairs))


def peak(command, folder, before=None):
    """The largest resident memory of a run or any of its children, in MiB.

    Measured by time(1): a process counts what its parent had in memory when it was made, so a small parent is needed.
    """
    if before:
        before()
    with tempfile.NamedTemporaryFile("r") as note:
        run(["/usr/bin/time", "-f", "%M", "-o", note.name, *command], folder)
        return int(note.read().split()[-1]) / 1024


def figure(what, ours, peer=None, peer_name="peer", limit=None, memory=None, peer_memory=None):
    """Prints one figure: ours, the peer's, the ratio, the peak memory of both, and whether the limit is kept."""
    parts = [f"{what}: {shown(ours)}"]
    if peer is not None:
        parts.append(f"{peer_name} {shown(peer)}, ratio {ours / peer:.4g}")
    if memory is not None:
        note = f"peak {memory:.1f} MiB"
        parts.append(note + (f" ({peer_name} {peer_memory:.1f})" if peer_memory else ""))
    if limit is not None:
        parts.append(f"limit {shown(limit)}: {'kept' if ours <= limit else 'MISSED'}")
    print("; ".join(parts), flush=True)


def shown(value):
    """A time in the unit that fits it."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


class Scratch:
    """A folder that is gone afterwards: `with Scratch("name") as folder`, on disk or in memory."""

    def __init__(self, name, in_memory=False):
        place = "/dev/shm" if in_memory else os.environ.get("TMPDIR", "/var/tmp")
        self.path = pathlib.Path(tempfile.mkdtemp(prefix=f"bench-{name}-", dir=place))

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+w", str(self.path)], check=False)
        shutil.rmtree(self.path, ignore_errors=True)


def make_dvc(folder):
    """Sets up the peer's project in `folder`, a git work tree."""
    run(dvc("init", "-q"), folder)
    run(dvc("config", "core.analytics", "false"), folder)
    run(dvc("config", "core.check_update", "false"), folder)


class DVCServer:
    """DVC's command line in a process that stays, for scripts that ask it much: `with DVCServer() as peer`."""

    def __enter__(self):
        self.process = subprocess.Popen(
            [str(VENV / "bin" / "python"), str(ROOT / "bench/dvc_server.py")], env=ENVIRONMENT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return self

    def run(self, folder, *arguments):
        """What `dvc` prints for `arguments` in `folder`."""
        print(json.dumps({"folder": str(folder), "arguments": arguments}), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"error: dvc went away at: {' '.join(arguments)}")
        return json.loads(answer)["out"]

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
