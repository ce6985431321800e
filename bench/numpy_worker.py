"""One long-lived process that runs the benchmark's operations with NumPy, or with PyTorch, for bench/numpy.ts.

A request is one line of JSON on standard input, followed by the elements of the arrays that it names; an answer is the
same on standard output. An answer with "error" reports what went wrong; the process goes on. It ends when its input ends.
A view is {"slice": ["1:-1", ...]}, {"transpose": true} (of the last two axes) or {"broadcast": shape}. Statements see the arrays of the input,
`add`, and the functions that `define` named.

  {"do": "hello"}                                        -> what runs here: versions, BLAS, CPU features
  {"do": "put", "input": id, "dtype", "arrays": [{"name", "shape", "dtype", "view"}]} + the arrays -> {}
  {"do": "drop", "input": id}                            -> {}
  {"do": "define", "op": name, "statement", "names": {name: path in the library}} -> {}
  {"do": "result", "op": name, "input": id}              -> {"dtype", "shape", "bytes"} + the result
  {"do": "time", "op": name, "input": id, "lead", "calls"} -> {"us": time of all the calls together}

Timing is the standard library's timeit: the statement itself stands in the loop, without a function call around it, the
collector is off, and each result is freed before the next is made, as early as reference counting can.

Arguments: the library, "numpy" or "torch", and its number of threads. PyTorch is told; NumPy's BLAS has it from the
environment. Above 1, the process waits after its work until the library's threads are asleep.
"""

import json
import os
import platform
import sys
import tempfile
import threading
import time
import timeit

NUMPY_STATEMENTS = {
    "sum": "a.sum()",
    "mean": "a.mean()",
    "mean_axis0": "a.mean(axis=0)",
    "mean_axis1": "a.mean(axis=1)",
    "broadcast_add": "add(a, row)",
    "broadcast_add_column": "add(a, column)",
    "scale": "a * 1.5",
    "matmul": "a @ b",
}
TORCH_STATEMENTS = dict(NUMPY_STATEMENTS, mean_axis0="a.mean(0)", mean_axis1="a.mean(1)")


def import_numpy():
    """Imports NumPy; gives it and the core that OpenBLAS says it took, or "" if it says nothing."""
    os.environ["OPENBLAS_VERBOSE"] = "2"
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            import numpy
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            said.seek(0)
            text = said.read().decode(errors="replace")
            sys.stderr.write(text)
    cores = [line[6:].strip() for line in text.splitlines() if line.startswith("Core: ")]
    return numpy, cores[-1] if cores else ""


class NumPySide:
    def __init__(self, threads):
        self.numpy, self.core = import_numpy()
        self.library = self.numpy
        self.statements = dict(NUMPY_STATEMENTS)
        self.add = self.numpy.add
        self.threads = threads

    def hello(self):
        config = self.numpy.show_config(mode="dicts")
        blas = config.get("Build Dependencies", {}).get("blas", {})
        from numpy._core._multiarray_umath import __cpu_features__ as features

        return {
            "library": "NumPy",
            "version": self.numpy.__version__,
            "python": platform.python_version(),
            "blas": " ".join(filter(None, [blas.get("name"), blas.get("version")])) or "none",
            "core": self.core,
            "cpu_features": sorted(name for name, found in features.items() if found),
        }

    def take(self, array):
        return array

    def give(self, result):
        return self.numpy.asarray(result, order="C")


class TorchSide(NumPySide):
    def __init__(self, threads):
        super().__init__(threads)
        import torch

        torch.set_grad_enabled(False)
        torch.set_num_threads(threads)
        self.torch = self.library = torch
        self.statements = dict(TORCH_STATEMENTS)
        self.add = torch.add

    def hello(self):
        return {
            "library": "PyTorch",
            "version": self.torch.__version__,
            "python": platform.python_version(),
            "blas": "MKL" if self.torch.backends.mkl.is_available() else "not MKL",
            "core": "",
            "cpu_features": [self.torch.backends.cpu.get_cpu_capability()],
        }

    def take(self, array):
        return self.torch.from_numpy(array).clone()

    def give(self, result):
        return self.numpy.asarray(result.numpy(), order="C")


