from kreislotse.imports import feeds, operations
from kreislotse.jobs.tasks import district_task


@district_task
def read_list_in(batch_pk: int) -> None:
    operations.run_import(batch_pk)


@district_task
def fetch_answers(batch_pk: int) -> None:
    feeds.run_fetch(batch_pk)
