/**
 * What a user gets from `jsr:@raptors/core`, on a registry of our own. Run by `deno task test:jsr`, not by `deno task test`: it
 * takes zod from npm, as users do.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cacheVariables } from "../../lib/native/cache_folder.ts";
import { packLibrary, sha256 } from "../../native/prebuilt/assets.ts";
import { ROOT } from "../_process.ts";
import { filesIn } from "../native/_staged.ts";
import { pythonWithJupyter, runCells } from "./_notebook.ts";
import { ASSET, EXPECTED, makeWorld, NAME, User, VERSION, type World } from "./_world.ts";

/** Runs the script, which must work. */
async function works(user: User, flags: string[], env: Record<string, string> = {}): Promise<void> {
  const { code, stdout, stderr } = await user.run(flags, { env });
  assertEquals([code, stdout], [0, EXPECTED], stderr);
}

/** Runs the script, which must fail; its messages. */
async function fails(user: User, flags: string[], ...messages: string[]): Promise<string> {
  const { code, stderr } = await user.run(flags);
  for (const message of messages) assertStringIncludes(stderr, message);
  assertEquals(code, 1);
  return stderr;
}

/** What is tested, on one registry. */
const steps: [name: string, fn: (world: World) => void | Promise<void>][] = [];

function step(...step: (typeof steps)[number]): void {
  steps.push(step);
}

step("the package holds what users need and nothing else, far below the limits", (world) => {
  const files = world.registry.files(NAME, VERSION);
  const known =
    /^\/(mod\.ts|deno\.json|README\.md|LICENSE|lib\/[\w./-]+\.(ts|js|css|html|json)|lib\/native\/prebuilt\/[\w-]+\.txt)$/;
  assertEquals([...files.keys()].filter((path) => !known.test(path)), []);
  assert(files.has("/mod.ts") && files.has(ASSET));
  const bytes = [...files].filter(([path]) => !path.endsWith(".txt")).reduce((sum, [, { length }]) => sum + length, 0);
  // The assets are held to 2 MiB each when they are made: with five of them, and this, 12 MiB of the 20 that JSR takes.
  assert(bytes < 2 * 1024 * 1024, `${bytes} bytes without the assets`);
  const imports = [...files].filter(([path]) => path.endsWith(".ts"))
    .flatMap(([, text]) => [...new TextDecoder().decode(text).matchAll(/^(?:import|export) .*from "([^"]+)"/gm)])
    .map(([, specifier]) => specifier).filter((specifier) => !specifier.startsWith("."));
  for (const specifier of imports) assert(/^(npm:.+@\d+\.\d+\.\d+|node:\w+)$/.test(specifier), `imports ${specifier}`);
});

step("a script runs from an empty folder with empty caches and the least permissions", async (world) => {
  const user = new User(world), before = world.registry.requests.length;
  await works(user, ["--check", ...user.flags()]);
  assertEquals(filesIn(user.cache).map((path) => path.split("/")[0]), [world.packed.sha256]);
  assertEquals([...Deno.readDirSync(user.work)].map(({ name }) => name), ["script.ts"]);
  const assets = world.registry.requests.slice(before).filter((path) => path.endsWith(".txt"));
  assertEquals(assets, [`/${NAME}/${VERSION}${ASSET}`]);
});

step("every entry of the package can be imported, with types", async (world) => {
  const { exports } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)) as { exports: Record<string, string> };
  const entries = Object.keys(exports).map((entry) => `jsr:${NAME}${entry.slice(1)}`);
  const lines = entries.map((entry, i) =>
    `import * as m${i} from "${entry}";\nconsole.log(Object.keys(m${i}).length > 0);`
  );
  const { code, stdout, stderr } = await new User(world).run(["-A", "--check"], { script: lines.join("\n") });
  assertEquals([code, stdout], [0, "true\n".repeat(entries.length)], stderr);
});

step("code that was tampered with on its way is refused by the registry's checksum", async (world) => {
  const user = new User(world), path = "/lib/native/prebuilt.gen.ts";
  const published = new TextDecoder().decode(world.registry.files(NAME, VERSION).get(path));
  const other = new TextEncoder().encode(published.replace(world.packed.sha256, "0".repeat(64)));
  using _tampered = world.registry.tamper(NAME, VERSION, path, other);
  const { code, stderr } = await user.run(user.flags());
  assertStringIncludes(stderr, "Integrity check failed in package");
  assertEquals([code, isThere(user.cache)], [10, false]);
});

