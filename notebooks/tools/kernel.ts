/**
 * `deno task kernel --install | --uninstall`: our kernel for a Jupyter or VS Code that is there already.
 *
 * @module
 */
import { installKernel, kernelSpec, uninstallKernel, userDataDir } from "./kernelspec.ts";

const HELP = `Usage: deno task kernel --install | --uninstall

Adds the kernel "${kernelSpec().display_name}" to your own Jupyter, or takes it away. Where: JUPYTER_DATA_DIR, else where
Jupyter keeps what a user installs.`;

const [action, ...rest] = Deno.args;
if (rest.length > 0 || !["--install", "--uninstall"].includes(action)) {
  const help = action === "--help" && rest.length === 0;
  if (!help) console.error(`Expected --install or --uninstall, found ${Deno.args.join(" ") || "nothing"}`);
  console.log(HELP);
  Deno.exit(help ? 0 : 2);
}
const dataDir = userDataDir();
if (action === "--install") {
  console.log(`Installed ${await installKernel(dataDir)}`);
} else {
  const gone = await uninstallKernel(dataDir);
  console.log(gone ? `Removed ${gone}` : `Nothing to remove: there is no such kernel in ${dataDir}`);
}
