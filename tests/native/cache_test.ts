/** Where the packaged library is unpacked, and what happens where that is not possible or not safe. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runCommand } from "../_process.ts";
import { EXPECTED, filesIn, type Staged, type StagedOptions, unpackedIn, use, withStaged } from "./_staged.ts";

const POSIX = Deno.build.os !== "windows", LINUX = Deno.build.os === "linux", ROOT = POSIX && Deno.uid() === 0;
const NOBODY = 65534;

async function works(staged: Staged, options: StagedOptions = {}): Promise<void> {
  const { code, stdout, stderr } = await use(staged, options);
  assertEquals([code, stdout], [0, EXPECTED], stderr);
}

async function fails(staged: Staged, options: StagedOptions, ...messages: string[]): Promise<void> {
  const { code, stderr } = await use(staged, options);
  for (const message of messages) assertStringIncludes(stderr, message);
  assertEquals(code, 1);
}

/** A test on file systems that know users and modes. */
function posixTest(name: string, fn: (staged: Staged) => Promise<void>, ignore = false): void {
  Deno.test({ name, ignore: !POSIX || ignore, fn: () => withStaged(fn) });
}

/** Root may write everywhere, unless it gives that right away. */
const ordinary: string[] = ROOT && LINUX
  ? ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override", "--"]
  : [];
const cannotBeOrdinary = ROOT && !LINUX;

/** Whether a small file system can be made: for root, and not in every container. */
async function mounts(): Promise<boolean> {
  if (!ROOT || !LINUX) return false;
  const folder = await Deno.makeTempDir({ prefix: "raptors-" });
  const { code } = await runCommand("mount", ["-t", "tmpfs", "tmpfs", folder]);
  if (code === 0) await runCommand("umount", [folder]);
  await Deno.remove(folder);
  return code === 0;
}
const canMount = await mounts();

/** Runs with a file system of its own at a folder. */
async function withFileSystem(folder: string, options: string, run: () => Promise<void>): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const { code, stderr } = await runCommand("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  assertEquals(code, 0, stderr);
  try {
    await run();
  } finally {
    await runCommand("umount", [folder]);
  }
}

Deno.test("RAPTORS_CACHE is where the library is unpacked, missing folders made", async () => {
  await withStaged(async (staged) => {
    const cache = `${staged.root}/a/b c`;
    await works(staged, { env: { RAPTORS_CACHE: cache } });
    assertEquals(unpackedIn("", staged.packed).slice(1), filesIn(cache).join());
    assertEquals(filesIn(staged.home), []);
  });
});

Deno.test({
  name: "XDG_CACHE_HOME is the platform's cache on Linux, unless it is relative",
  ignore: !LINUX,
  fn: () =>
    withStaged(async (staged) => {
      await works(staged, { env: { XDG_CACHE_HOME: `${staged.root}/xdg` } });
      assertEquals(filesIn(`${staged.root}/xdg/raptors`), [unpackedIn("", staged.packed).slice(1)]);
      assertEquals(filesIn(staged.home), []);
      await works(staged, { env: { XDG_CACHE_HOME: "relative" } });
      assertEquals(filesIn(staged.home).length, 1);
    }),
});

posixTest("without HOME the library is opened from a temporary folder, and nothing stays behind", async (staged) => {
  await works(staged, { env: { HOME: "" } });
  assertEquals([filesIn(staged.home), filesIn(staged.temporary)], [[], []]);
});

posixTest("a cache that may not be written is left alone: a temporary folder serves", async (staged) => {
  await Deno.chmod(staged.home, 0o500);
  await works(staged, { before: ordinary });
  await Deno.chmod(staged.home, 0o700);
  assertEquals([filesIn(staged.home), filesIn(staged.temporary)], [[], []]);
}, cannotBeOrdinary);

posixTest("a cache that may not be written but has the library serves", async (staged) => {
  await works(staged);
  const folder = staged.unpacked.slice(0, staged.unpacked.lastIndexOf("/"));
  await Deno.chmod(folder, 0o500);
  // No room for the library elsewhere either.
  await works(staged, { before: ordinary, env: { TMPDIR: "/nonexistent" } });
  await Deno.chmod(folder, 0o700);
}, cannotBeOrdinary);

posixTest("a RAPTORS_CACHE that may not be written is an error, without a fallback", async (staged) => {
  const cache = `${staged.root}/cache`;
  await Deno.mkdir(cache, { mode: 0o500 });
  await fails(
    staged,
    { before: ordinary, env: { RAPTORS_CACHE: cache } },
    `Cannot unpack libraptors.`,
    `(${cache}: Permission denied`,
    "Set RAPTORS_CACHE to a folder with room that you may write to, or RAPTORS_LIB to an unpacked library",
  );
}, cannotBeOrdinary);

