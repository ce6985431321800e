/**
 * Keeps what the package unpacks: `<cache>/<SHA-256>/<name>`, in a folder that only this user may write to. What is found
 * there is compared with its SHA-256 every time, and never used when it differs.
 *
 * @module
 */
import { cacheFolder, cacheVariables, joinPath as join } from "./cache_folder.ts";
import { environment } from "./env.ts";

/** A file that is wanted from the cache. */
export interface Wanted {
  /** The SHA-256 that it must have. */
  readonly sha256: string;
  /** Its name. */
  readonly name: string;
  /** Makes it, where the cache does not have it. */
  readonly content: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** A file that may be opened. */
export interface Held {
  /** Where it is. */
  readonly path: string;
  /** Removes it where it was made for this process alone. To be called when it is open. */
  readonly release: () => void;
}

const WINDOWS = Deno.build.os === "windows";

/**
 * A file from the cache, which is filled if need be. Where the platform's cache cannot be written to, the file is made in a
 * temporary folder for this process; where `RAPTORS_CACHE` cannot, that is an error.
 *
 * @throws {Error} if the cache is not safe to use, or holds something else under this hash, or there is no room
 */
export async function fromCache(wanted: Wanted): Promise<Held> {
  const folder = cacheFolder();
  let problem = `none of RAPTORS_CACHE, ${cacheVariables().join(", ")} is set and may be read`;
  if (folder !== undefined) {
    try {
      return { path: await place(folder, wanted), release() {} };
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      problem = `${folder}: ${(error as Error).message}`;
      if (environment.RAPTORS_CACHE !== undefined) throw cannotUnpack(wanted, problem, error);
    }
  }
  try {
    return await placeTemporarily(wanted);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    throw cannotUnpack(wanted, `${problem}; a temporary folder: ${(error as Error).message}`, error);
  }
}

function cannotUnpack({ name }: Wanted, problem: string, cause: unknown): Error {
  const remedy = "Set RAPTORS_CACHE to a folder with room that you may write to, or RAPTORS_LIB to an unpacked library";
  return new Error(`Cannot unpack ${name} (${problem}). ${remedy}`, { cause });
}

/** Whether the system refused to write: no right, a read-only file system, no room. */
function isUnwritable(error: unknown): boolean {
  if (error instanceof Deno.errors.PermissionDenied) return true;
  return ["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"].includes((error as { code?: string }).code ?? "");
}

async function place(folder: string, wanted: Wanted): Promise<string> {
  const home = join(folder, wanted.sha256), path = join(home, wanted.name);
  if (!isThere(home)) makePrivateFolder(folder, home);
  if (!WINDOWS) checkPrivate(folder, home);
  const found = readIfThere(path);
  if (found) await verifyFound(found, wanted.sha256, path);
  else await write(path, home, wanted);
  return path;
}

async function placeTemporarily(wanted: Wanted): Promise<Held> {
  const home = Deno.makeTempDirSync({ prefix: "raptors-" });
  const release = (): void => {
    try {
      Deno.removeSync(home, { recursive: true });
    } catch (error) {
      // Windows keeps the file of an open library.
      if (!WINDOWS) throw error;
    }
  };
  try {
    const path = join(home, wanted.name);
    await write(path, home, wanted);
    return { path, release };
  } catch (error) {
    release();
    throw error;
  }
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function makePrivateFolder(folder: string, home: string): void {
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    Deno.mkdirSync(home, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

/**
 * Refuses a folder in which somebody else could put another library in the place of the one that was checked. Root's
 * folders are fine: who has root needs no such trick.
 */
function checkPrivate(folder: string, home: string): void {
  const inner = Deno.lstatSync(home);
  if (!inner.isDirectory) throw refusal(home, inner.isSymlink ? "it is a symbolic link" : "it is not a folder");
  if (inner.mode! & 0o022) throw refusal(home, `others may write to it (mode ${octal(inner.mode!)})`);
  const own = inner.uid === 0 ? 0 : ownUid(home);
  // Who we are cannot be told without writing. But what nobody else may enter, and we can read, is ours.
  if (own === undefined && inner.mode! & 0o077) throw refusal(home, `expected mode 0700, found ${octal(inner.mode!)}`);
  if (own !== undefined && inner.uid !== own) throw refusal(home, `it belongs to user ${inner.uid}`);
  const trusted = [0, inner.uid];
  const link = Deno.lstatSync(folder);
  if (!trusted.includes(link.uid)) {
    throw refusal(folder, `${link.isSymlink ? "it is a symbolic link that" : "it"} belongs to user ${link.uid}`);
  }
  const outer = Deno.statSync(folder);
  if (!trusted.includes(outer.uid)) throw refusal(folder, `it leads to a folder that belongs to user ${outer.uid}`);
  const sticky = outer.mode! & 0o1000;
  if (outer.mode! & 0o002 && !sticky) throw refusal(folder, `anybody may write to it (mode ${octal(outer.mode!)})`);
}

function refusal(path: string, reason: string): Error {
  return new Error(
    `The cache folder ${path} is refused: ${reason}. Remove it, or set RAPTORS_CACHE to a folder of your own`,
  );
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

/** The user that this process writes as: `Deno.uid()` would take a permission of its own, so a file is made. */
function ownUid(home: string): number | null | undefined {
  if (Deno.permissions.querySync({ name: "write", path: home }).state !== "granted") return undefined;
  try {
    const probe = Deno.makeTempFileSync({ dir: home, prefix: ".", suffix: ".tmp" });
    try {
      return Deno.lstatSync(probe).uid;
    } finally {
      Deno.removeSync(probe);
    }
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function verifyFound(bytes: Uint8Array<ArrayBuffer>, sha256: string, path: string): Promise<void> {
  await verify(bytes, sha256, path, "Remove it, and it is unpacked again");
}

/**
 * Compares bytes with the hash that they must have.
 *
 * @throws {Error} if they differ, with what was compared and what to do about it
 */
export async function verify(
  bytes: Uint8Array<ArrayBuffer>,
  sha256: string,
  what: string,
  remedy: string,
): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found === sha256) return;
  throw new Error(
    `${what} is refused: expected SHA-256 ${sha256}, found ${found}. It was damaged or tampered with. ${remedy}`,
  );
}

/** Writes beside the place and renames into it, so that nobody ever reads half a file. */
async function write(path: string, home: string, { content, sha256 }: Wanted): Promise<void> {
  const bytes = await content();
  const fresh = join(home, `.${crypto.randomUUID()}.tmp`);
  try {
    writeThrough(fresh, bytes);
    Deno.renameSync(fresh, path);
  } catch (error) {
    removeIfThere(fresh);
    // Windows does not replace a library that another process has just put there and opened.
    const theirs = WINDOWS ? readIfThere(path) : undefined;
    if (!theirs) throw error;
    await verifyFound(theirs, sha256, path);
  }
}

/** Writes a new file down to the disk: a power failure leaves no file under the final name that lacks its content. */
function writeThrough(path: string, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  file.syncSync();
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
