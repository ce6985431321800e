/**
 * What TypeScript knows of the native library. Generated from native/*.def by `deno task gen`: do not edit.
 *
 * @module
 */

/** The SHA-256 of all `.def` files; the library must have been built from the same ones. */
export const ABI_HASH = "28c3de30a896d3371f9c4bb2631794bde67ecfe66b7651291523af2d2dec659a";

/** A family of operations: one function of the library. */
export type Family = "unary" | "binary" | "ternary" | "select" | "reduce" | "argreduce" | "gemm";

/** What the table says of an operation. */
export interface OpInfo {
  /** Its name, as function and as method. */
  readonly name: string;
  /** Its number in the library. */
  readonly id: number;
  /** The exported function that runs it. */
  readonly family: Family;
  /** Whether the result has the input's dtype, is bool, or is an int64 index. */
  readonly result: "same" | "bool" | "index";
  /** The dtypes that it has kernels for. */
  readonly dtypes: readonly ("float32" | "float64" | "bool")[];
  /** How exact the result is: bitwise, or within the bound of a sum, of a product, or of a sum of products (native/ops.def). */
  readonly tolerance: "exact" | "sum" | "prod" | "dot";
  /** What NumPy calls it. */
  readonly numpy: string;
  /** What it does, in a sentence. */
  readonly summary: string;
}

/** The name of an operation. */
export type OpName =
  | "negative"
  | "abs"
  | "square"
  | "sqrt"
  | "sign"
  | "floor"
  | "ceil"
  | "trunc"
  | "round"
  | "isnan"
  | "isinf"
  | "isfinite"
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "minimum"
  | "maximum"
  | "equal"
  | "notEqual"
  | "less"
  | "lessEqual"
  | "greater"
  | "greaterEqual"
  | "mulAdd"
  | "clip"
  | "where"
  | "sum"
  | "prod"
  | "min"
  | "max"
  | "mean"
  | "var"
  | "std"
  | "asum"
  | "nrm2"
  | "any"
  | "all"
  | "argmin"
  | "argmax"
  | "iamax"
  | "matmul";

