import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { installKernel, kernelSpec, uninstallKernel, userDataDir } from "../../notebooks/tools/kernelspec.ts";
import { runCommand } from "../_process.ts";

Deno.test("installKernel() writes a kernel that is interrupted by message and runs in this Deno", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const path = await installKernel(dir);
    assertEquals(path, join(dir, "kernels", "raptors", "kernel.json"));
    const spec = JSON.parse(await Deno.readTextFile(path));
    assertEquals(spec, kernelSpec());
    assertEquals(spec.interrupt_mode, "message");
    assertEquals(spec.argv, [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("uninstallKernel() removes our kernel, leaves others, and tells when there is none", async () => {
  const dir = await Deno.makeTempDir();
  try {
    assertEquals(await uninstallKernel(dir), undefined);
    await Deno.mkdir(join(dir, "kernels", "deno"), { recursive: true });
    await installKernel(dir);
    assertEquals(await uninstallKernel(dir), join(dir, "kernels", "raptors"));
    assertEquals([...Deno.readDirSync(join(dir, "kernels"))].map((entry) => entry.name), ["deno"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("userDataDir() follows Jupyter's rules on each system", () => {
  const unix = { HOME: "/home/ada" };
  assertEquals(userDataDir(unix, "linux"), "/home/ada/.local/share/jupyter");
  assertEquals(userDataDir({ ...unix, XDG_DATA_HOME: "/data" }, "linux"), "/data/jupyter");
  assertEquals(userDataDir(unix, "darwin"), "/home/ada/Library/Jupyter");
  assertEquals(userDataDir({ APPDATA: "/roaming" }, "windows"), "/roaming/jupyter");
  assertEquals(userDataDir({ ...unix, JUPYTER_DATA_DIR: "/mine" }, "darwin"), "/mine");
});

Deno.test("the kernel task installs and uninstalls, and refuses anything else", async () => {
  const dir = await Deno.makeTempDir();
  const task = (...args: string[]) =>
    runCommand(Deno.execPath(), ["run", "-A", "notebooks/tools/kernel.ts", ...args], {
      env: { JUPYTER_DATA_DIR: dir },
    });
  try {
    const path = join(dir, "kernels", "raptors", "kernel.json");
    assertEquals((await task("--install")).stdout, `Installed ${path}\n`);
    assertEquals((await task("--uninstall")).stdout, `Removed ${join(dir, "kernels", "raptors")}\n`);
    assertStringIncludes((await task("--uninstall")).stdout, "Nothing to remove");
    const bad = await task("--remove");
    assertEquals(bad.code, 2);
    assertStringIncludes(bad.stderr, "Expected --install or --uninstall, found --remove");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
