/** Runs the tests of the prebuilt Windows library under Wine: its objects in the C runner, and the DLL, opened. */
import { commonFlags, NATIVE_DIR } from "../build.ts";
import { compileAll, execute } from "../compile.ts";
import { buildTarget, MINGW, targetOf } from "../prebuilt/targets.ts";
import { CLANG } from "../prebuilt/tools.ts";
import { buildRunner, type Count, exists, run } from "./runner.ts";

/** Debian's package wine64 puts no command on the path. */
const WINES = ["wine64", "wine", "/usr/lib/wine/wine64"];

/** Runs them, or says what is missing. */
export async function underWine(rest: string[]): Promise<Count[]> {
  const wine = WINES.find(exists);
  if (!wine || !exists(CLANG)) {
    console.log(`\nWindows under Wine: skipped, this takes Wine, ${CLANG}, lld-19 and mingw-w64-x86-64-dev`);
    return [];
  }
  const target = targetOf("windows-x64");
  const dir = `${NATIVE_DIR}build/wine`;
  const product = await buildTarget(target);
  const triple = `--target=${target.triple}`;
  const flags = [triple, ...commonFlags(), "-isystem", `${MINGW}/include`, "-D__USE_MINGW_ANSI_STDIO=1"];
  const libraries = ["-lmingw32", "-l:libwinpthread.a", "-lmoldname", "-lmingwex", "-lmsvcrt", "-lkernel32"];
  const link = [triple, "-fuse-ld=lld", "-nostdlib", `${MINGW}/lib/crt2.o`, `-L${MINGW}/lib`, ...libraries];
  const runner = await buildRunner({ ...product, flags, objectDir: dir }, link, "runner.exe");
  const unit = { source: `${NATIVE_DIR}tests/windows/open_dll.c`, object: `${dir}/open_dll.o`, args: flags };
  await compileAll(CLANG, [unit]);
  // What the runtime library would give: the stack probe is among the library's own objects.
  const own = product.objects.filter((object) => object.endsWith("prebuilt_windows.o"));
  await execute(CLANG, [unit.object, ...own, "-o", `${dir}/open_dll.exe`, ...link]);
  // A prefix of its own, and none of Wine's talk of what it does not have.
  const env = { WINEPREFIX: `${dir}/prefix`, WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" };
  const limits = ["--effort", "20", "--seconds", "600"];
  return [
    await run("Windows, the DLL under Wine", [wine, `${dir}/open_dll.exe`, product.library], env),
    await run("Windows, the kernels under Wine", [wine, runner, ...limits, ...rest], env),
  ];
}
