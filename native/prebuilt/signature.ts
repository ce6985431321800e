/** Checks the ad-hoc signature of a Mach-O file: Apple's loader refuses a library whose pages do not have these hashes. */
import { createHash } from "node:crypto";

const LC_CODE_SIGNATURE = 0x1d, MH_MAGIC_64 = 0xfeedfacf;
const SUPER_BLOB = 0xfade0cc0, CODE_DIRECTORY = 0xfade0c02, ADHOC = 2, SHA256 = 2;

/** Where the signature is: load commands are little-endian. */
function findSignature(view: DataView): number {
  if (view.getUint32(0, true) !== MH_MAGIC_64) throw new Error("Expected a 64-bit Mach-O file");
  let at = 32;
  for (let left = view.getUint32(16, true); left > 0; left--) {
    if (view.getUint32(at, true) === LC_CODE_SIGNATURE) return view.getUint32(at + 8, true);
    at += view.getUint32(at + 4, true);
  }
  throw new Error("Expected a code signature, found none");
}

/** Where the code directory is: the signature itself is big-endian. */
function findCodeDirectory(view: DataView): number {
  const signature = findSignature(view);
  if (view.getUint32(signature) !== SUPER_BLOB) throw new Error("The code signature is malformed");
  for (let i = 0; i < view.getUint32(signature + 8); i++) {
    const at = signature + view.getUint32(signature + 16 + 8 * i);
    if (view.getUint32(at) === CODE_DIRECTORY) return at;
  }
  throw new Error("The code signature has no code directory");
}

/**
 * Compares every page with its hash in the signature.
 *
 * @returns how many pages there are
 * @throws {Error} if the signature is missing, not ad hoc, or not this file's
 */
export function checkSignature(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const at = findCodeDirectory(view);
  const flags = view.getUint32(at + 12), hashes = at + view.getUint32(at + 16), pages = view.getUint32(at + 28);
  const limit = view.getUint32(at + 32), hashSize = view.getUint8(at + 36), pageSize = 2 ** view.getUint8(at + 39);
  if (!(flags & ADHOC) || view.getUint8(at + 37) !== SHA256) throw new Error("Expected an ad-hoc signature of SHA-256");
  if (pages !== Math.ceil(limit / pageSize)) throw new Error(`The signature has ${pages} pages of ${limit} bytes`);
  for (let i = 0; i < pages; i++) {
    const page = file.subarray(i * pageSize, Math.min((i + 1) * pageSize, limit));
    const expected = file.subarray(hashes + i * hashSize, hashes + (i + 1) * hashSize);
    if (createHash("sha256").update(page).digest().compare(expected) !== 0) {
      throw new Error(`The signature does not fit page ${i} of ${pages}`);
    }
  }
  return pages;
}
