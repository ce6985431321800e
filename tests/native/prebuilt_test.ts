/** The library that travels with the package: found, unpacked once, and refused when it is not what was published. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { decodeAsset, PLATFORM } from "../../lib/native/prebuilt.ts";
import { PREBUILT } from "../../lib/native/prebuilt.gen.ts";
import { packLibrary, sha256 } from "../../native/prebuilt/assets.ts";
import { LIBRARY } from "../_package.ts";
import { runCommand, withFolder } from "../_process.ts";
import { EXPECTED, filesIn, type Staged, use, withStaged } from "./_staged.ts";

const POSIX = Deno.build.os !== "windows";

/** Runs the program, which must work. */
async function works(staged: Staged, options: Parameters<typeof use>[1] = {}): Promise<void> {
  const { code, stdout, stderr } = await use(staged, options);
  assertEquals([code, stdout], [0, EXPECTED], stderr);
}

/** Runs the program, which must fail. */
async function fails(staged: Staged, ...messages: string[]): Promise<void> {
  const { code, stderr } = await use(staged);
  for (const message of messages) assertStringIncludes(stderr, message);
  assertEquals(code, 1);
}

Deno.test("the packaged library is unpacked under its SHA-256, for this user alone", async () => {
  await withStaged(async (staged) => {
    await works(staged);
    assertEquals(sha256(await Deno.readFile(staged.unpacked)), staged.packed.sha256);
    assertEquals(filesIn(staged.home).length, 1);
    if (!POSIX) return;
    const folder = staged.unpacked.slice(0, staged.unpacked.lastIndexOf("/"));
    assertEquals((await Deno.stat(folder)).mode! & 0o777, 0o700);
    assertEquals((await Deno.stat(staged.unpacked)).mode! & 0o077, 0);
  });
});

Deno.test("the second run takes what the first one unpacked, without the asset", async () => {
  await withStaged(async (staged) => {
    await works(staged);
    const before = await Deno.stat(staged.unpacked);
    await Deno.remove(`${staged.root}/lib/native/prebuilt`, { recursive: true });
    await works(staged);
    assertEquals((await Deno.stat(staged.unpacked)).ino, before.ino);
  });
});

Deno.test("a local build that fits goes before the packaged library", async () => {
  await withStaged(async (staged) => {
    const local = `${staged.root}/native/build/${Deno.build.os}-${Deno.build.arch}`;
    await Deno.mkdir(local, { recursive: true });
    await Deno.copyFile(LIBRARY, `${local}/${LIBRARY.slice(LIBRARY.lastIndexOf("/") + 1)}`);
    await works(staged);
    assertEquals(filesIn(staged.home), []);
  });
});

Deno.test({
  name: "a local build of other tables gives way to the packaged library",
  // Needs a C compiler under the name that Unix gives it.
  ignore: !POSIX || !await compiles(),
  fn: () =>
    withStaged(async (staged) => {
      const local = `${staged.root}/native/build/${Deno.build.os}-${Deno.build.arch}`;
      await Deno.mkdir(local, { recursive: true });
      const code = `#include <string.h>\nint rp_abi(void *to) { memset(to, '7', 64); return 0; }`;
      await Deno.writeTextFile(`${local}/other.c`, code);
      const library = `${local}/${LIBRARY.slice(LIBRARY.lastIndexOf("/") + 1)}`;
      const { code: status } = await runCommand("cc", ["-shared", "-fPIC", `${local}/other.c`, "-o", library]);
      assertEquals(status, 0);
      await works(staged);
      assertEquals(filesIn(staged.home).length, 1);
    }),
});

async function compiles(): Promise<boolean> {
  try {
    return (await runCommand("cc", ["--version"])).code === 0;
  } catch {
    return false;
  }
}

Deno.test("ten processes that start at once with an empty cache all work, and leave one file", async () => {
  await withStaged(async (staged) => {
    await Promise.all(Array.from({ length: 10 }, () => works(staged)));
    assertEquals(filesIn(staged.home).length, 1);
    assertEquals(sha256(await Deno.readFile(staged.unpacked)), staged.packed.sha256);
  });
});