// Deno 2.9.6 has no checksum for what is imported by a computed name. Should it get one, its own message will come first.
step("an asset that was tampered with on its way is refused", async (world) => {
  const user = new User(world);
  using _tampered = world.registry.tamper(NAME, VERSION, ASSET, tampered(world));
  const stderr = await fails(user, user.flags(), "The packaged library for ", " is refused: ");
  assertStringIncludes(stderr, "It was damaged or tampered with. Fetch the package again with --reload");
  assertEquals(isThere(user.cache) ? filesIn(user.cache) : [], []);
});

step("an asset that is not the published one is refused, even when the registry vouches for it", async (world) => {
  const user = new User(world);
  using _other = world.registry.tamper(NAME, VERSION, ASSET, await otherLibrary(world), true);
  const stderr = await fails(user, user.flags(), `is refused: expected SHA-256 ${world.packed.sha256}, found `);
  assertStringIncludes(stderr, "It was damaged or tampered with. Fetch the package again with --reload");
  assertEquals(isThere(user.cache) ? filesIn(user.cache) : [], []);
});

step("a library that was tampered with after it was unpacked is refused", async (world) => {
  const user = new User(world);
  await works(user, user.flags());
  const path = `${user.cache}/${filesIn(user.cache)[0]}`;
  const library = await Deno.readFile(path);
  library[library.length - 1] ^= 1;
  await Deno.writeFile(path, library);
  await fails(
    user,
    user.flags(),
    `${path} is refused: expected SHA-256 ${world.packed.sha256}, found ${sha256(library)}`,
  );
});

step("each missing permission is named, with all that are enough", async (world) => {
  const user = new User(world);
  const folder = `${user.cache}/${world.packed.sha256}`;
  const enough = `--allow-ffi="${user.cache}" --allow-read="${user.cache}" --allow-write="${user.cache}" ` +
    `--allow-env="RAPTORS_*,${cacheVariables()}"`;
  const advice = (what: string) =>
    `NotCapable: Requires ${what}, run again with the --allow-${what.split(" ")[0]} flag. ` +
    `Raptors unpacks its library there once, and opens it. These are enough: ${enough}`;
  await fails(user, user.flags("read"), advice(`read access to "${folder}"`));
  await fails(user, user.flags("write"), advice(`write access to "${user.cache}"`));
  await fails(user, user.flags("ffi"), advice(`ffi access to "${folder}/${libraryName()}"`));
  // Without its variables, neither the cache nor a home is known, and a temporary folder is not allowed either.
  await fails(
    user,
    user.flags("env"),
    "NotCapable: Requires write access to ",
    `These are enough: --allow-ffi="$HOME/.cache/raptors" --allow-read="$HOME/.cache/raptors"`,
  );
  await works(user, user.flags());
});

step("the flags in the README are enough, and so are the others that it names", async (world) => {
  const user = new User(world);
  if (Deno.build.os === "linux") {
    const [, line] = /^deno run (--allow-ffi=\$HOME.+) script\.ts$/m.exec(await Deno.readTextFile(`${ROOT}README.md`))!;
    await works(user, line.replaceAll("$HOME", user.home).split(" "));
  }
  const others = user.flags("env");
  await works(user, [...others, `--allow-env=${cacheVariables()}`], { RAPTORS_THREADS: "0" });
  const cache = `${user.home}/of its own`;
  const folders = ["ffi", "read", "write"].map((name) => `--allow-${name}=${cache}`);
  await works(user, [...folders, "--allow-env=RAPTORS_*"], { RAPTORS_CACHE: cache });
  const library = `${cache}/${filesIn(cache)[0]}`;
  await works(user, [`--allow-ffi=${library}`, "--allow-env=RAPTORS_*"], { RAPTORS_LIB: library });
});

step("environment variables are checked by zod, which resolves in the package", async (world) => {
  const user = new User(world);
  await works(user, user.flags(), { RAPTORS_THREADS: "2" });
  const { code, stderr } = await user.run(user.flags(), { env: { RAPTORS_THREADS: "0" } });
  assertEquals(code, 1);
  assertStringIncludes(stderr, 'RAPTORS_THREADS: expected a whole number from 1 to 256, found "0"');
});

step("ten scripts that start at once with an empty cache of libraries all work", async (world) => {
  const user = new User(world);
  await works(user, user.flags());
  await Deno.remove(user.cache, { recursive: true });
  const results = await Promise.all(Array.from({ length: 10 }, () => user.runAgain(user.flags())));
  for (const { code, stdout, stderr } of results) assertEquals([code, stdout], [0, EXPECTED], stderr);
  assertEquals(filesIn(user.cache).length, 1);
});

