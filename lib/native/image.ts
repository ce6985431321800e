/**
 * What a library file was built for, read from its header. The system's own message for a library of another
 * architecture is that there is no such file.
 *
 * @module
 */

const ELF_MACHINES: Record<number, string> = { 3: "x86", 40: "arm", 62: "x86_64", 183: "aarch64", 243: "riscv64" };
const MACH_TYPES: Record<number, string> = { 0x01000007: "x86_64", 0x0100000c: "aarch64" };
const PE_MACHINES: Record<number, string> = { 0x014c: "x86", 0x8664: "x86_64", 0xaa64: "aarch64" };

/** Linux, macOS and Windows call their library formats so. */
export interface Image {
  /** The format of the file. */
  format: "ELF" | "Mach-O" | "PE";
  /** The architecture, by the names of `Deno.build.arch` where that has one. */
  arch: string;
}

/** The format and architecture that the first bytes of a file tell of; undefined if it is no library. */
export function readImage(bytes: Uint8Array): Image | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 64) return undefined;
  const magic = view.getUint32(0);
  if (magic === 0x7f454c46) {
    const little = bytes[5] === 1;
    const machine = view.getUint16(18, little);
    return { format: "ELF", arch: ELF_MACHINES[machine] ?? `machine ${machine}` };
  }
  if (magic === 0xcffaedfe) {
    const type = view.getUint32(4, true);
    return { format: "Mach-O", arch: MACH_TYPES[type] ?? `CPU type ${type}` };
  }
  // A Mach-O file of several architectures starts with the same four bytes as a Java class, which has no such few.
  if (magic === 0xcafebabe && view.getUint32(4) < 20) return { format: "Mach-O", arch: "several architectures" };
  if (view.getUint16(0) === 0x4d5a) {
    const header = view.getUint32(60, true);
    if (header + 6 > view.byteLength || view.getUint32(header) !== 0x50450000) return undefined;
    const machine = view.getUint16(header + 4, true);
    return { format: "PE", arch: PE_MACHINES[machine] ?? `machine ${machine}` };
  }
  return undefined;
}

/** What is wrong with a file that could not be opened as a library; undefined if its header does not tell. */
export function explainImage(path: string): string | undefined {
  const header = readHeader(path);
  if (header === undefined) return undefined;
  const image = readImage(header);
  if (image === undefined) return "it is no library";
  const format = Deno.build.os === "windows" ? "PE" : Deno.build.os === "darwin" ? "Mach-O" : "ELF";
  if (image.format === format && (image.arch === Deno.build.arch || image.arch.startsWith("several"))) return undefined;
  return `it is a library for ${image.arch} (${image.format}), expected ${Deno.build.arch} (${format})`;
}

/** The first bytes of a file; undefined if there is none, or no permission to read it: this never asks for one. */
function readHeader(path: string): Uint8Array | undefined {
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(1024);
    return bytes.subarray(0, file.readSync(bytes) ?? 0);
  } catch {
    return undefined;
  }
}