Deno.test("workers share the packaged library", async () => {
  await withStaged(async (staged) => {
    const body = `import * as rt from "@raptors/core"; self.postMessage(rt.ones([2000, 2000]).sum());`;
    await Deno.writeTextFile(`${staged.root}/worker.ts`, body);
    const program = `
      const one = () => new Promise((resolve) => {
        const worker = new Worker(new URL("worker.ts", import.meta.url), { type: "module" });
        worker.onmessage = (event) => { worker.terminate(); resolve(event.data); };
      });
      console.log(...await Promise.all([one(), one(), one()]));`;
    const { stdout, stderr } = await use(staged, { program });
    assertEquals(stdout, "4000000 4000000 4000000\n", stderr);
  });
});

Deno.test("an unpacked library that was tampered with is refused, not opened and not repaired", async () => {
  await withStaged(async (staged) => {
    await works(staged);
    const library = await Deno.readFile(staged.unpacked);
    library[library.length - 1] ^= 1;
    await Deno.writeFile(staged.unpacked, library);
    await fails(
      staged,
      `is refused: expected SHA-256 ${staged.packed.sha256}, found ${sha256(library)}. It was damaged or tampered with`,
      "Remove it, and it is unpacked again",
    );
    assertEquals(sha256(await Deno.readFile(staged.unpacked)), sha256(library));
    await Deno.remove(staged.unpacked);
    await works(staged);
  });
});

Deno.test("an asset of another library is refused, and not unpacked", async () => {
  await withStaged(async (staged) => {
    const other = await Deno.readFile(LIBRARY);
    other[other.length - 1] ^= 1;
    await Deno.writeFile(`${staged.root}/other`, other);
    const asset = `${staged.root}/lib/native/prebuilt/${PLATFORM}.txt`;
    await Deno.writeTextFile(asset, packLibrary(PLATFORM, `${staged.root}/other`).asset);
    await fails(
      staged,
      `The packaged library for ${PLATFORM} is refused: expected SHA-256 ${staged.packed.sha256}, found ${
        sha256(other)
      }`,
    );
    assertEquals(filesIn(staged.home), []);
  });
});

Deno.test("an asset that is missing, or no asset at all, is an error that says so", async () => {
  await withStaged(async (staged) => {
    const asset = `${staged.root}/lib/native/prebuilt/${PLATFORM}.txt`;
    await Deno.writeTextFile(asset, "This is no library.");
    await fails(staged, `The packaged library for ${PLATFORM} is refused: Expected a library as base64 of gzip: `);
    await Deno.remove(asset);
    await fails(staged, `Cannot load the packaged library for ${PLATFORM}: `);
    assertEquals(filesIn(staged.home), []);
  });
});

Deno.test("a platform without a packaged library is named, with those that have one", async () => {
  await withStaged(async (staged) => {
    const sums = `${staged.root}/lib/native/prebuilt.gen.ts`;
    const text = await Deno.readTextFile(sums);
    await Deno.writeTextFile(sums, text.replace(`"${PLATFORM}"`, `"plan9-mips"`));
    await fails(
      staged,
      `There is no native library for ${Deno.build.os}-${Deno.build.arch}: expected one at file://`,
      ", and the package has those of plan9-mips. Run `deno task build` in the repository",
    );
  });
});

Deno.test("decodeAsset() gives back what packLibrary() packed, and refuses what is not packed so", async () => {
  await withFolder(async (folder) => {
    const bytes = crypto.getRandomValues(new Uint8Array(50_000));
    await Deno.writeFile(`${folder}/library`, bytes);
    const packed = packLibrary("any", `${folder}/library`);
    assertEquals(packed.bytes, bytes.length);
    assertEquals(sha256(await decodeAsset(packed.asset)), packed.sha256);
    assertEquals(sha256(await decodeAsset(packed.asset.replaceAll(/.{76}/g, "$&\r\n"))), packed.sha256);
    for (const bad of ["", "!", "AAAA", packed.asset.slice(0, 4000)]) {
      await assertRejects(() => decodeAsset(bad), TypeError, "Expected a library as base64 of gzip: ");
    }
  });
});

Deno.test("the assets of the repository are those that the sums name", async () => {
  const folder = new URL("../../lib/native/prebuilt/", import.meta.url);
  for (const [platform, { sha256: sum, bytes }] of Object.entries(PREBUILT)) {
    const library = await decodeAsset(await Deno.readTextFile(new URL(`${platform}.txt`, folder)));
    assertEquals([platform, sha256(library), library.length], [platform, sum, bytes]);
  }
  const expected = ["linux-arm64", "linux-x64", "macos-arm64", "macos-x64", "windows-x64"];
  const found = Object.keys(PREBUILT).sort();
  // All of them, or, before the first release, none.
  assert(found.length === 0 || found.join() === expected.join(), `found ${found}`);
});
