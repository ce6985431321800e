"""Executes one notebook for notebooks.ts: python execute.py SOURCE TARGET KERNEL SECONDS.

Writes the notebook with fresh outputs to TARGET, whatever its cells did: what threw is in the outputs. Fails when the
kernel dies, when a cell takes longer than SECONDS, or when a cell that must fail is reported to have worked.
"""

import asyncio
import os
import sys
from queue import Empty

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError

# Deno's kernel says that it is idle before all of a cell's output has been sent.
QUIET_SECONDS = 0.05
# A release of the kernel reported cells that threw as good.
CANARY = 'throw new Error("canary");'


class DrainingClient(NotebookClient):
    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        idle = False
        while True:
            try:
                message = await self.kc.iopub_channel.get_msg(timeout=QUIET_SECONDS if idle else None)
            except Empty:
                return
            if message["parent_header"].get("msg_id") != parent_msg_id:
                continue
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                idle = True


def keep_error_of_reply(cell, cell_index, execute_reply):
    """A cell that was terminated says so in the reply alone."""
    content = execute_reply["content"]
    if content["status"] == "error" and not has_error(cell):
        fields = {name: content[name] for name in ("ename", "evalue", "traceback")}
        cell.outputs.append(nbformat.v4.new_output("error", **fields))


def has_error(cell):
    return any(output.output_type == "error" for output in cell.outputs)


def main():
    source, target, kernel, seconds = sys.argv[1:]
    notebook = nbformat.read(source, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(CANARY))
    client = DrainingClient(
        notebook,
        kernel_name=kernel,
        timeout=int(seconds),
        allow_errors=True,
        coalesce_streams=True,
        record_timing=False,
        on_cell_executed=keep_error_of_reply,
        resources={"metadata": {"path": os.path.dirname(os.path.abspath(source))}},
    )
    try:
        asyncio.run(client.async_execute())
    except (CellTimeoutError, DeadKernelError) as error:
        reason = str(error).split("\n")[0]
        sys.exit(f"after {client.code_cells_executed} cells of code: {reason}")
    canary = notebook.cells.pop()
    if not has_error(canary):
        sys.exit("The kernel reports a cell that threw as one that worked: no check of errors can be trusted")
    nbformat.write(notebook, target)


if __name__ == "__main__":
    main()