step(
  "a project's import map and lock file serve, and the lock holds the package to its checksums",
  async (world) => {
    const user = new User(world);
    await Deno.writeTextFile(
      `${user.work}/deno.json`,
      JSON.stringify({ imports: { [NAME]: `jsr:${NAME}@^${VERSION}` } }),
    );
    const script = `import * as rt from "${NAME}"; console.log(rt.ones([4]).sum());`;
    const { stdout, stderr } = await user.run(user.flags(), { script });
    assertEquals(stdout, "4\n", stderr);
    const lock = JSON.parse(await Deno.readTextFile(`${user.work}/deno.lock`));
    assert(lock.jsr[`${NAME}@${VERSION}`].integrity.length === 64, JSON.stringify(lock.jsr));
  },
);

const python = pythonWithJupyter();
if (python) {
  step("a notebook imports the package, and shows arrays", async (world) => {
    const user = new User(world);
    const outputs = await runCells(python, user, [
      `import * as rt from "jsr:${NAME}";`,
      `const a = rt.ones([1000, 3]).add(1);\nconsole.log(a.sum());`,
      `a.mean(0)`,
      `a.reshape([7])`,
    ]);
    assertEquals(outputs.slice(0, 2), ["", "6000\n"]);
    assertStringIncludes(outputs[2], "2");
    // A kernel that never reports an error would make the rest worthless.
    assertStringIncludes(outputs[3], "RangeError");
    assertEquals(filesIn(user.cache).map((path) => path.split("/")[0]), [world.packed.sha256]);
  });
} else {
  console.log("A notebook: skipped, neither RAPTORS_PYTHON nor .venv has Jupyter");
}

step("deno compile takes the library inside", async (world) => {
  const user = new User(world);
  await works(user, user.flags());
  await Deno.copyFile(`${user.cache}/${filesIn(user.cache)[0]}`, `${user.work}/${libraryName()}`);
  const script = `
    Deno.env.set("RAPTORS_LIB", import.meta.dirname + "/${libraryName()}");
    const rt = await import("jsr:${NAME}");
    console.log(rt.ones([1000, 3]).add(1).sum(), [3]);`;
  await Deno.remove(user.cache, { recursive: true });
  const { stdout, stderr } = await user.run(["-A"], { script });
  assertEquals(stdout, EXPECTED, stderr);
  assertEquals(isThere(user.cache), false);
  const compile = ["compile", "-A", "--no-check", "--include", libraryName(), "-o", "program", "script.ts"];
  const real = await user.deno(compile);
  if (real.code === 0) {
    const program = await new Deno.Command(`${user.work}/program`, { clearEnv: true }).output();
    assertEquals(new TextDecoder().decode(program.stdout), EXPECTED, new TextDecoder().decode(program.stderr));
    return;
  }
  // Where Deno cannot download the runtime of compiled programs, another file stands in for it: what goes in can be seen.
  assertStringIncludes(real.stderr, "denort");
  console.log("the compiled program was not run: Deno's runtime for compiled programs cannot be downloaded here");
  const listing = await user.deno(compile, { DENORT_BIN: Deno.execPath() });
  assertEquals(listing.code, 0, listing.stderr);
  assertStringIncludes(listing.stderr, libraryName());
});

// Last, since it closes the registry.
step(
  "the next run is offline and writes nothing; so is one whose cache of libraries was emptied",
  async (world) => {
    const user = new User(world);
    await works(user, user.flags());
    await world.registry[Symbol.asyncDispose]();
    await works(user, ["--cached-only", ...user.flags("write")]);
    await Deno.remove(user.cache, { recursive: true });
    await works(user, ["--cached-only", ...user.flags()]);
  },
);

Deno.test("jsr:@raptors/core", async (t) => {
  await using world = await makeWorld();
  for (const [name, fn] of steps) await t.step(name, () => fn(world));
});

function libraryName(): string {
  return { darwin: "libraptors.dylib", windows: "raptors.dll" }[Deno.build.os as string] ?? "libraptors.so";
}

function isThere(path: string): boolean {
  try {
    return Deno.lstatSync(path) !== undefined;
  } catch {
    return false;
  }
}

/** This platform's asset with one character changed. */
function tampered(world: World): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(world.registry.files(NAME, VERSION).get(ASSET)!);
  bytes[1000] = bytes[1000] === 65 ? 66 : 65;
  return bytes;
}

/** An asset of another library: the README, packed. */
async function otherLibrary(world: World): Promise<Uint8Array<ArrayBuffer>> {
  const other = `${world.folder}/other`;
  await Deno.copyFile(`${ROOT}README.md`, other);
  return new TextEncoder().encode(packLibrary("other", other).asset);
}
