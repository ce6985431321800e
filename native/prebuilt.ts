/**
 * Builds the libraries that travel with the package, for every platform, on Debian 12:
 * `deno task prebuilt [--check] [--only PLATFORM,…] [--out FOLDER]`.
 *
 * Each becomes a text asset (base64 of gzip) in `lib/native/prebuilt/`, and its SHA-256 goes to `lib/native/prebuilt.gen.ts`:
 * commit both. The same sources give the same bytes in any folder. `--check` writes nothing: it builds the Linux libraries
 * (or those of `--only`) and compares them with the sums, and every asset too. `--out` writes elsewhere.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { decodeAsset } from "../lib/native/prebuilt.ts";
import { PREBUILT } from "../lib/native/prebuilt.gen.ts";
import { execute } from "./compile.ts";
import { inspect } from "./prebuilt/inspect.ts";
import { MOST_BYTES, type Packed, packLibrary, sha256, writeAssets } from "./prebuilt/assets.ts";
import { buildTarget, type Target, TARGETS } from "./prebuilt/targets.ts";
import { checkTools, CLANG, LLVM } from "./prebuilt/tools.ts";
import { checkObjects } from "./tests/instructions.ts";

const LIB_NATIVE = fileURLToPath(new URL("../lib/native", import.meta.url));

/** Builds and inspects one library. */
async function make(target: Target): Promise<Packed> {
  const product = await buildTarget(target);
  const findings = await inspect(product);
  const packed = packLibrary(target.platform, product.library);
  if (packed.asset.length > MOST_BYTES) {
    throw new Error(
      `The asset of ${target.platform} has ${packed.asset.length} bytes, expected ${MOST_BYTES} at most`,
    );
  }
  console.log(`${target.platform}: ${packed.sha256.slice(0, 12)}, ${packed.bytes} bytes, ${findings.join(", ")}`);
  const { passed, failed } = await checkObjects(product.objects, target.arch, LLVM, target.everywhere);
  if (failed > 0 || passed === 0) throw new Error(`${target.platform} has instructions where they do not belong`);
  return packed;
}

async function write(targets: Target[], out: string): Promise<void> {
  const packed: Packed[] = [];
  for (const target of targets) packed.push(await make(target));
  writeAssets(packed, out);
  for (const { platform, asset } of packed) console.log(`${platform}: an asset of ${asset.length} bytes`);
  console.log(`Wrote ${packed.length} assets to ${out}/prebuilt, and their sums to ${out}/prebuilt.gen.ts`);
}

/** Compares the assets of the repository with the sums. */
async function checkAssets(): Promise<number> {
  let differences = 0;
  for (const [platform, { sha256: expected }] of Object.entries(PREBUILT)) {
    const text = Deno.readTextFileSync(`${LIB_NATIVE}/prebuilt/${platform}.txt`);
    const found = sha256(await decodeAsset(text));
    if (found === expected && text.length <= MOST_BYTES) continue;
    differences++;
    console.error(`${platform}: the asset of ${text.length} bytes holds ${found}, the sums say ${expected}`);
  }
  console.log(`${Object.keys(PREBUILT).length} assets compared with their sums`);
  return differences;
}

async function check(targets: Target[]): Promise<boolean> {
  let differences = await checkAssets();
  for (const target of targets) {
    const expected = PREBUILT[target.platform]?.sha256 ?? "none";
    const { sha256: found } = await make(target);
    if (found === expected) continue;
    differences++;
    console.error(`${target.platform}: built ${found}, the sums say ${expected}`);
  }
  if (differences === 0) return true;
  console.error((await execute(CLANG, ["--version"])).stdout.split("\n")[0]);
  console.error(
    "The prebuilt libraries are not what the sources give: run `deno task prebuilt`, and commit what it writes",
  );
  return false;
}

function chosen(only: string | undefined, otherwise: readonly Target[]): Target[] {
  if (only === undefined) return [...otherwise];
  return only.split(",").map((platform) => {
    const target = TARGETS.find((t) => t.platform === platform);
    if (target) return target;
    throw new TypeError(`Expected --only with some of ${TARGETS.map((t) => t.platform)}, found ${platform}`);
  });
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    args: Deno.args,
    options: { check: { type: "boolean" }, only: { type: "string" }, out: { type: "string" } },
  });
  checkTools();
  if (values.check) return await check(chosen(values.only, TARGETS.filter((t) => t.system === "linux")));
  if (values.only !== undefined && values.out === undefined) {
    throw new TypeError("The assets of the repository belong together: expected --out FOLDER with --only");
  }
  await write(chosen(values.only, TARGETS), values.out ?? LIB_NATIVE);
  return true;
}

if (import.meta.main) {
  try {
    if (!await main()) Deno.exit(1);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
