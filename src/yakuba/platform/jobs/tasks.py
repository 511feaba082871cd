"""procrastinate's entry into our work (its module name is what procrastinate looks for)."""

import time

from procrastinate import JobContext
from procrastinate.contrib.django import app

from yakuba.platform.jobs import queue, runner

# Seconds after which the other municipalities get their turn; pieces far shorter than that share one call.
TURN = 0.3
# Calls come back only when their worker died; after this many times the piece is taken for the culprit.
PATIENCE = 5
REFUSAL = (
    f"この区切りの処理中に、処理プログラムが{PATIENCE}回止まった。"
    "資源（メモリー・ディスク）を確かめてから［再開］を押す"
)


@app.task(name=queue.TASK, queue=queue.QUEUE, pass_context=True)
def work(context: JobContext, municipality: int, slot: int) -> None:
    """Do pieces of a municipality's work for a short turn and queue up again; go quiet when there is none."""
    tired = context.job.attempts >= PATIENCE
    errand = runner.Errand(slot=slot, refuse=REFUSAL if tired else "")
    begun = time.monotonic()
    while runner.step(municipality, errand):
        errand = runner.Errand(slot=slot)
        if time.monotonic() - begun > TURN:
            queue.wake_slot(municipality, slot)
            break
