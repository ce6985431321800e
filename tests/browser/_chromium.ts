/** The browser of the tests: a Chromium that is there already, without a window. */
import { type Browser, chromium, type Page } from "playwright-core";

const CANDIDATES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The folder of the pictures that the tests take. */
export const SCREENSHOTS: URL = new URL("screenshots/", import.meta.url);

/** The path of a Chromium, that of RAPTORS_CHROMIUM first; undefined if there is none. */
export function findChromium(): string | undefined {
  const chosen = Deno.env.get("RAPTORS_CHROMIUM");
  return (chosen ? [chosen] : CANDIDATES).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Starts it. Whoever asked closes it. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(`Expected a Chromium at one of ${CANDIDATES.join(", ")}: found none`);
  }
  // Its sandbox refuses to run as root, who one is in a container. What is opened here is our own.
  return await chromium.launch({ executablePath, args: Deno.uid() === 0 ? ["--no-sandbox"] : [] });
}

/** Takes a picture of what is seen now. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await Deno.mkdir(SCREENSHOTS, { recursive: true });
  await Deno.writeFile(new URL(`${name}.png`, SCREENSHOTS), await page.screenshot());
}