/** Every operation. */
export const OPS = {
  negative: {
    name: "negative",
    id: 0,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "negative",
    summary: "The numerical negative of each element.",
  },
  abs: {
    name: "abs",
    id: 1,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "abs",
    summary: "The absolute value of each element.",
  },
  square: {
    name: "square",
    id: 2,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "square",
    summary: "The square of each element.",
  },
  sqrt: {
    name: "sqrt",
    id: 3,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "sqrt",
    summary: "The square root of each element, correctly rounded; NaN below zero.",
  },
  sign: {
    name: "sign",
    id: 4,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "sign",
    summary: "-1, 0 or 1 by the sign of each element; NaN stays NaN.",
  },
  floor: {
    name: "floor",
    id: 5,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "floor",
    summary: "The largest integer not above each element.",
  },
  ceil: {
    name: "ceil",
    id: 6,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "ceil",
    summary: "The smallest integer not below each element.",
  },
  trunc: {
    name: "trunc",
    id: 7,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "trunc",
    summary: "Each element without its fraction.",
  },
  round: {
    name: "round",
    id: 8,
    family: "unary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "round",
    summary: "The nearest integer of each element, halves to even.",
  },
  isnan: {
    name: "isnan",
    id: 9,
    family: "unary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "isnan",
    summary: "Whether each element is NaN.",
  },
  isinf: {
    name: "isinf",
    id: 10,
    family: "unary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "isinf",
    summary: "Whether each element is an infinity.",
  },
  isfinite: {
    name: "isfinite",
    id: 11,
    family: "unary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "isfinite",
    summary: "Whether each element is neither NaN nor an infinity.",
  },
  add: {
    name: "add",
    id: 12,
    family: "binary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "add",
    summary: "The sum of each pair of elements.",
  },
  subtract: {
    name: "subtract",
    id: 13,
    family: "binary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "subtract",
    summary: "The difference of each pair of elements.",
  },
  multiply: {
    name: "multiply",
    id: 14,
    family: "binary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "multiply",
    summary: "The product of each pair of elements.",
  },
  divide: {
    name: "divide",
    id: 15,
    family: "binary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "divide",
    summary: "The quotient of each pair of elements.",
  },
  minimum: {
    name: "minimum",
    id: 16,
    family: "binary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "minimum",
    summary: "The smaller of each pair of elements; NaN if either is NaN, and -0 is below +0.",
  },
  maximum: {
    name: "maximum",
    id: 17,
    family: "binary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "maximum",
    summary: "The larger of each pair of elements; NaN if either is NaN, and -0 is below +0.",
  },
  equal: {
    name: "equal",
    id: 18,
    family: "binary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "equal",
    summary: "Whether the elements of each pair are equal.",
  },
  notEqual: {
    name: "notEqual",
    id: 19,
    family: "binary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "not_equal",
    summary: "Whether the elements of each pair differ.",
  },
  less: {
    name: "less",
    id: 20,
    family: "binary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "less",
    summary: "Whether the first of each pair is below the second.",
  },
  lessEqual: {
    name: "lessEqual",
    id: 21,
    family: "binary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "less_equal",
    summary: "Whether the first of each pair is at most the second.",
  },
  greater: {
    name: "greater",
    id: 22,
    family: "binary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "greater",
    summary: "Whether the first of each pair is above the second.",
  },
  greaterEqual: {
    name: "greaterEqual",
    id: 23,
    family: "binary",
    result: "bool",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "greater_equal",
    summary: "Whether the first of each pair is at least the second.",
  },
  mulAdd: {
    name: "mulAdd",
    id: 24,
    family: "ternary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "a * b + c",
    summary: "a * b + c in one pass, rounded after each of the two steps.",
  },
  clip: {
    name: "clip",
    id: 25,
    family: "ternary",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "clip",
    summary: "Each element, no lower than a minimum and no higher than a maximum.",
  },
  where: {
    name: "where",
    id: 26,
    family: "select",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "where",
    summary: "An element of x where the condition holds, and of y elsewhere.",
  },
  sum: {
    name: "sum",
    id: 27,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "sum",
    numpy: "sum",
    summary: "The sum of the elements.",
  },
  prod: {
    name: "prod",
    id: 28,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "prod",
    numpy: "prod",
    summary: "The product of the elements.",
  },
  min: {
    name: "min",
    id: 29,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "min",
    summary: "The smallest element; NaN if any is NaN.",
  },
  max: {
    name: "max",
    id: 30,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "max",
    summary: "The largest element; NaN if any is NaN.",
  },
  mean: {
    name: "mean",
    id: 31,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "sum",
    numpy: "mean",
    summary: "The arithmetic mean of the elements.",
  },
  var: {
    name: "var",
    id: 32,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "sum",
    numpy: "var",
    summary: "The variance of the elements.",
  },
  std: {
    name: "std",
    id: 33,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "sum",
    numpy: "std",
    summary: "The standard deviation of the elements.",
  },
  asum: {
    name: "asum",
    id: 34,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "sum",
    numpy: "abs(x).sum",
    summary: "The sum of the absolute values of the elements.",
  },
  nrm2: {
    name: "nrm2",
    id: 35,
    family: "reduce",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "sum",
    numpy: "linalg.norm",
    summary: "The square root of the sum of the squares of the elements.",
  },
  any: {
    name: "any",
    id: 36,
    family: "reduce",
    result: "bool",
    dtypes: ["float32", "float64", "bool"],
    tolerance: "exact",
    numpy: "any",
    summary: "Whether any element is non-zero; NaN counts as non-zero.",
  },
  all: {
    name: "all",
    id: 37,
    family: "reduce",
    result: "bool",
    dtypes: ["float32", "float64", "bool"],
    tolerance: "exact",
    numpy: "all",
    summary: "Whether all elements are non-zero; NaN counts as non-zero.",
  },
  argmin: {
    name: "argmin",
    id: 38,
    family: "argreduce",
    result: "index",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "argmin",
    summary: "The index of the first smallest element, or of the first NaN.",
  },
  argmax: {
    name: "argmax",
    id: 39,
    family: "argreduce",
    result: "index",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "argmax",
    summary: "The index of the first largest element, or of the first NaN.",
  },
  iamax: {
    name: "iamax",
    id: 40,
    family: "argreduce",
    result: "index",
    dtypes: ["float32", "float64"],
    tolerance: "exact",
    numpy: "abs(x).argmax",
    summary: "The index of the first element of the largest absolute value, or of the first NaN.",
  },
  matmul: {
    name: "matmul",
    id: 41,
    family: "gemm",
    result: "same",
    dtypes: ["float32", "float64"],
    tolerance: "dot",
    numpy: "matmul",
    summary: "The matrix product.",
  },
} as const satisfies Record<OpName, OpInfo>;

