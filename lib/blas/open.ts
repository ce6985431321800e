/**
 * Finds and opens providers. A library is used only after it has given the right results.
 *
 * @module
 */
import { findIntegerSize, findNaming, openCblas, openControl } from "../native/cblas.ts";
import { explainImage } from "../native/image.ts";
import { native } from "../native/native.ts";
import { candidatePaths, isOnDisk, type NamedProvider } from "./candidates.ts";
import { makeProvider, type Provider } from "./provider.ts";
import { findFault } from "./verify.ts";

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Keeps a library for good. Deno closes it when the worker that opened it ends, but its threads (OpenMP's, say) may then
 * still run in it.
 */
function keepLoaded(path: string): void {
  native.rp_keep_loaded(new TextEncoder().encode(`${path}\0`));
}

/**
 * Opens the library at a path and checks it.
 *
 * @throws {RangeError} if it is no library for this machine, no CBLAS, or gives a wrong result
 * @throws {Deno.errors.NotCapable} without permission to open it
 */
export function openProvider(path: string, name?: NamedProvider): Provider {
  const refuse = (reason: string, cause?: unknown) =>
    new RangeError(`Cannot use ${path} for BLAS: ${reason}`, { cause });
  let naming;
  try {
    naming = findNaming(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw refuse(explainImage(path) ?? reasonOf(error).replace(/^(Could not open library: )+/, ""), error);
  }
  if (naming === undefined) {
    throw refuse("it has no CBLAS function, expected cblas_dgemm or a name such as cblas_dgemm64_");
  }
  keepLoaded(path);
  let provider;
  try {
    const integerSize = findIntegerSize(path, naming);
    if (integerSize === undefined) throw new Error("asum of three elements gave a wrong sum");
    const control = openControl(path, naming);
    const functions = openCblas(path, naming, integerSize);
    provider = makeProvider(
      { name: name === "accelerate" ? name : control.kind, path, integerSize, control },
      functions,
    );
  } catch (error) {
    const missing = /Failed to register symbol (\S+):/.exec(reasonOf(error))?.[1];
    throw refuse(missing ? `it has no function ${missing}` : reasonOf(error), error);
  }
  const fault = findFault(provider);
  if (fault !== undefined) throw refuse(`it gives wrong results: ${fault}`);
  return provider;
}

/** Whether a library may be opened without asking: a search should not ask for one path after the other. */
function isPermitted(path: string): boolean {
  const whole = !/[/\\]/.test(path); // the system looks for a plain name anywhere
  return Deno.permissions.querySync(whole ? { name: "ffi" } : { name: "ffi", path }).state === "granted";
}

/** Whether there is such a file; true where that cannot be told. */
function mayExist(path: string): boolean {
  if (!isOnDisk(path) || Deno.permissions.querySync({ name: "read", path }).state !== "granted") return true;
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** How systems say that there is no such library. */
const ABSENT = /No such file|no such file|could not be found|LoadLibraryExW failed/;

/**
 * Opens the first library of a name that works, of those that may be opened.
 *
 * @throws {RangeError} if there is none, telling where it was looked for and what was wrong with what was found
 */
export function findProvider(name: NamedProvider): Provider {
  const paths = candidatePaths(name, Deno.build);
  const refuse = (reason: string) => new RangeError(`BLAS "${name}" is not available: ${reason}`);
  if (paths.length === 0) throw refuse(`it is part of macOS, and this is ${Deno.build.os}`);
  const present = paths.filter(mayExist);
  const permitted = present.filter(isPermitted);
  const faults: string[] = [];
  for (const path of permitted) {
    try {
      return openProvider(path, name);
    } catch (error) {
      if (!ABSENT.test(reasonOf(error))) faults.push(reasonOf(error));
    }
  }
  if (faults.length > 0) throw refuse(faults.join("; "));
  const closed = present.find((path) => !permitted.includes(path));
  if (closed !== undefined) throw refuse(`there is no permission to open it, expected such as --allow-ffi=${closed}`);
  throw refuse(
    `it is at none of its usual places, such as ${
      paths[0]
    }. Install it (Debian: libopenblas0), or give the path of a ` +
      `CBLAS library`,
  );
}
