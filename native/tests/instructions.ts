/**
 * Proves from the objects themselves that an old CPU never meets an instruction that it lacks, and that the shared library
 * exports what the tables list and nothing else.
 */
import { abiHash, type BuildResult, exportedNames, isaRows } from "../build.ts";
import { execute } from "../compile.ts";
import { type Count, exists } from "./runner.ts";

async function lines(name: string, args: string[]): Promise<string[]> {
  return (await execute(name, args)).stdout.split("\n");
}

/** Registers and instructions beyond the x86-64 baseline, by the least instruction set that has them. */
const BEYOND = {
  // SSE3 to SSE4.2 and what came with them.
  sse4:
    /^(round[sp][sd]|pinsr[bdq]|pextr[bdq]|p?blend|ptest|pmovsx|pmovzx|pshufb|pmulld|p(min|max)(sb|sd|uw|ud)|pcmpeqq|pcmpgtq|packusdw|insertps|extractps|popcnt|crc32|h(add|sub)p|addsub|movddup|movs[hl]dup|lddqu|palignr|pabs|psign|movntdqa)/,
  // VEX encodings begin with v; the others are BMI, LZCNT and MOVBE. (TZCNT runs as BSF where it is unknown.)
  avx:
    /^(v(?!er[rw]\b|m[a-z]+$)[a-z]|(andn|bextr|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx|blsi|blsr|blsmsk|lzcnt|movbe)[lq]?\s)/,
};
const AVX512 = /%zmm|%[xy]mm(1[6-9]|2\d|3[01])\b|%k[0-7]/;

interface Findings {
  sse4: string[];
  avx: string[];
  avx512: string[];
}

async function instructions(object: string): Promise<Findings> {
  const found: Findings = { sse4: [], avx: [], avx512: [] };
  for (const line of await lines("objdump", ["-d", "--no-show-raw-insn", object])) {
    const [, code] = line.match(/^\s*[0-9a-f]+:\s+(.*)$/) ?? [];
    if (!code) continue;
    // A prefix such as `rep` or `lock` stands before the name.
    const name = code.replace(/^((rep[nez]*|lock|bnd|notrack|data16|cs|ds)\s+)+/, "");
    if (AVX512.test(code)) found.avx512.push(code.trim());
    else if (BEYOND.avx.test(name)) found.avx.push(code.trim());
    else if (BEYOND.sse4.test(name)) found.sse4.push(code.trim());
  }
  return found;
}

/** Checks a build; says what it skips. */
export async function checkInstructions(build: Pick<BuildResult, "library" | "objects">): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  const check = (ok: boolean, message: () => string): void => {
    if (ok) count.passed++;
    else {
      count.failed++;
      console.log(`  FAIL ${message()}`);
    }
  };
  console.log("\nObjects and exports");
  if (!exists("nm") || !exists("objdump") || Deno.build.os !== "linux") {
    console.log("     skipped: this takes Linux, nm and objdump");
    return count;
  }
  const names = exportedNames();
  const nm = (await lines("nm", ["-D", "--defined-only", "--format=posix", build.library])).filter(Boolean);
  const exported = nm.map((line) => line.split(" ")[0]).sort();
  check(names.length > 20, () => `only ${names.length} exported names were found in the tables`);
  check(
    exported.join() === names.join(),
    () => `the library exports ${exported.join(" ")}\n    not ${names.join(" ")}`,
  );
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(build.library));
  check(text.includes(abiHash()), () => "the library does not hold the ABI hash");
  const isas = isaRows().map((row) => row.name);
  for (const object of build.objects) {
    const file = object.slice(object.lastIndexOf("/") + 1);
    const isa = isas.find((name) => file === `kernels__${name}.o`);
    if (isa) {
      // A name without its suffix could be merged with another object's, and the linker might keep this one.
      const globals = (await lines("nm", ["-g", "--defined-only", "--format=posix", object])).filter(Boolean);
      const stray = globals.map((line) => line.split(" ")[0]).filter((name) => !name.endsWith(`__${isa}`));
      check(globals.length > 50, () => `${file} defines only ${globals.length} global names`);
      check(stray.length === 0, () => `${file} defines ${stray.slice(0, 5).join(" ")}, without its suffix`);
    }
    if (Deno.build.arch !== "x86_64") continue;
    const { sse4, avx, avx512 } = await instructions(object);
    const wrong = isa === "avx512" ? [] : isa === "avx2" ? avx512 : [...sse4, ...avx, ...avx512];
    check(wrong.length === 0, () => `${file} has ${wrong.length} instructions like ${wrong.slice(0, 3).join("; ")}`);
    // Otherwise the search has found nothing because it cannot.
    if (isa === "avx2") check(avx.length > 1000, () => `${file} has only ${avx.length} AVX instructions`);
    if (isa === "avx512") check(avx512.length > 1000, () => `${file} has only ${avx512.length} AVX-512 instructions`);
  }
  if (Deno.build.arch !== "x86_64") console.log("     instructions skipped: only x86-64 has sets beyond its baseline");
  console.log(
    `${count.failed ? "FAIL" : "ok  "} ${names.length} exported names, ${build.objects.length} objects` +
      `${" ".repeat(10)}${count.passed} passed ${count.failed} failed`,
  );
  return count;
}
