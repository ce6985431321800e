/**
 * Whether two arrays share an element, for the check of `out`.
 *
 * @module
 */
import { itemSize } from "./dtype.ts";
import type { Operand } from "./layout.ts";
import { sameShape } from "./shape.ts";

interface Step {
  stride: number;
  n: number;
}

/** Beyond this many combinations the answer is a cautious yes. */
const MAX_STEPS = 10_000;

/** The bytes that an operand touches: from its lowest address to the end of its highest element. */
function extent(a: Operand): [number, number] {
  const item = itemSize(a.dtype);
  let low = a.buffer.byteOffset + a.offset * item;
  let high = low + item;
  for (let d = 0; d < a.shape.length; d++) {
    const reach = (a.shape[d] - 1) * a.strides[d] * item;
    if (reach < 0) low += reach;
    else high += reach;
  }
  return [low, high];
}

/** Whether sum(i_k * stride_k), with 0 <= i_k < n_k, can come within `slack` bytes of the target: |sum - target| < slack. */
function reaches(steps: readonly Step[], target: number, slack: number): boolean {
  // What the steps from k on can add at most, above and below.
  const above = new Array<number>(steps.length + 1).fill(0);
  const below = new Array<number>(steps.length + 1).fill(0);
  for (let k = steps.length - 1; k >= 0; k--) {
    const reach = (steps[k].n - 1) * steps[k].stride;
    above[k] = above[k + 1] + Math.max(reach, 0);
    below[k] = below[k + 1] + Math.min(reach, 0);
  }
  let budget = MAX_STEPS;
  const search = (k: number, rest: number): boolean => {
    if (rest >= above[k] + slack || rest <= below[k] - slack) return false;
    if (k === steps.length) return true;
    if (--budget < 0) return true;
    const { stride, n } = steps[k];
    // Only these multiples leave a rest that the smaller steps can make up.
    const bounds = [(rest - above[k + 1] - slack) / stride, (rest - below[k + 1] + slack) / stride];
    const first = Math.max(0, Math.ceil(Math.min(...bounds)));
    const last = Math.min(n - 1, Math.floor(Math.max(...bounds)));
    for (let i = first; i <= last; i++) {
      if (search(k + 1, rest - i * stride)) return true;
    }
    return false;
  };
  return search(0, target);
}

/** Whether two operands have a byte of memory in common. */
export function overlaps(a: Operand, b: Operand): boolean {
  if (a.size === 0 || b.size === 0 || a.buffer.buffer !== b.buffer.buffer) return false;
  const [aLow, aHigh] = extent(a);
  const [bLow, bHigh] = extent(b);
  if (aHigh <= bLow || bHigh <= aLow) return false;
  const aItem = itemSize(a.dtype);
  const bItem = itemSize(b.dtype);
  const steps: Step[] = [];
  for (let d = 0; d < a.shape.length; d++) {
    if (a.shape[d] > 1 && a.strides[d] !== 0) steps.push({ stride: a.strides[d] * aItem, n: a.shape[d] });
  }
  for (let d = 0; d < b.shape.length; d++) {
    if (b.shape[d] > 1 && b.strides[d] !== 0) steps.push({ stride: -b.strides[d] * bItem, n: b.shape[d] });
  }
  steps.sort((x, y) => Math.abs(y.stride) - Math.abs(x.stride));
  const distance = b.buffer.byteOffset + b.offset * bItem - (a.buffer.byteOffset + a.offset * aItem);
  return reaches(steps, distance, Math.max(aItem, bItem));
}

/** Whether two operands are the same elements at the same places. */
export function isSameView(a: Operand, b: Operand): boolean {
  return a.dtype === b.dtype && a.buffer === b.buffer && a.offset === b.offset && sameShape(a.shape, b.shape) &&
    a.strides.every((s, d) => s === b.strides[d] || a.shape[d] <= 1);
}
