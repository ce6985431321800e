/**
 * Runs a deno command that needs the tests' imports, on machines that reach JSR and on those that do not:
 *
 *     deno run -A tests/offline/deno.ts check mod.ts lib tests
 *
 * `--import-map` replaces the imports of deno.json instead of adding to them (Deno 2.9.6), so the offline map is made
 * here from both.
 */

const root = new URL("../../", import.meta.url);

/** Whether JSR answers within three seconds. */
export async function jsrReachable(): Promise<boolean> {
  const url = new URL("@std/assert/meta.json", Deno.env.get("JSR_URL") ?? "https://jsr.io/");
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(3000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

/** How to run Deno. */
export interface DenoOptions {
  /** On JSR's packages, or on the offline ones. */
  jsr: boolean;
  env?: Record<string, string>;
  /** The command that is Deno; default: this Deno. */
  deno?: string[];
  /** Takes all output when the command has ended, for commands side by side; default: it is printed as it comes. */
  print?: (output: string) => void;
}

/** Runs `deno <command> <args>` in the repository, and gives its exit code. */
export async function runDeno(command: string, args: string[], options: DenoOptions): Promise<number> {
  // With JSR, a copy of deno.lock: npm packages are held to their checksums, and what JSR's packages would add to the
  // lock does not change the repository's file.
  const lock = options.jsr ? await Deno.makeTempFile({ prefix: "raptors-", suffix: ".lock" }) : undefined;
  try {
    if (lock) await Deno.copyFile(new URL("deno.lock", root), lock);
    const imports = lock ? ["--lock", lock] : ["--import-map", offlineMap()];
    const [deno, ...before] = options.deno ?? [Deno.execPath()];
    const child = new Deno.Command(deno, {
      args: [...before, command, ...imports, ...args],
      cwd: root,
      env: options.env ?? {},
    });
    if (!options.print) return (await child.spawn().status).code;
    const { code, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    options.print(text.decode(stdout) + text.decode(stderr));
    return code;
  } finally {
    if (lock) await Deno.remove(lock);
  }
}

/** The imports of deno.json with those of import_map.json over them, as a data URL. */
function offlineMap(): string {
  const own = readImports(new URL("deno.json", root));
  const instead = readImports(new URL("import_map.json", import.meta.url));
  return `data:application/json,${encodeURIComponent(JSON.stringify({ imports: { ...own, ...instead } }))}`;
}

/**
 * The imports of a file, for a data URL: relative paths, which have no base there, made absolute; and a package's own
 * paths (`name/path`) mapped, which deno.json leaves out and an import map does not.
 */
function readImports(file: URL): Record<string, string> {
  const { imports } = JSON.parse(Deno.readTextFileSync(file)) as { imports: Record<string, string> };
  return Object.fromEntries(
    Object.entries(imports).flatMap(([name, target]) => {
      if (target.startsWith(".")) return [[name, new URL(target, file).href]];
      return [[name, target], [`${name}/`, `${target.replace(/^(npm|jsr):/, "$1:/")}/`]];
    }),
  );
}

if (import.meta.main) {
  const [command, ...args] = Deno.args;
  if (command === undefined) {
    console.error("Expected a deno command such as `check mod.ts`, found none");
    Deno.exit(2);
  }
  Deno.exit(await runDeno(command, args, { jsr: await jsrReachable() }));
}
