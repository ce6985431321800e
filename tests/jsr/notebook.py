"""Runs cells in a Jupyter kernel: python notebook.py KERNEL < JSON list of cells. Prints what each cell printed or threw, as JSON."""

import json
import sys
from queue import Empty

from jupyter_client.manager import start_new_kernel


def run(client, code):
    request = client.execute(code)
    output, idle = "", False
    while True:
        try:
            # Deno's kernel says that it is idle before all of a cell's output has been sent.
            message = client.get_iopub_msg(timeout=0.2 if idle else 120)
        except Empty:
            if idle:
                return output
            raise
        if message["parent_header"].get("msg_id") != request:
            continue
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "stream":
            output += content["text"]
        elif kind == "error":
            output += f"{content['ename']}: {content['evalue']}"
        elif kind in ("execute_result", "display_data"):
            output += content["data"].get("text/plain", "")
        elif kind == "status" and content["execution_state"] == "idle":
            idle = True


manager, client = start_new_kernel(kernel_name=sys.argv[1])
try:
    print(json.dumps([run(client, cell) for cell in json.load(sys.stdin)]))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
