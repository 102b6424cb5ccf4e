"""The plan: 300 jobs, 20 kills. The processes of a group run side by side, each armed to die once.

The last survivor of a group finds the leases of the dead, so that reaping is reached for certain.
"""

JOBS = 300
# Each kill: role, point, at which time the point is reached.
GROUPS: tuple[tuple[tuple[str, str, int], ...], ...] = (
    (("produce", "enqueue.written", 9), ("work", "job.claimed", 3), ("work", "job.working", 4)),
    (("produce", "enqueue.written", 1), ("work", "job.finished", 2), ("work", "lease.reaped", 1)),
    (("produce", "enqueue.written", 5), ("work", "job.committed", 5), ("work", "job.failing", 1)),
    (("work", "audit.written", 4), ("work", "lease.reaped", 1)),
    (("produce", "enqueue.written", 7), ("work", "job.claimed", 1), ("work", "job.finished", 4)),
    (("work", "job.committed", 1), ("work", "lease.reaped", 2)),
    (("work", "job.working", 1), ("work", "job.failing", 1)),
    (("work", "job.finished", 3), ("work", "job.claimed", 5)),
)
KILLS = [kill for group in GROUPS for kill in group]
