/**
 * What runs, and how it may be steered: instruction sets, kernels, tiles.
 *
 * @module
 */
import { availableIsas, native, useIsa } from "../native/native.ts";
import { type IsaName, ISAS, type OpName, OPS } from "../native/symbols.gen.ts";
import { checkDType, type DType, dtypeId } from "./dtype.ts";
import { expectGoodTiles } from "./tiles.ts";

/** An instruction set by name, or `auto` for the best that this CPU has. */
export type SimdMode = IsaName | "auto";

/**
 * The instruction sets that this CPU runs, best first; `scalar` is always among them.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.assert(rt.availableSimd().includes("scalar"));
 * ```
 */
export function availableSimd(): IsaName[] {
  return availableIsas();
}

/**
 * Chooses the instruction set of all kernels, for the whole process. The results stay the same, bit for bit.
 *
 * @param mode `"auto"`, or one of {@linkcode availableSimd}
 * @throws {RangeError} if this CPU lacks it, naming those it has
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.setSimd("scalar");
 * console.log(rt.kernelFor("add", "float32").isa); // scalar
 * rt.setSimd("auto");
 * ```
 */
export function setSimd(mode: SimdMode): void {
  useIsa(mode);
}

/** The kernel that an operation would run. */
export interface KernelInfo {
  /** The name of its symbol in the library. */
  name: string;
  /** The instruction set in force. */
  isa: IsaName;
  /** Elements in one vector register of the instruction set; SVE's is as wide as this CPU has it. */
  lanes: number;
  /** The alignment in bytes that its streaming stores need; everything else takes any. */
  alignment: number;
  /** The pieces into which work of the given shape is cut. */
  tile: Tile;
}

/**
 * A piece of work: of elementwise work, what one thread takes at a time; of a reduction, the strip of columns (and the rows
 * of it, where a thread does not take them all) that is gone through at once along the first axis; of a product, what is held
 * in registers.
 */
export interface Tile {
  /** Its rows. */
  rows: number;
  /** Its columns. */
  cols: number;
  /** The bytes of its elements: in all operands for elementwise work, in the input of a reduction, in a product's result. */
  bytes: number;
  /**
   * Where its size is from: the `registers` of the instruction set, the `caches` of this CPU, what `deno task tune` has
   * measured (`tuned`), or `fixed`.
   */
  source: "registers" | "caches" | "tuned" | "fixed";
  /** The bytes that it is made to: what a task moves, or the accumulators of a strip; 0 for `registers` and `fixed`. */
  budget: number;
}

/** The library's sources of tiles, in the order of its ids (native/core/library.c). */
const SOURCES = ["registers", "caches", "tuned", "fixed"] as const;

const SUFFIXES: Record<DType, string> = {
  bool: "bool",
  uint8: "u8",
  int32: "i32",
  int64: "i64",
  float32: "f32",
  float64: "f64",
};

/**
 * Which kernel would run, and how it would cut its work.
 *
 * @param op an operation, such as `"add"` or `"sum"`
 * @param dtype the dtype of what it reads
 * @param shape rows and columns, for the tile; 1024 by 1024 when omitted
 * @throws {TypeError} if there is no such operation, or no kernel for the dtype
 * @throws {RangeError} if the user's file of measurements is bad, naming what is wrong with it
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const { name, lanes, tile } = rt.kernelFor("sum", "float64", [2048, 2048]);
 * console.log(name, lanes, tile);
 * ```
 */
export function kernelFor(op: OpName, dtype: DType, shape: readonly [number, number] = [1024, 1024]): KernelInfo {
  expectGoodTiles();
  if (!Object.hasOwn(OPS, op)) {
    throw new TypeError(`Unknown operation ${JSON.stringify(op)}: expected one of ${Object.keys(OPS).join(", ")}`);
  }
  const { id, dtypes } = OPS[op];
  if (!native.rp_has_kernel(id, dtypeId(checkDType(dtype)))) {
    throw new TypeError(`${op}() has no kernel for ${dtype}: expected ${dtypes.join(" or ")}`);
  }
  const isaId = native.rp_active_isa();
  const isa = ISAS[isaId].name;
  const numbers = new Float64Array(5);
  native.rp_isa_info(isaId, numbers);
  const [vectorBytes, alignment] = numbers;
  native.rp_tile_info(id, dtypeId(dtype), shape[0], shape[1], numbers);
  const item = dtype === "float64" ? 8 : dtype === "float32" ? 4 : 1;
  const snake = op.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    name: `rp_${snake}_${SUFFIXES[dtype]}__${isa}`,
    isa,
    lanes: isa === "scalar" ? 1 : vectorBytes / item,
    alignment,
    tile: {
      rows: numbers[0],
      cols: numbers[1],
      bytes: numbers[2],
      source: SOURCES[numbers[4]],
      budget: numbers[3],
    },
  };
}
