/** JupyterLab for tests: the one that `deno task notebook` starts, with settings of its own, on this machine only. */
import { join } from "node:path";
import { ROOT } from "../../bench/venv.ts";

/** A running JupyterLab. */
export interface Lab extends AsyncDisposable {
  /** The address of a notebook in it. */
  address(notebook: string): string;
  /** The folder of its settings, one file for each plugin; what is written there holds for pages opened later. */
  readonly settings: string;
}

/** Starts it with environment variables of its own, and waits until it answers. */
export async function startLab(variables: Record<string, string>): Promise<Lab> {
  const home = await Deno.makeTempDir({ prefix: "raptors-lab-" });
  const settings = join(home, "settings");
  await writeSetting(settings, "docmanager-extension/plugin", { autosave: false });
  const args = ["run", "-A", "notebooks/tools/lab.ts", "--no-open", "--port", String(freePort())];
  const env = {
    ...variables,
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: settings,
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
    IPYTHONDIR: join(home, "ipython"),
  };
  const child = new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env, stdout: "null", stderr: "piped" }).spawn();
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch { /* it has ended already */ }
    await child.status;
    await Deno.remove(home, { recursive: true });
  };
  let said = "";
  const announced = Promise.withResolvers<URL>();
  const listening = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      const url = /http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/.exec(said);
      if (url) announced.resolve(new URL(url[0]));
    }
    announced.reject(new Error(`JupyterLab ended before it gave its address:\n${said}`));
  })();
  try {
    const url = await announced.promise;
    return {
      settings,
      address: (notebook) => `${url.origin}/lab/tree/${notebook}${url.search}`,
      async [Symbol.asyncDispose](): Promise<void> {
        await stop();
        await listening;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Sets options of a plugin, such as `apputils-extension/themes`. */
export async function writeSetting(settings: string, plugin: string, options: unknown): Promise<void> {
  const [extension, name] = plugin.split("/");
  const folder = join(settings, "@jupyterlab", extension);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, `${name}.jupyterlab-settings`), JSON.stringify(options));
}

/** A port that nobody listens on now. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
