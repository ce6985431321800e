"""Executes one notebook for notebooks.ts: python execute.py SOURCE TARGET KERNEL SECONDS.

Writes the notebook with fresh outputs to TARGET, whatever its cells did: what threw is in the outputs. Fails when the
kernel dies, when a cell takes longer than SECONDS, or when a cell that must fail is reported to have worked.
"""

import asyncio
import os
import sys
import uuid

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError

# What is sent after a cell has ended has this long to arrive, on a busy machine too.
LATE_SECONDS = 120
# A release of the kernel reported cells that threw as good.
CANARY = 'throw new Error("canary");'


class DrainingClient(NotebookClient):
    """Deno's kernel says that a cell is done before all that it printed was sent, by any time where the machine is busy. What
    is printed is sent in order, though: so each cell is followed by a line of our own, which ends its output."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        end, after = str(uuid.uuid4()), parent_msg_id
        while True:
            message = await self.kc.iopub_channel.get_msg(timeout=None)
            is_stream = message["msg_type"] == "stream"
            if is_stream and message["content"]["text"].strip() == end:
                return
            # What comes late belongs to the request that runs by then.
            if message["parent_header"].get("msg_id") not in ([parent_msg_id, after] if is_stream else [parent_msg_id]):
                continue
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                after = self.kc.execute(f'console.log("{end}")', store_history=False)


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
        iopub_timeout=LATE_SECONDS,
        raise_on_iopub_timeout=True,
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
