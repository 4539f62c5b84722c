from kreislotse.imports import operations
from kreislotse.jobs.tasks import district_task


@district_task
def read_list_in(batch_pk: int) -> None:
    operations.run_import(batch_pk)
