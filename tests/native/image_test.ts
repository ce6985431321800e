import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { explainImage, readImage } from "../../lib/native/image.ts";
import { localBuild } from "../../lib/native/load.ts";

/** A header of zeros but for the bytes given by position. */
function header(bytes: Record<number, number[]>): Uint8Array {
  const all = new Uint8Array(128);
  for (const [at, some] of Object.entries(bytes)) all.set(some, Number(at));
  return all;
}

const ELF = [0x7f, 0x45, 0x4c, 0x46];

Deno.test("readImage() tells the architecture of ELF libraries, in either byte order", () => {
  assertEquals(readImage(header({ 0: [...ELF, 2, 1], 18: [62, 0] })), { format: "ELF", arch: "x86_64" });
  assertEquals(readImage(header({ 0: [...ELF, 2, 1], 18: [183, 0] })), { format: "ELF", arch: "aarch64" });
  assertEquals(readImage(header({ 0: [...ELF, 1, 1], 18: [3, 0] })), { format: "ELF", arch: "x86" });
  assertEquals(readImage(header({ 0: [...ELF, 2, 2], 18: [0, 22] })), { format: "ELF", arch: "machine 22" });
});

Deno.test("readImage() tells the architecture of macOS libraries", () => {
  const magic = [0xcf, 0xfa, 0xed, 0xfe];
  assertEquals(readImage(header({ 0: magic, 4: [12, 0, 0, 1] })), { format: "Mach-O", arch: "aarch64" });
  assertEquals(readImage(header({ 0: magic, 4: [7, 0, 0, 1] })), { format: "Mach-O", arch: "x86_64" });
  const several = { format: "Mach-O" as const, arch: "several architectures" };
  assertEquals(readImage(header({ 0: [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2] })), several);
  assertEquals(readImage(header({ 0: [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65] })), undefined); // a Java class
});

Deno.test("readImage() tells the architecture of Windows libraries", () => {
  const pe = (machine: number[]) => header({ 0: [0x4d, 0x5a], 60: [80, 0, 0, 0], 80: [0x50, 0x45, 0, 0, ...machine] });
  assertEquals(readImage(pe([0x64, 0x86])), { format: "PE", arch: "x86_64" });
  assertEquals(readImage(pe([0x64, 0xaa])), { format: "PE", arch: "aarch64" });
  assertEquals(readImage(header({ 0: [0x4d, 0x5a], 60: [255, 255, 255, 255] })), undefined);
});

Deno.test("readImage() of what is no library is undefined", () => {
  assertEquals(readImage(new Uint8Array(0)), undefined);
  assertEquals(readImage(new Uint8Array(ELF)), undefined);
  assertEquals(readImage(new TextEncoder().encode("This is a text. ".repeat(10))), undefined);
});

Deno.test("explainImage() finds nothing wrong with our own library, and nothing at all where there is no file", () => {
  assertEquals(explainImage(fileURLToPath(localBuild())), undefined);
  assertEquals(explainImage("/nonexistent/library.so"), undefined);
});
