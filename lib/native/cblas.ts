/**
 * Opens CBLAS libraries that somebody else built, and calls them. Nothing is linked: a library is looked into for the
 * names that are known, and what its integers are is for the caller to find out (lib/blas/verify.ts).
 *
 * Sizes go as numbers to libraries with 32-bit integers, and as BigInts to those with 64-bit ones: a JavaScript number
 * passed to a 64-bit parameter leaves Deno's fast path (DESIGN §3).
 *
 * @module
 */

/** A size or a step: a number for 32-bit integers, a BigInt for 64-bit ones. */
export type Int = number | bigint;
/** Elements, from the one on that the call starts with. */
export type Elements = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** What stands before and after the plain name of each function, as in `scipy_cblas_dgemm64_`. */
export interface Naming {
  /** What comes before. */
  readonly prefix: string;
  /** What comes after. */
  readonly suffix: string;
}

/** The functions of a library for one dtype. The first argument of those on matrices is the storage order. */
export interface Cblas {
  /** `c = alpha·op(a)·op(b) + beta·c`. */
  gemm(
    ...args: [
      ...[order: number, transA: number, transB: number, m: Int, n: Int, k: Int, alpha: number, a: Elements, lda: Int],
      ...[b: Elements, ldb: Int, beta: number, c: Elements, ldc: Int],
    ]
  ): void;
  /** `y = alpha·op(a)·x + beta·y`. */
  gemv(
    ...args: [
      ...[order: number, trans: number, m: Int, n: Int, alpha: number, a: Elements, lda: Int],
      ...[x: Elements, incX: Int, beta: number, y: Elements, incY: Int],
    ]
  ): void;
  /** `a = alpha·x·yᵀ + a`. */
  ger(
    ...args: [
      ...[order: number, m: Int, n: Int, alpha: number, x: Elements, incX: Int],
      ...[y: Elements, incY: Int, a: Elements, lda: Int],
    ]
  ): void;
  /** The sum of products. */
  dot(n: Int, x: Elements, incX: Int, y: Elements, incY: Int): number;
  /** The Euclidean norm. */
  nrm2(n: Int, x: Elements, incX: Int): number;
  /** The sum of magnitudes. */
  asum(n: Int, x: Elements, incX: Int): number;
  /** The index of the first element of the largest magnitude. */
  iamax(n: Int, x: Elements, incX: Int): number;
  /** `y = alpha·x + y`. */
  axpy(n: Int, alpha: number, x: Elements, incX: Int, y: Elements, incY: Int): void;
  /** `x = alpha·x`. */
  scal(n: Int, alpha: number, x: Elements, incX: Int): void;
}

/**
 * Every way of naming that is known, the plain one first: OpenBLAS and MKL mark 64-bit integers by `64_` or `_64`,
 * SciPy's and NumPy's wheels have a prefix too, Apple's current interface its own mark.
 */
export const NAMINGS: readonly Naming[] = ["", "scipy_"].flatMap((prefix) =>
  ["", "64_", "_64", "64", "_64_", "$NEWLAPACK", "$NEWLAPACK$ILP64"].map((suffix) => ({ prefix, suffix }))
);

/**
 * Which names the products of a library have.
 *
 * @returns undefined if it has no `cblas_dgemm` under any name that is known
 * @throws {Error} if it cannot be opened
 */
export function findNaming(path: string): Naming | undefined {
  const probes = NAMINGS.map(({ prefix, suffix }) =>
    [`${prefix}cblas_dgemm${suffix}`, { parameters: [], result: "void", optional: true }] as const
  );
  const symbols = Deno.dlopen(path, Object.fromEntries(probes)).symbols as Record<string, unknown>;
  return NAMINGS.find((_, i) => symbols[probes[i][0]] !== null);
}

/** The functions for one dtype, `integer` being how sizes are passed. */
function table<I extends "i32" | "i64", R extends "f32" | "f64">(integer: I, real: R, { prefix, suffix }: Naming) {
  const letter = real === "f32" ? "s" : "d";
  const name = (f: string) => `${prefix}cblas_${f.replace("?", letter)}${suffix}`;
  return {
    gemm: {
      name: name("?gemm"),
      parameters: [
        ...["i32", "i32", "i32", integer, integer, integer, real, "buffer", integer] as const,
        ...["buffer", integer, real, "buffer", integer] as const,
      ],
      result: "void",
    },
    gemv: {
      name: name("?gemv"),
      parameters: [
        ...["i32", "i32", integer, integer, real, "buffer", integer] as const,
        ...["buffer", integer, real, "buffer", integer] as const,
      ],
      result: "void",
    },
    ger: {
      name: name("?ger"),
      parameters: ["i32", integer, integer, real, "buffer", integer, "buffer", integer, "buffer", integer],
      result: "void",
    },
    dot: { name: name("?dot"), parameters: [integer, "buffer", integer, "buffer", integer], result: real },
    nrm2: { name: name("?nrm2"), parameters: [integer, "buffer", integer], result: real },
    asum: { name: name("?asum"), parameters: [integer, "buffer", integer], result: real },
    // Some libraries return an int, others a size_t: the lower half holds any index below 2^31.
    iamax: { name: name("i?amax"), parameters: [integer, "buffer", integer], result: "u32" },
    axpy: { name: name("?axpy"), parameters: [integer, real, "buffer", integer, "buffer", integer], result: "void" },
    scal: { name: name("?scal"), parameters: [integer, real, "buffer", integer], result: "void" },
  } as const satisfies Deno.ForeignLibraryInterface;
}

