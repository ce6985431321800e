/** Apple's headers and link stubs, for building macOS libraries elsewhere: taken from Zig's Python package, pinned by hash. */
import { fileURLToPath } from "node:url";
import { execute } from "../compile.ts";

const REQUIREMENT = fileURLToPath(new URL("macos_headers.txt", import.meta.url));

/** Where what is needed to build for macOS is. */
export interface MacosFiles {
  /** The folder of the system's headers. */
  include: string;
  /** What libSystem exports. */
  libSystem: string;
}

/** The package's members that are needed: 6 MB of 80. */
const UNPACK = `
import glob, sys, zipfile
folder = sys.argv[1]
with zipfile.ZipFile(glob.glob(folder + "/*.whl")[0]) as wheel:
    for name in wheel.namelist():
        if name.startswith("ziglang/lib/libc/include/any-macos-any/") or name.startswith("ziglang/lib/libc/darwin/"):
            wheel.extract(name, folder)
`;

/** Downloads the package, unless it is there. */
export async function macosFiles(folder: string): Promise<MacosFiles> {
  const libc = `${folder}/ziglang/lib/libc`;
  const files = { include: `${libc}/include/any-macos-any`, libSystem: `${libc}/darwin/libSystem.tbd` };
  const done = `${folder}/done`;
  const version = Deno.readTextFileSync(REQUIREMENT);
  try {
    if (Deno.readTextFileSync(done) === version) return files;
  } catch {
    // Not there yet.
  }
  Deno.mkdirSync(folder, { recursive: true });
  // One wheel on every machine, so that one hash fits.
  const wheel = ["--only-binary=:all:", "--platform=manylinux_2_12_x86_64", "--no-deps", "--require-hashes"];
  await execute("python3", ["-m", "pip", "download", "-q", ...wheel, "-r", REQUIREMENT, "-d", folder]);
  await execute("python3", ["-c", UNPACK, folder]);
  for (const { name } of Deno.readDirSync(folder)) if (name.endsWith(".whl")) Deno.removeSync(`${folder}/${name}`);
  Deno.writeTextFileSync(done, version);
  return files;
}
