/**
 * Where the libraries that have a name are to be found. Pure: nothing here looks at the file system.
 *
 * @module
 */

/** The providers that can be asked for by name. */
export type NamedProvider = "openblas" | "accelerate";

/** Whether a choice names a provider, rather than being a path. */
export function isNamed(choice: string): choice is NamedProvider {
  return choice === "openblas" || choice === "accelerate";
}

/** A system as `Deno.build` describes it. */
export interface Platform {
  /** The operating system. */
  readonly os: string;
  /** The architecture. */
  readonly arch: string;
}

/**
 * OpenBLAS by its file names: the current name, the one that Alpine uses, Fedora's variant with threads (its plain one
 * has none), the one of the development package; then those with 64-bit integers.
 */
const LINUX_NAMES = [
  ...["libopenblas.so.0", "libopenblasp.so.0", "libopenblas.so.3", "libopenblas.so"],
  ...["libopenblas64.so.0", "libopenblasp64.so.0", "libopenblas64_.so.0", "libopenblasp64_.so.0"],
];
/** Debian keeps each variant in a folder of its own, beside the one that the administrator chose. */
const DEBIAN_FOLDERS = ["openblas-pthread", "openblas-openmp", "openblas-serial", "openblas64-pthread"];

function linuxPaths(arch: string): string[] {
  const debian = `/usr/lib/${arch}-linux-gnu`;
  const folders = [
    ...[debian, ...DEBIAN_FOLDERS.map((folder) => `${debian}/${folder}`)],
    ...["/usr/lib64", "/usr/lib", "/usr/local/lib", "/usr/local/lib64", "/home/linuxbrew/.linuxbrew/opt/openblas/lib"],
  ];
  // A name without a folder is looked up by the system: LD_LIBRARY_PATH, /etc/ld.so.conf.
  return [...folders.flatMap((folder) => LINUX_NAMES.map((name) => `${folder}/${name}`)), "libopenblas.so.0"];
}

/** Homebrew on Apple silicon and on Intel, MacPorts, then whatever the system finds. */
const MAC_PATHS = [
  "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
  "/usr/local/opt/openblas/lib/libopenblas.dylib",
  "/opt/local/lib/libopenblas.dylib",
  "libopenblas.dylib",
];

/** Names without a folder: Windows looks beside the program, in its system folders and along PATH. */
const WINDOWS_PATHS = ["libopenblas.dll", "openblas.dll", "libopenblas64.dll", "libopenblas64_.dll"];

/** There is no such file on disk: macOS keeps its own libraries in a cache that only the loader sees. */
const ACCELERATE = "/System/Library/Frameworks/Accelerate.framework/Accelerate";

/** The paths at which a provider may be, likeliest first; none where the system does not have it. */
export function candidatePaths(provider: NamedProvider, { os, arch }: Platform): string[] {
  if (provider === "accelerate") return os === "darwin" ? [ACCELERATE] : [];
  if (os === "darwin") return [...MAC_PATHS];
  if (os === "windows") return [...WINDOWS_PATHS];
  return linuxPaths(arch);
}

/** Whether a path can be told to exist by looking: a name without a folder, or Apple's framework, cannot. */
export function isOnDisk(path: string): boolean {
  return /[/\\]/.test(path) && path !== ACCELERATE;
}
