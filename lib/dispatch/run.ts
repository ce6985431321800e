/**
 * Runs an operation: writes its plan and calls its family. Shapes and dtypes are settled before.
 *
 * @module
 */
import { native } from "../native/native.ts";
import { throwStatus } from "../native/status.ts";
import type { OpInfo } from "../native/symbols.gen.ts";
import { type DType, dtypeId } from "./dtype.ts";
import type { Operand } from "./layout.ts";
import { CAST_ID, countContiguous, countEmpty, countStrided } from "./metrics.ts";
import { PLAN, plan, planElementwise, planReduce, planRun } from "./plan.ts";
import { sameShape } from "./shape.ts";

/** An input of an elementwise operation: an array, or a number that stands for one element. */
export type Input = Operand | number;

function check(status: number, name: string): void {
  if (status !== 0) throwStatus(status, `${name}()`);
}

/** Whether two arrays are walked by one counter: both row-major, of one shape. */
function inStep(a: Operand, out: Operand): boolean {
  return a.isContiguous && (a.shape === out.shape || sameShape(a.shape, out.shape));
}

/** Writes the plan for one to three inputs; returns whether all lie in one run. */
function planInputs(inputs: readonly Input[], out: Operand): boolean {
  let scalars = 0;
  let contiguous = out.isContiguous;
  for (let k = 0; k < inputs.length; k++) {
    const x = inputs[k];
    if (typeof x === "number") {
      scalars |= 1 << k;
      plan[PLAN.scalar + k] = x;
      plan[PLAN.offset + k] = 0;
    } else {
      plan[PLAN.offset + k] = x.offset;
      if (contiguous && !inStep(x, out)) contiguous = false;
    }
  }
  plan[PLAN.scalars] = scalars;
  if (contiguous) {
    planRun(out.size, out);
    return true;
  }
  planElementwise(inputs, out);
  // In Fortran order, say, the axes have merged into one run all the same.
  if (plan[PLAN.ndim] !== 1 || plan[PLAN.axes + 4] !== 1) return false;
  for (let k = 0; k < inputs.length; k++) {
    if (typeof inputs[k] !== "number" && plan[PLAN.axes + 1 + k] !== 1) return false;
  }
  return true;
}

/** Whether the elements fill one stretch of memory, in whatever order of axes. */
function isDense(a: Operand): boolean {
  let extent = 1;
  for (let d = 0; d < a.shape.length; d++) extent += (a.shape[d] - 1) * Math.abs(a.strides[d]);
  return extent === a.size && a.strides.every((s, d) => s !== 0 || a.shape[d] === 1);
}

/** Inputs that hold float32 while the kernel reads float64. */
function mixedInputs(inputs: readonly Input[], dtype: DType): number {
  if (dtype !== "float64") return 0;
  let mixed = 0;
  for (let k = 0; k < inputs.length; k++) {
    const x = inputs[k];
    if (typeof x !== "number" && x.dtype === "float32") mixed |= 1 << k;
  }
  return mixed;
}

const bufferOf = (x: Input): Operand["buffer"] | null => typeof x === "number" ? null : x.buffer;

/**
 * An elementwise operation. Inputs broadcast to the output's shape; float32 inputs of a float64 operation are converted
 * tile by tile.
 *
 * @param dtype what the kernel reads
 */
export function runElementwise(op: OpInfo, dtype: DType, inputs: readonly Input[], out: Operand): void {
  const { id, family, name } = op;
  if (out.size === 0) {
    countEmpty(id);
    return;
  }
  const mixed = mixedInputs(inputs, dtype);
  if (planInputs(inputs, out) && mixed === 0) countContiguous(id);
  else countStrided(id);
  plan[PLAN.op] = id;
  plan[PLAN.dtype] = dtypeId(dtype);
  plan[PLAN.mixed] = mixed;
  const a = bufferOf(inputs[0]);
  if (family === "unary") return check(native.rp_unary(plan, a, out.buffer), name);
  const b = bufferOf(inputs[1]);
  if (family === "binary") return check(native.rp_binary(plan, a, b, out.buffer), name);
  const c = bufferOf(inputs[2]);
  const run = family === "ternary" ? native.rp_ternary : native.rp_select;
  check(run(plan, a, b, c, out.buffer), name);
}

/** Elements up to which the library's short cuts take a run of any dtype. */
const SHORT_RUN = 2048;