class Worker:
    def __init__(self, side):
        self.side = side
        self.inputs = {}
        self.timers = {}
        self.names = {}

    def hello(self, request, read):
        return self.side.hello(), None

    def put(self, request, read):
        np, arrays, views = self.side.numpy, {}, {}
        # All that was sent is read before any view is taken: a view that fails must leave nothing in the stream.
        for sent in request["arrays"]:
            array = np.empty(sent["shape"], sent.get("dtype") or request["dtype"])
            if array.size:
                read(array.reshape(-1).view(np.uint8))
            arrays[sent["name"]] = self.side.take(array)
            views[sent["name"]] = sent.get("view")
        arrays = {name: self.view(array, views[name]) for name, array in arrays.items()}
        self.inputs[request["input"]] = dict(arrays, add=self.side.add)
        return {}, None

    def view(self, array, view):
        if not view:
            return array
        if "slice" in view:
            return eval(f"x[{','.join(view['slice'])}]", {"x": array})
        if "broadcast" in view:
            return self.side.library.broadcast_to(array, tuple(view["broadcast"]))
        return array.swapaxes(-1, -2)

    def define(self, request, read):
        op, names = request["op"], {}
        for name, path in request["names"].items():
            found = self.side.library
            for part in path.split("."):
                found = getattr(found, part)
            names[name] = found
        self.side.statements[op] = request["statement"]
        self.names[op] = names
        self.timers = {k: timer for k, timer in self.timers.items() if k[0] != op}
        return {}, None

    def scope(self, op, key):
        return dict(self.inputs[key], **self.names.get(op, {}))

    def drop(self, request, read):
        key = request["input"]
        self.timers = {k: timer for k, timer in self.timers.items() if k[1] != key}
        del self.inputs[key]
        return {}, None

    def result(self, request, read):
        statement = self.side.statements[request["op"]]
        result = self.side.give(eval(statement, self.scope(request["op"], request["input"])))
        return {"dtype": result.dtype.name, "shape": list(result.shape), "bytes": result.nbytes}, result

    def time(self, request, read):
        key = (request["op"], request["input"])
        if key not in self.timers:
            statement, names = self.side.statements[key[0]], self.scope(*key)
            self.timers[key] = timeit.Timer(statement, timer=time.perf_counter_ns, globals=names)
        timer = self.timers[key]
        timer.timeit(request["lead"])
        elapsed = timer.timeit(request["calls"])
        if self.side.threads > 1:
            come_to_rest()
        return {"us": elapsed / 1000}, None


def come_to_rest():
    """Waits until the library's threads are asleep. They spin after their work, OpenBLAS's for a tenth of a second unless
    OPENBLAS_THREAD_TIMEOUT says otherwise, and must not disturb whoever is measured next."""
    deadline = time.monotonic() + 1
    while others_run() and time.monotonic() < deadline:
        time.sleep(0.0005)


def others_run():
    """Whether a thread of this process other than this one is running or wants to."""
    try:
        threads = os.listdir("/proc/self/task")
    except OSError:
        # No Linux: CPU time tells. Systems count it in ticks of up to 10 ms.
        used = time.process_time_ns()
        time.sleep(0.02)
        return time.process_time_ns() - used > 2_000_000
    me = str(threading.get_native_id())
    for thread in threads:
        if thread == me:
            continue
        try:
            with open(f"/proc/self/task/{thread}/stat", "rb") as file:
                stat = file.read()
        except OSError:
            continue  # it has just ended
        if stat[stat.rindex(b")") + 2 :].startswith(b"R"):
            return True
    return False


def read_exactly(source, target):
    """Fills a writable buffer from the stream."""
    view = memoryview(target).cast("B")
    while len(view):
        count = source.readinto(view)
        if not count:
            raise EOFError("the input ended inside an array")
        view = view[count:]


def serve(worker, source, sink):
    for line in iter(source.readline, b""):
        payload = None
        try:
            request = json.loads(line)
            answer, payload = getattr(worker, request["do"])(request, lambda target: read_exactly(source, target))
        except EOFError:
            return
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sink.write(json.dumps(answer).encode() + b"\n")
        if payload is not None:
            sink.write(memoryview(payload.reshape(-1)).cast("B"))
        sink.flush()


def main():
    library, threads = sys.argv[1], int(sys.argv[2])
    side = TorchSide(threads) if library == "torch" else NumPySide(threads)
    # Only answers may reach standard output, whatever a library prints.
    sink, sys.stdout = sys.stdout.buffer, sys.stderr
    serve(Worker(side), sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
