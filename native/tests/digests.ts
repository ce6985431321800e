/** Compares the digests of results that the runner prints (test_digests.c) between two machines. */
import type { Count } from "./runner.ts";

/** The digest of each operation and dtype. */
export type Digests = Map<string, string>;

/** Takes a line of the runner's into `digests`; false if it is not one of theirs. */
export function readDigest(line: string, digests: Digests): boolean {
  const [, subject, digest] = line.match(/^digest (\S+ \S+) ([0-9a-f]{16})$/) ?? [];
  if (subject === undefined) return false;
  digests.set(subject, digest);
  return true;
}

/** Each subject of either side is a test: it has the same digest on both. */
export function compareDigests(here: Digests, there: Digests, print: (line: string) => void): Count {
  const subjects = [...new Set([...here.keys(), ...there.keys()])];
  const differing = subjects.filter((subject) => here.get(subject) !== there.get(subject));
  for (const subject of differing.slice(0, 8)) {
    const found = there.get(subject) ?? "none", wanted = here.get(subject) ?? "none";
    print(`FAIL ${subject}: the digest is ${found} there and ${wanted} on this machine`);
  }
  const same = subjects.length - differing.length;
  print(`${differing.length ? "FAIL" : "ok  "} ${same} of ${subjects.length} digests are those of this machine`);
  return { passed: same, failed: differing.length };
}
