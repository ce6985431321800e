/**
 * Proves from the objects themselves that an old CPU never meets an instruction that it lacks, and that the shared library
 * exports what the tables list and nothing else.
 */
import { abiHash, type Arch, type BuildResult, exportedNames, isaRows } from "../build.ts";
import { execute } from "../compile.ts";
import { type Count, exists } from "./runner.ts";

async function lines(name: string, args: string[]): Promise<string[]> {
  return (await execute(name, args)).stdout.split("\n");
}

/** What is beyond an architecture's baseline: the first kind that matches an instruction is its kind. */
type Kinds = Record<string, RegExp>;

const KINDS: Record<Arch, Kinds> = {
  X86_64: {
    avx512: /%zmm|%[xy]mm(1[6-9]|2\d|3[01])\b|%k[0-7]/,
    // VEX encodings begin with v; the others are BMI, LZCNT and MOVBE. (TZCNT runs as BSF where it is unknown.)
    avx:
      /^(v(?!er[rw]\b|m[a-z]+$)[a-z]|(andn|bextr|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx|blsi|blsr|blsmsk|lzcnt|movbe)[lq]?\s)/,
    // SSE3 to SSE4.2 and what came with them.
    sse4:
      /^(round[sp][sd]|pinsr[bdq]|pextr[bdq]|p?blend|ptest|pmovsx|pmovzx|pshufb|pmulld|p(min|max)(sb|sd|uw|ud)|pcmpeqq|pcmpgtq|packusdw|insertps|extractps|popcnt|crc32|h(add|sub)p|addsub|movddup|movs[hl]dup|lddqu|palignr|pabs|psign|movntdqa)/,
  },
  ARM64: {
    // Vectors z0 to z31, predicates p0 to p15, and what counts or moves by their length without naming them.
    sve:
      /[\s{,[](z([0-9]|[12]\d|3[01])|p([0-9]|1[0-5]))\b|^(rdvl|addvl|addpl|cnt[bhwd]\s|([su]q)?(inc|dec)[bhwdp]\s|ctermeq|ctermne|setffr|rdsvl|smstart)/,
    // ARMv8.1 and later, and what ARMv8.0 leaves open: atomics, half precision, dot products, complex numbers, CRC, AES.
    v81:
      /^((cas|swp|ld(add|clr|eor|set|[su]max|[su]min)|st(add|clr|eor|set|[su]max|[su]min))p?(a|l|al)?[bh]?\s|ldapu?r|[su]dot|[su]mmla|usdot|bf(dot|mlal|mmla|cvt)|fcmla|fcadd|fjcvtzs|sqrdml[as]h|fml[as]l|crc32|aes|sha\d|pmull2?\s.*\.1q|f(?!cvt|mov)\w+\s.*\b(h\d+|v\d+\.[48]h)\b)/,
  },
};

/** The kinds that each instruction set may use, the first of which it must; all else stays at the baseline. */
const ALLOWED: Record<string, string[]> = {
  avx512: ["avx512", "avx", "sse4"],
  avx2: ["avx", "sse4"],
  sve: ["sve", "v81"],
};

/** The instructions of an object that are beyond the baseline, by kind. */
async function beyondBaseline(objdump: string, object: string, kinds: Kinds): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (const line of await lines(objdump, ["-d", "--no-show-raw-insn", object])) {
    const [, code] = line.match(/^\s*[0-9a-f]+:\s+(.*)$/) ?? [];
    if (!code) continue;
    // A prefix such as `rep` or `lock` stands before the name; what follows it may name a symbol.
    const bare = code.replace(/^((rep[nez]*|lock|bnd|notrack|data16|cs|ds)\s+)+/, "").replace(/<.*/, "").trim();
    const kind = Object.keys(kinds).find((name) => kinds[name].test(bare));
    if (kind !== undefined) found[kind].push(bare);
  }
  return found;
}

/** The names that an object or library defines. */
async function symbols(nm: string, args: string[]): Promise<string[]> {
  const found = await lines(nm, ["--defined-only", "--format=posix", ...args]);
  return found.filter(Boolean).map((line) => line.split(" ")[0]);
}

/** Programs that list names and instructions. */
export interface Binutils {
  nm: string;
  objdump: string;
}

/** GNU's for an architecture, by the prefix of their names. */
export function gnu(prefix = ""): Binutils {
  return { nm: `${prefix}nm`, objdump: `${prefix}objdump` };
}

/** Counts checks, and prints those that fail. */
class Checks {
  readonly count: Count = { passed: 0, failed: 0 };

  check(ok: boolean, message: () => string): void {
    if (ok) this.count.passed++;
    else {
      this.count.failed++;
      console.log(`  FAIL ${message()}`);
    }
  }
}

/**
 * Checks the objects of a library: each instruction set where it belongs, and every kernel under its own name.
 *
 * @param everywhere the kinds that the target's every CPU has
 */
export async function checkObjects(
  objects: string[],
  arch: Arch,
  { nm, objdump }: Binutils,
  everywhere: string[] = [],
  checks: Checks = new Checks(),
): Promise<Count> {
  const isas = isaRows().map((row) => row.name);
  for (const object of objects) {
    const file = object.slice(object.lastIndexOf("/") + 1);
    const isa = isas.find((name) => file === `kernels__${name}.o`);
    if (isa) {
      // A name without its suffix could be merged with another object's, and the linker might keep this one.
      const globals = await symbols(nm, ["-g", object]);
      const stray = globals.filter((name) => !name.endsWith(`__${isa}`));
      checks.check(globals.length > 50, () => `${file} defines only ${globals.length} global names`);
      checks.check(stray.length === 0, () => `${file} defines ${stray.slice(0, 5).join(" ")}, without its suffix`);
    }
    const found = await beyondBaseline(objdump, object, KINDS[arch]);
    const [own, ...others] = ALLOWED[isa ?? ""] ?? [];
    const allowed = [own, ...others, ...everywhere];
    const wrong = Object.keys(found).filter((kind) => !allowed.includes(kind)).flatMap((kind) => found[kind]);
    checks.check(
      wrong.length === 0,
      () => `${file} has ${wrong.length} instructions like ${wrong.slice(0, 3).join("; ")}`,
    );
    // Otherwise the search has found nothing because it cannot.
    if (own) {
      checks.check(found[own].length > 1000, () => `${file} has only ${found[own].length} instructions of ${own}`);
    }
  }
  return checks.count;
}

/** Checks a build for an architecture, what it exports too; says what it skips. */
export async function checkInstructions(build: BuildResult, arch: Arch, binutils: Binutils = gnu()): Promise<Count> {
  const { nm, objdump } = binutils;
  console.log(`\nObjects and exports, by ${build.cc}`);
  if (!exists(nm) || !exists(objdump) || Deno.build.os !== "linux") {
    console.log(`     skipped: this takes Linux, ${nm} and ${objdump}`);
    return { passed: 0, failed: 0 };
  }
  const checks = new Checks();
  const names = exportedNames();
  const exported = (await symbols(nm, ["-D", build.library])).sort();
  checks.check(names.length > 20, () => `only ${names.length} exported names were found in the tables`);
  checks.check(
    exported.join() === names.join(),
    () => `the library exports ${exported.join(" ")}\n    not ${names.join(" ")}`,
  );
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(build.library));
  checks.check(text.includes(abiHash()), () => "the library does not hold the ABI hash");
  const { passed, failed } = await checkObjects(build.objects, arch, binutils, [], checks);
  console.log(
    `${failed ? "FAIL" : "ok  "} ${names.length} exported names, ${build.objects.length} objects` +
      `${" ".repeat(10)}${passed} passed ${failed} failed`,
  );
  return checks.count;
}