posixTest("with neither a cache nor a temporary folder the error names both", async (staged) => {
  await Deno.chmod(staged.home, 0o500);
  const { code, stderr } = await use(staged, { before: ordinary, env: { TMPDIR: staged.home } });
  await Deno.chmod(staged.home, 0o700);
  assertMatch(
    stderr,
    /Cannot unpack libraptors\.\w+ \(\S+: Permission denied .*; a temporary folder: Permission denied/,
  );
  assertEquals(code, 1);
}, cannotBeOrdinary);

posixTest("a read-only file system with the library serves, and without it a temporary folder does", async (staged) => {
  const cache = `${staged.home}/.cache`;
  await withFileSystem(cache, "mode=0755", async () => {
    await runCommand("mount", ["-o", "remount,ro", cache]);
    await works(staged);
    assertEquals([filesIn(cache), filesIn(staged.temporary)], [[], []]);
    await fails(staged, { env: { RAPTORS_CACHE: `${cache}/raptors` } }, "Read-only file system");
    await runCommand("mount", ["-o", "remount,rw", cache]);
    await works(staged);
    await runCommand("mount", ["-o", "remount,ro", cache]);
    await works(staged, { env: { TMPDIR: "/nonexistent" } });
    assertEquals(filesIn(cache).length, 1);
  });
}, !canMount);

posixTest("a full cache is left as it was: a temporary folder serves, or the error says so", async (staged) => {
  const cache = `${staged.home}/.cache`;
  await withFileSystem(cache, "mode=0755,size=128k", async () => {
    await works(staged);
    assertEquals([filesIn(cache), filesIn(staged.temporary)], [[], []]);
    const env = { RAPTORS_CACHE: `${cache}/raptors` };
    await fails(
      staged,
      { env },
      `(${cache}/raptors: No space left on device`,
      "Set RAPTORS_CACHE to a folder with room",
    );
    assertEquals(filesIn(cache), []);
  });
}, !canMount);

/** What a refused folder is told. */
const REMEDY = "Remove it, or set RAPTORS_CACHE to a folder of your own";

posixTest("a cache folder that others may write to is refused", async (staged) => {
  const folder = staged.unpacked.slice(0, staged.unpacked.lastIndexOf("/"));
  await works(staged);
  for (const mode of [0o770, 0o702, 0o777]) {
    await Deno.chmod(folder, mode);
    const reason = `others may write to it (mode 0${mode.toString(8)})`;
    await fails(staged, {}, `The cache folder ${folder} is refused: ${reason}. ${REMEDY}`);
  }
});

posixTest("a RAPTORS_CACHE that anybody may write to is refused, unless it is sticky as /tmp is", async (staged) => {
  const cache = `${staged.root}/cache`, env = { RAPTORS_CACHE: cache };
  await Deno.mkdir(cache);
  await Deno.chmod(cache, 0o777);
  await fails(staged, { env }, `The cache folder ${cache} is refused: anybody may write to it (mode 0777). ${REMEDY}`);
  await Deno.chmod(cache, 0o1777);
  await works(staged, { env });
});

posixTest(
  "a symbolic link of one's own serves as the cache, but not in the place of the private folder",
  async (staged) => {
    const cache = `${staged.root}/cache`, env = { RAPTORS_CACHE: cache };
    await Deno.mkdir(`${staged.root}/elsewhere`);
    await Deno.symlink(`${staged.root}/elsewhere`, cache);
    await works(staged, { env });
    const folder = `${cache}/${staged.packed.sha256}`;
    await Deno.rename(folder, `${staged.root}/moved`);
    await Deno.symlink(`${staged.root}/moved`, folder);
    await fails(staged, { env }, `The cache folder ${folder} is refused: it is a symbolic link. ${REMEDY}`);
  },
);

posixTest("a file in the place of the private folder is refused", async (staged) => {
  await Deno.mkdir(`${staged.root}/cache`);
  const folder = `${staged.root}/cache/${staged.packed.sha256}`;
  await Deno.writeTextFile(folder, "");
  const env = { RAPTORS_CACHE: `${staged.root}/cache` };
  await fails(staged, { env }, `The cache folder ${folder} is refused: it is not a folder. ${REMEDY}`);
});

posixTest("a symbolic link that somebody else owns is refused", async (staged) => {
  const cache = `${staged.root}/cache`, env = { RAPTORS_CACHE: cache };
  await Deno.mkdir(`${staged.root}/elsewhere`);
  await Deno.symlink(`${staged.root}/elsewhere`, cache);
  const { code } = await runCommand("chown", ["-h", `${NOBODY}`, cache]);
  assertEquals(code, 0);
  const message =
    `The cache folder ${cache} is refused: it is a symbolic link that belongs to user ${NOBODY}. ${REMEDY}`;
  await fails(staged, { env }, message);
}, !ROOT);

posixTest("a cache folder that somebody else owns is refused, whatever is in it", async (staged) => {
  const cache = `${staged.root}/cache`, env = { RAPTORS_CACHE: cache };
  await works(staged, { env });
  const folder = `${cache}/${staged.packed.sha256}`;
  const permissions = [`--allow-ffi=${cache}`, `--allow-write=${cache}`, "--allow-read", "--allow-env"];
  for (const flags of [["-A"], permissions]) {
    await Deno.chown(cache, NOBODY, null);
    await fails(
      staged,
      { env, flags },
      `The cache folder ${cache} is refused: it belongs to user ${NOBODY}. ${REMEDY}`,
    );
    await Deno.chown(folder, NOBODY, null);
    await fails(
      staged,
      { env, flags },
      `The cache folder ${folder} is refused: it belongs to user ${NOBODY}. ${REMEDY}`,
    );
    await Deno.chown(folder, 0, null);
    await Deno.chown(cache, 0, null);
    await works(staged, { env, flags });
  }
}, !ROOT);
