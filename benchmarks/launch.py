"""Run one command, silenced, and print its CPU seconds, wall seconds, peak memory in bytes and exit.

    python -I -S benchmarks/launch.py COMMAND ...

A process inherits the peak memory of the one that started it (on Linux ``exec`` keeps ``ru_maxrss``), so
what starts the measured ones has to be small: this imports nothing, and less than its own 8 MB
cannot be told. Descendants that were waited for count: their CPU adds up, of their memory the
kernel tells the largest.
"""

import os
import sys
import time

SILENCE = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]

start = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=SILENCE)
_, status, usage = os.wait4(pid, 0)
wall = time.perf_counter() - start
unit = 1 if sys.platform == "darwin" else 1024
print(
    usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * unit, os.waitstatus_to_exitcode(status)
)
