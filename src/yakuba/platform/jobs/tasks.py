"""procrastinate's entry into our work (its module name is what procrastinate looks for)."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from yakuba.platform.jobs import queue, runner

# Calls come back only when their worker died; after this many times the piece is taken for the culprit.
PATIENCE = 5
REFUSAL = (
    f"この区切りの処理中に、処理プログラムが{PATIENCE}回止まった。"
    "資源（メモリー・ディスク）を確かめてから［再開］を押す"
)


@app.task(name=queue.TASK, queue=queue.QUEUE, pass_context=True)
def work(context: JobContext, municipality: int, slot: int) -> None:
    """Do one piece of a municipality's work and queue up again; go quiet when there is none."""
    tired = context.job.attempts >= PATIENCE
    if runner.step(municipality, runner.Errand(slot=slot, refuse=REFUSAL if tired else "")):
        queue.wake_slot(municipality, slot)
