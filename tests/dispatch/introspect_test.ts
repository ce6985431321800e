import * as rt from "@raptors/core";
import { assert, assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import { ISAS } from "../../lib/native/symbols.gen.ts";
import { ALL_OPS, infoOf } from "../_table.ts";

/** The widths of a vector register that an instruction set may have. */
const VECTOR_BYTES: Record<string, number[]> = {
  avx512: [64],
  avx2: [32],
  sve: Array.from({ length: 16 }, (_, i) => 16 * (i + 1)),
  neon: [16],
};
const ITEM_BYTES: Record<string, number> = { float32: 4, float64: 8, bool: 1 };
const SUFFIX: Record<string, string> = { float32: "f32", float64: "f64", bool: "bool" };

/** Runs on one instruction set, and goes back to the one before. */
function onIsa(isa: rt.IsaName, run: () => void): void {
  const before = rt.kernelFor("add", "float32").isa;
  rt.setSimd(isa);
  try {
    run();
  } finally {
    rt.setSimd(before);
  }
}

Deno.test("availableSimd() is a part of the table's rows, best first, with scalar at the end", () => {
  const available = rt.availableSimd();
  assertEquals(available.at(-1), "scalar");
  assertEquals(available, ISAS.map((isa) => isa.name).filter((name) => available.includes(name)));
  const arch = Deno.build.arch === "x86_64" ? "X86_64" : "ARM64";
  for (const name of available) {
    assert([arch, "ANY"].includes(ISAS.find((isa) => isa.name === name)!.arch), `${name} on ${Deno.build.arch}`);
  }
});

Deno.test("kernelFor() names a kernel for every operation, dtype and instruction set", () => {
  for (const isa of rt.availableSimd()) {
    onIsa(isa, () => {
      for (const op of ALL_OPS) {
        for (const dtype of infoOf(op).dtypes) {
          const kernel = rt.kernelFor(op, dtype);
          const snake = op.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
          assertEquals(kernel.name, `rp_${snake}_${SUFFIX[dtype]}__${isa}`);
          assertEquals(kernel.isa, isa);
          const lanes = isa === "scalar" ? [1] : VECTOR_BYTES[isa].map((bytes) => bytes / ITEM_BYTES[dtype]);
          assert(lanes.includes(kernel.lanes), `${op} on ${isa}: ${kernel.lanes} lanes of ${dtype}`);
          assert(Number.isInteger(Math.log2(kernel.alignment)), `${op}: alignment ${kernel.alignment}`);
          assertGreaterOrEqual(kernel.tile.rows, 1);
          assertGreaterOrEqual(kernel.tile.cols, 1);
        }
      }
    });
  }
});

Deno.test("kernelFor() gives tiles of whole rows and columns for any shape", () => {
  for (const op of ["sum", "add", "argmax"] as const) {
    for (const shape of [[1, 1], [10, 10], [1, 100_000], [100_000, 1], [4000, 4000]] as [number, number][]) {
      const { rows, cols } = rt.kernelFor(op, "float32", shape).tile;
      assert(Number.isInteger(rows) && rows >= 1, `${op} [${shape}]: ${rows} rows`);
      assert(Number.isInteger(cols) && cols >= 1, `${op} [${shape}]: ${cols} columns`);
    }
  }
  const [wide, tall] = [rt.kernelFor("sum", "float64", [4, 1e6]).tile, rt.kernelFor("sum", "float64", [1e6, 4]).tile];
  assert(wide.cols !== tall.cols || wide.rows !== tall.rows, "Expected the tile to follow the shape");
});

Deno.test("kernelFor() refuses unknown operations and dtypes without a kernel", () => {
  const unknown = "cosh" as unknown as rt.OpName;
  assertThrows(
    () => rt.kernelFor(unknown, "float32"),
    TypeError,
    'Unknown operation "cosh": expected one of negative, abs,',
  );
  assertThrows(() => rt.kernelFor("toString" as unknown as rt.OpName, "float32"), TypeError, "Unknown operation");
  assertThrows(
    () => rt.kernelFor("add", "int32"),
    TypeError,
    "add() has no kernel for int32: expected float32 or float64",
  );
  assertThrows(
    () => rt.kernelFor("any", "int64"),
    TypeError,
    "any() has no kernel for int64: expected float32 or float64 or bool",
  );
  assertThrows(
    () => rt.kernelFor("add", "float16" as unknown as rt.DType),
    TypeError,
    'Unknown dtype "float16": expected one of bool, uint8, int32, int64, float32, float64',
  );
});

Deno.test("setSimd() forces an instruction set, and auto takes the best", () => {
  for (const isa of rt.availableSimd()) {
    onIsa(isa, () => {
      assertEquals(rt.kernelFor("add", "float32").isa, isa);
      assertEquals(rt.ones([100]).add(1).sum(), 200);
    });
  }
  const before = rt.kernelFor("add", "float32").isa;
  rt.setSimd("auto");
  assertEquals(rt.kernelFor("add", "float32").isa, rt.availableSimd()[0]);
  rt.setSimd(before);
});

Deno.test("setSimd() refuses what this CPU lacks, naming what it has, and changes nothing", () => {
  const before = rt.kernelFor("add", "float32").isa;
  const lacking = ISAS.map((isa) => isa.name).find((name) => !rt.availableSimd().includes(name))!;
  for (const mode of [lacking, "sse2", ""]) {
    assertThrows(
      () => rt.setSimd(mode as rt.SimdMode),
      RangeError,
      `SIMD mode ${JSON.stringify(mode)} is not available: expected one of auto, ${
        rt.availableSimd().join(", ")
      } on this CPU`,
    );
  }
  assertEquals(rt.kernelFor("add", "float32").isa, before);
});