/** The name of an instruction set. */
export type IsaName = "avx512" | "avx2" | "sve" | "neon" | "scalar";

/** What the table says of an instruction set. */
export interface IsaInfo {
  /** Its name. */
  readonly name: IsaName;
  /** The processor architecture that has it; `ANY` for portable C. */
  readonly arch: string;
}

/** The instruction sets, best first; the position is the id in the library. */
export const ISAS = [
  { name: "avx512", arch: "X86_64" },
  { name: "avx2", arch: "X86_64" },
  { name: "sve", arch: "ARM64" },
  { name: "neon", arch: "ARM64" },
  { name: "scalar", arch: "ANY" },
] as const satisfies readonly IsaInfo[];

/** The exported functions of the library. */
export const SYMBOLS = {
  rp_unary: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  rp_binary: { parameters: ["buffer", "buffer", "buffer", "buffer"], result: "i32" },
  rp_ternary: { parameters: ["buffer", "buffer", "buffer", "buffer", "buffer"], result: "i32" },
  rp_select: { parameters: ["buffer", "buffer", "buffer", "buffer", "buffer"], result: "i32" },
  rp_cast: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  rp_reduce: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  rp_argreduce: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  rp_gemm: { parameters: ["buffer", "buffer", "buffer", "buffer"], result: "i32" },
  rp_abi: { parameters: ["buffer"], result: "i32" },
  rp_address_bits: { parameters: ["buffer", "u32"], result: "u32" },
  rp_advise_huge: { parameters: ["buffer", "f64"], result: "i32" },
  rp_tune_malloc: { parameters: [], result: "i32" },
  rp_keep_loaded: { parameters: ["buffer"], result: "i32" },
  rp_available_isas: { parameters: [], result: "u32" },
  rp_active_isa: { parameters: [], result: "u32" },
  rp_use_isa: { parameters: ["u32"], result: "i32" },
  rp_isa_info: { parameters: ["u32", "buffer"], result: "i32" },
  rp_has_kernel: { parameters: ["u32", "u32"], result: "i32" },
  rp_tile_info: { parameters: ["u32", "u32", "f64", "f64", "buffer"], result: "i32" },
  rp_tune_tiles: { parameters: ["u32", "u32", "u32"], result: "i32" },
  rp_binary_number: { parameters: ["u32", "u32", "u32", "f64", "buffer", "buffer"], result: "i32" },
  rp_binary_pair: { parameters: ["u32", "u32", "u32", "buffer", "buffer", "buffer"], result: "i32" },
  rp_matmul_dense: { parameters: ["u32", "u32", "u32", "u32", "u32", "buffer", "buffer", "buffer"], result: "i32" },
  rp_threads: { parameters: [], result: "u32" },
  rp_set_threads: { parameters: ["u32"], result: "i32" },
  rp_usable_cpus: { parameters: [], result: "u32" },
  rp_pool_info: { parameters: ["buffer"], result: "i32" },
  rp_split_info: { parameters: ["u32", "buffer"], result: "i32" },
  rp_split_band_info: { parameters: ["u32", "u32", "buffer"], result: "i32" },
  rp_split_forget: { parameters: [], result: "i32" },
  rp_set_adaptive: { parameters: ["u32"], result: "i32" },
  rp_adaptive: { parameters: [], result: "u32" },
  rp_scratch_info: { parameters: ["buffer"], result: "i32" },
  rp_physical_memory: { parameters: [], result: "f64" },
} as const satisfies Deno.ForeignLibraryInterface;