/**
 * The hot path of the binary family: an array and a number, or two arrays of one dtype, all row-major and of the output's
 * shape. The caller has made sure of that.
 */
export function runBinaryRun(op: OpInfo, a: Operand, b: Input, out: Operand): void {
  const { id, name } = op;
  const scalar = typeof b === "number";
  if (a.size <= SHORT_RUN && a.offset === 0 && out.offset === 0 && (scalar || b.offset === 0)) {
    const dtype = dtypeId(a.dtype);
    const status = scalar
      ? native.rp_binary_number(id, dtype, a.size, b, a.buffer, out.buffer)
      : native.rp_binary_pair(id, dtype, a.size, a.buffer, b.buffer, out.buffer);
    countContiguous(id);
    return check(status, name);
  }
  plan[PLAN.op] = id;
  plan[PLAN.dtype] = dtypeId(a.dtype);
  plan[PLAN.mixed] = 0;
  plan[PLAN.offset] = a.offset;
  plan[PLAN.scalars] = scalar ? 2 : 0;
  if (scalar) plan[PLAN.scalar + 1] = b;
  else plan[PLAN.offset + 1] = b.offset;
  planRun(a.size, out);
  countContiguous(id);
  check(native.rp_binary(plan, a.buffer, scalar ? null : b.buffer, out.buffer), name);
}

/** Conversion to the dtype of the output, and copying; the input broadcasts. */
export function runCast(a: Operand, out: Operand): void {
  if (out.size === 0) return countEmpty(CAST_ID);
  if (planInputs([a], out)) countContiguous(CAST_ID);
  else countStrided(CAST_ID);
  plan[PLAN.op] = dtypeId(out.dtype);
  plan[PLAN.dtype] = dtypeId(a.dtype);
  plan[PLAN.mixed] = 0;
  check(native.rp_cast(plan, a.buffer, out.buffer), "astype");
}

/** A reduction; see {@linkcode planReduce} for the parameters. */
export function runReduce(
  op: OpInfo,
  a: Operand,
  reduced: readonly boolean[],
  out: Operand,
  keepdims: boolean,
  parameter: number,
): void {
  const { id, family, name } = op;
  if (out.size === 0) return countEmpty(id);
  if (a.isContiguous || isDense(a)) countContiguous(id);
  else countStrided(id);
  plan[PLAN.op] = id;
  plan[PLAN.dtype] = dtypeId(a.dtype);
  plan[PLAN.parameter] = parameter;
  planReduce(a, reduced, out, keepdims, family === "argreduce");
  const x = a.buffer;
  check(family === "reduce" ? native.rp_reduce(plan, x, out.buffer) : native.rp_argreduce(plan, x, out.buffer), name);
}

const single = new Float64Array(1);
const singleFloat = new Float32Array(single.buffer);
const singleByte = new Uint8Array(single.buffer);
const singleInteger = new BigInt64Array(single.buffer);

/** The reduction of a whole array to one value, with no array made for it. */
export function runReduceAll(op: OpInfo, a: Operand, parameter: number): number {
  const { id, family, result, name } = op;
  plan[PLAN.op] = id;
  plan[PLAN.dtype] = dtypeId(a.dtype);
  plan[PLAN.parameter] = parameter;
  plan[PLAN.offset] = a.offset;
  plan[PLAN.outOffset] = 0;
  plan[PLAN.kept] = 0;
  if (a.isContiguous) {
    countContiguous(id);
    plan[PLAN.ndim] = 1;
    plan[PLAN.axes] = a.size;
    plan[PLAN.axes + 1] = 1;
  } else {
    if (isDense(a)) countContiguous(id);
    else countStrided(id);
    const out = { ...SCALAR_OUT, dtype: a.dtype };
    planReduce(a, a.shape.map(() => true), out, false, family === "argreduce");
  }
  const x = a.buffer;
  check(family === "reduce" ? native.rp_reduce(plan, x, single) : native.rp_argreduce(plan, x, single), name);
  if (result === "index") return Number(singleInteger[0]);
  if (result === "bool") return singleByte[0];
  return a.dtype === "float32" ? singleFloat[0] : single[0];
}

const SCALAR_OUT: Operand = {
  dtype: "float64",
  shape: [],
  strides: [],
  offset: 0,
  size: 1,
  buffer: single,
  isContiguous: true,
};
