"""The real command on real clusters; a worker is killed while it looks at a repository."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HOOK_COMMAND
from distributed import LocalCluster
from fleet.grounds import SHARED, fleet, line, repository
from mocks import mock_token

LONG = mock_token("github-pat", 50)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, cache_home: Path) -> Iterator[None]:
    """What every test has, for longer: neither git nor the workers read the desk's configuration."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("XDG_CACHE_HOME", str(cache_home))
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


@pytest.fixture(scope="module")
def grounds(home: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Small repositories, one with a history that takes a while, a damaged one, and a folder."""
    folder = tmp_path_factory.mktemp("fleet")
    tokens = fleet(folder, 20)
    history = [{"long.py": f"n = {number}\n" + "x = 1\n" * 20_000} for number in range(200)]
    history[90]["own.py"] = line(LONG) + line(SHARED)
    repository(folder / "long", *history)
    repository(folder / "damaged", {"a.py": "x\n"})
    (folder / "damaged" / ".git" / "HEAD").write_text("nonsense\n")
    (folder / "notes").mkdir()
    return folder, [*tokens, LONG]


@pytest.fixture(scope="module")
def cluster(home: None) -> Iterator[LocalCluster]:
    """A scheduler with two workers, as somebody else would run it."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    ) as running:
        yield running


def start(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    command = [*HOOK_COMMAND, "fleet", "--repos", str(folder), "--no-memory", *args]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def report(run: subprocess.Popen[bytes], code: int) -> dict:
    out, err = run.communicate(timeout=120)
    assert run.returncode == code, err.decode()
    return json.loads(out)


def kill_the_worker_of(cluster: LocalCluster, name: str, run: subprocess.Popen[bytes]) -> object:
    """SIGKILL the worker that works on the repository ``name``; the key of its task."""
    while run.poll() is None:
        for worker in list(cluster.scheduler.workers.values()):
            for task in list(worker.processing):
                if name in task.key:
                    os.kill(cluster.workers[worker.name].pid, signal.SIGKILL)
                    return task.key
        time.sleep(0.001)
    raise AssertionError(f"the run was over before anybody worked on {name}")


def test_a_killed_worker_changes_nothing(
    grounds: tuple[Path, list[str]], cluster: LocalCluster
) -> None:
    folder, tokens = grounds
    args = ("--scheduler", cluster.scheduler_address, "--format", "json")
    undisturbed = report(start(folder, *args), code=1)
    before = {worker.pid for worker in cluster.workers.values()}
    run = start(folder, *args)
    key = kill_the_worker_of(cluster, "long", run)
    killed = report(run, code=1)
    assert killed == undisturbed
    assert len({worker.pid for worker in cluster.workers.values()} - before) == 1
    # The scheduler started the task anew: it left "processing" twice.
    left = [step for step in cluster.scheduler.story(key) if step[1:2] == ("processing",)]
    assert len(left) == 2
    assert [item["what"] for item in killed["unread"]] == ["damaged"]
    assert killed["subject"] == "22 repositories"
    groups: dict[int, list[str]] = {}
    for found in killed["findings"]:
        groups.setdefault(found["group"], []).append(found["path"])
    shared = ["r00/shared.py", "r05/shared.py", "r10/shared.py", "r15/shared.py"]
    own = [[f"r{number:02}/own.py"] for number in (0, 4, 8, 12, 16)]
    assert sorted(groups.values()) == sorted([["long/own.py", *shared], ["long/own.py"], *own])
    assert not any(token in json.dumps(killed) for token in tokens)


def test_a_repository_that_kills_its_workers_is_named(
    grounds: tuple[Path, list[str]], cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = grounds
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    run = start(folder, "--scheduler", cluster.scheduler_address, "--format", "json")
    kill_the_worker_of(cluster, "long", run)
    told = report(run, code=1)
    assert told["unread"][1] == {"what": "long", "why": "every worker that looked at it died"}
    assert not any(found["path"].startswith("long/") for found in told["findings"])


def test_a_cluster_of_its_own_tells_the_same_in_slices(
    grounds: tuple[Path, list[str]], cluster: LocalCluster
) -> None:
    folder, _ = grounds
    address = ("--scheduler", cluster.scheduler_address)
    whole = report(start(folder, *address, "--format", "json"), code=1)
    own = start(folder, "--workers", "2", "--slice-objects", "150", "--format", "json")
    cut = report(own, code=1)
    [limit] = cut["coverage"].pop("limits")
    assert limit.startswith("it was looked at in slices")
    assert limit.endswith("(long)")
    assert whole["coverage"].pop("limits") == []
    assert cut == whole


def test_ctrl_c_ends_with_what_is_known_and_the_next_run_goes_on(
    grounds: tuple[Path, list[str]], cluster: LocalCluster, tmp_path: Path
) -> None:
    folder, _ = grounds
    address = ("--scheduler", cluster.scheduler_address)
    args = (*address, "--resume", str(tmp_path / "state"), "--format", "json")
    run = start(folder, *args)
    while not any(
        "long" in task.key
        for worker in list(cluster.scheduler.workers.values())
        for task in list(worker.processing)
    ):
        assert run.poll() is None
        time.sleep(0.001)
    os.killpg(run.pid, signal.SIGINT)
    partial = report(run, code=130)
    assert partial["unread"][-1]["what"] == "(the rest of the fleet)"
    assert "interrupted before" in partial["unread"][-1]["why"]
    whole = report(start(folder, *address, "--format", "json"), code=1)
    assert report(start(folder, *args), code=1) == whole


def test_a_time_budget_ends_with_what_is_known_and_the_next_run_goes_on(
    grounds: tuple[Path, list[str]], cluster: LocalCluster, tmp_path: Path
) -> None:
    folder, _ = grounds
    address = ("--scheduler", cluster.scheduler_address)
    args = (*address, "--resume", str(tmp_path / "state"), "--format", "json")
    run = start(folder, *args, "--time-budget", "0.01")
    partial = json.loads(run.communicate(timeout=120)[0])
    assert run.returncode in (1, 3)  # 1 when a worker was that fast
    assert partial["unread"][-1]["what"] == "(the rest of the fleet)"
    assert "the time budget of 0.01 s was used up before" in partial["unread"][-1]["why"]
    whole = report(start(folder, *address, "--format", "json"), code=1)
    assert report(start(folder, *args, "--time-budget", "1000"), code=1) == whole


def test_no_scheduler_is_no_all_clear(tmp_path: Path) -> None:
    repository(tmp_path / "a", {"a.py": "x\n"})
    env = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    command = [*HOOK_COMMAND, "fleet", "--repos", str(tmp_path), "--scheduler", "tcp://127.0.0.1:9"]
    done = subprocess.run(command, capture_output=True, check=False, env=env)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"no scheduler answers at tcp://127.0.0.1:9" in done.stderr


def test_without_dask_the_extra_is_named(tmp_path: Path) -> None:
    repository(tmp_path / "a", {"a.py": "x\n"})
    hidden = (
        "import sys; sys.modules['distributed'] = None; from secretguard.cli import main; main()"
    )
    command = [sys.executable, "-I", "-c", hidden, "fleet", "--repos", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"pip install 'secretguard[fleet]'" in done.stderr


@pytest.mark.parametrize(
    ("args", "why"),
    [
        pytest.param(("--scheduler", "tcp://a:1", "--workers", "2"), "--workers is for", id="both"),
        pytest.param(("--workers", "-1"), "negative", id="negative"),
    ],
)
def test_wrong_arguments_are_refused(tmp_path: Path, args: tuple[str, ...], why: str) -> None:
    command = [*HOOK_COMMAND, "fleet", "--repos", str(tmp_path), *args]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2
    assert why in done.stderr.decode()


def test_an_empty_fleet_needs_no_cluster(tmp_path: Path) -> None:
    command = [*HOOK_COMMAND, "fleet", "--repos", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"secretguard: there was nothing to look at. Exit 0.\n"
