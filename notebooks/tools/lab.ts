/**
 * `deno task notebook`: JupyterLab on `notebooks/`, with our kernel. Options with `--help`.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../../bench/venv.ts";
import { findJupyter, provideNumPy, venvDataDir } from "./jupyter.ts";

const HELP = `Usage: deno task notebook [--no-open] [--port N]

Opens JupyterLab on notebooks/. Installs it into .venv when it is not there.

  --no-open   serve without opening a browser; the address is printed
  --port N    the port to listen on, on this machine only (default 8888, or the next free one)`;

/** JupyterLab's own settings: nobody asks for its news. */
const OVERRIDES = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
};

async function main(): Promise<number> {
  const options = parse();
  if (typeof options === "number") return options;
  const jupyter = await findJupyter();
  if ("missing" in jupyter) {
    console.error(`JupyterLab cannot be had: ${jupyter.missing}`);
    return 1;
  }
  await provideNumPy();
  const settings = join(venvDataDir(), "lab", "settings");
  await Deno.mkdir(settings, { recursive: true });
  await Deno.writeTextFile(join(settings, "overrides.json"), JSON.stringify(OVERRIDES, null, 2) + "\n");

  const args = ["-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", `--ServerApp.root_dir=${join(ROOT, "notebooks")}`];
  // JupyterLab refuses to run as root, which is who one is in a container.
  if (Deno.uid() === 0) args.push("--allow-root");
  if (!options.open) args.push("--no-browser");
  if (options.port) args.push(`--ServerApp.port=${options.port}`);
  const lab = new Deno.Command(jupyter.python, { args }).spawn();
  // Ctrl+C reaches JupyterLab by itself, and asks there; it must not end this process first.
  Deno.addSignalListener("SIGINT", () => {});
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => lab.kill("SIGTERM"));
  return (await lab.status).code;
}

/** What was asked for; an exit code when there is nothing more to do. */
function parse(): { open: boolean; port: string | undefined } | number {
  const flags = { "no-open": { type: "boolean" }, port: { type: "string" }, help: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ args: Deno.args, options: flags, strict: true, allowPositionals: false });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    const { port } = values;
    if (port !== undefined && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) {
      throw new TypeError(`--port: ${JSON.stringify(port)} is not a whole number from 1 to 65535`);
    }
    return { open: !values["no-open"], port };
  } catch (error) {
    console.error(`${(error as Error).message.split(". ")[0]}\n\n${HELP}`);
    return 2;
  }
}

Deno.exit(await main());