/**
 * The functions of a library for both dtypes.
 *
 * @param integerSize how long its integers are, in bits
 * @throws {Error} if one is missing
 */
export function openCblas(path: string, naming: Naming, integerSize: 32 | 64): Record<"float32" | "float64", Cblas> {
  // Never closed, as everywhere. The types differ only in what they take for a size, which the caller knows.
  const open = (real: "f32" | "f64") =>
    (integerSize === 32
      ? Deno.dlopen(path, table("i32", real, naming)).symbols
      : Deno.dlopen(path, table("i64", real, naming)).symbols) as unknown as Cblas;
  return { float32: open("f32"), float64: open("f64") };
}

/**
 * How long the integers of a library are: three magnitudes are summed with a count whose lower half is 3 and whose upper
 * half is negative. 32-bit integers see a 3, and 64-bit ones a negative count, for which BLAS returns 0.
 *
 * @returns undefined if it does neither
 */
export function findIntegerSize(path: string, { prefix, suffix }: Naming): 32 | 64 | undefined {
  const { asum } = Deno.dlopen(
    path,
    { asum: { name: `${prefix}cblas_dasum${suffix}`, parameters: ["i64", "buffer", "i64"], result: "f64" } } as const,
  ).symbols;
  const x = new Float64Array([1, -2, 4, 8]);
  if (asum(3n, x, 1n) !== 7) return undefined;
  const sum = asum(3n - 2n ** 32n, x, 1n);
  return sum === 7 ? 32 : sum === 0 ? 64 : undefined;
}

/** What a library tells of itself, and how its threads are steered. */
export interface CblasControl {
  /** What it is: OpenBLAS, BLIS and MKL are known by functions that only they have. */
  readonly kind: "openblas" | "blis" | "mkl" | "cblas";
  /** Its version, where it tells. */
  readonly version: string | undefined;
  /** How it was built and what it took this CPU for, in its own words. */
  readonly config: string | undefined;
  /** The number of threads in force; undefined if it does not tell. */
  threads(): number | undefined;
  /** Sets the number of threads; false if the library has no such function. */
  setThreads(n: number): boolean;
}

/** Opens what is not CBLAS: each library has some of it. */
export function openControl(path: string, { prefix, suffix }: Naming): CblasControl {
  const openblas = (f: string) => `${prefix}openblas_${f}${suffix}`;
  const lib = Deno.dlopen(
    path,
    {
      openblasConfig: { name: openblas("get_config"), parameters: [], result: "pointer", optional: true },
      openblasThreads: { name: openblas("get_num_threads"), parameters: [], result: "i32", optional: true },
      openblasSet: { name: openblas("set_num_threads"), parameters: ["i32"], result: "void", optional: true },
      bli_info_get_version_str: { parameters: [], result: "pointer", optional: true },
      bli_arch_query_id: { parameters: [], result: "i32", optional: true },
      bli_arch_string: { parameters: ["i32"], result: "pointer", optional: true },
      bli_thread_get_num_threads: { parameters: [], result: "i64", optional: true },
      bli_thread_set_num_threads: { parameters: ["i64"], result: "void", optional: true },
      MKL_Get_Version_String: { parameters: ["buffer", "i32"], result: "void", optional: true },
      MKL_Get_Max_Threads: { parameters: [], result: "i32", optional: true },
      MKL_Set_Num_Threads: { parameters: ["i32"], result: "void", optional: true },
      strncpy: { parameters: ["buffer", "pointer", "i64"], result: "void", optional: true },
    } as const,
  ).symbols;

  // Looking behind a C pointer needs an unscoped --allow-ffi; letting C copy what is there does not. Where the system
  // finds `strncpy` through the library (not on Windows), its words can be read.
  const bytes = new Uint8Array(256);
  const decode = () => new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0))).trim();
  const read = (text: Deno.PointerValue | undefined): string | undefined => {
    if (!text || !lib.strncpy) return undefined;
    lib.strncpy(bytes, text, BigInt(bytes.length - 1));
    return decode();
  };

  if (lib.openblasConfig || lib.openblasSet) {
    const config = read(lib.openblasConfig?.());
    return {
      kind: "openblas",
      version: config?.match(/\d+(\.\d+)+/)?.[0],
      config,
      threads: () => lib.openblasThreads?.(),
      setThreads: (n) => (lib.openblasSet?.(n), lib.openblasSet !== null),
    };
  }
  if (lib.bli_thread_set_num_threads) {
    const arch = lib.bli_arch_query_id?.();
    return {
      kind: "blis",
      version: read(lib.bli_info_get_version_str?.()),
      config: arch === undefined ? undefined : read(lib.bli_arch_string?.(arch)),
      threads() {
        const n = Number(lib.bli_thread_get_num_threads?.() ?? -1);
        return n > 0 ? n : undefined; // -1: nobody has set it
      },
      setThreads: (n) => (lib.bli_thread_set_num_threads?.(BigInt(n)), true),
    };
  }
  if (lib.MKL_Set_Num_Threads) {
    lib.MKL_Get_Version_String?.(bytes, bytes.length - 1);
    const config = decode() || undefined;
    return {
      kind: "mkl",
      version: config?.match(/\d+(\.\d+)+/)?.[0],
      config,
      threads: () => lib.MKL_Get_Max_Threads?.(),
      setThreads: (n) => (lib.MKL_Set_Num_Threads?.(n), true),
    };
  }
  return { kind: "cblas", version: undefined, config: undefined, threads: () => undefined, setThreads: () => false };
}
