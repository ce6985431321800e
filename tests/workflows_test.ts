/** The workflows of .github/workflows/: valid YAML, steps that can run, and only tasks that exist. */
import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { z } from "zod";
import config from "../deno.json" with { type: "json" };
import { parseTrendOptions } from "../bench/trends.ts";
import { parseGridOptions } from "../bench/grid/options.ts";

const FOLDER = new URL("../.github/workflows/", import.meta.url);

/** A step is an action or a command, never both. */
const COMMON = { name: z.string().optional(), if: z.string().optional() };
const SETTINGS = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const STEP = z.union([
  z.strictObject({
    ...COMMON,
    uses: z.string().regex(/^[\w.-]+\/[\w./-]+@v\d/, "an action is named with its version"),
    with: SETTINGS.optional(),
    env: SETTINGS.optional(),
  }),
  z.strictObject({
    ...COMMON,
    run: z.string().min(1),
    shell: z.string().optional(),
    env: SETTINGS.optional(),
    "working-directory": z.string().optional(),
  }),
]);
const WORKFLOW = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({ "runs-on": z.string(), "timeout-minutes": z.number().optional(), steps: z.array(STEP).min(1) }),
  ),
});
type Workflow = z.infer<typeof WORKFLOW>;

const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).toSorted();
const workflows: [string, Workflow][] = files.map((name) => [
  name,
  WORKFLOW.parse(parse(Deno.readTextFileSync(new URL(name, FOLDER)), { strict: true, uniqueKeys: true })),
]);

/** The commands of a workflow. */
function commands({ jobs }: Workflow): string[] {
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => "run" in step ? [step.run] : []));
}

Deno.test("every workflow is valid and every `deno task` in it exists", () => {
  assertEquals(files, ["ci.yml", "nightly.yml", "release.yml"]);
  for (const [name, workflow] of workflows) {
    const tasks = commands(workflow).flatMap((run) =>
      [...run.matchAll(/\bdeno task ([\w:]+)/g)].map(([, task]) => task)
    );
    for (const task of tasks) assert(Object.hasOwn(config.tasks, task), `${name}: there is no deno task ${task}`);
  }
});

Deno.test("the nightly run measures, checks, draws even a night that regressed, and keeps the results", () => {
  const [, nightly] = workflows.find(([name]) => name === "nightly.yml")!;
  assert("schedule" in nightly.on && "workflow_dispatch" in nightly.on);
  const { steps } = nightly.jobs.measure;
  const runs = commands(nightly);
  const inOrder = ["deno task build", "deno task bench --quick", "deno task bench:check", "deno task bench:trends"];
  assertEquals(runs, inOrder);
  // The options are ones that the programs take.
  assertEquals(parseGridOptions(runs[1].split(" ").slice(3)).mode, "quick");
  const page = parseTrendOptions([]).output;
  const after = steps.slice(steps.findIndex((step) => "run" in step && step.run === inOrder[3]));
  assert(after.every((step) => step.if === "${{ !cancelled() }}"), "what follows the check runs when it failed too");
  const uses = (action: string) => steps.filter((step) => "uses" in step && step.uses.startsWith(action));
  const paths = uses("actions/upload-artifact").map((step) => "with" in step ? step.with?.path : undefined);
  assertEquals(paths, ["bench/results/trends.html", "bench/results"]);
  assert(page.endsWith(String(paths[0])));
  const cached = [...uses("actions/cache/restore"), ...uses("actions/cache/save")];
  assertEquals(cached.map((step) => "with" in step ? step.with?.path : undefined), ["bench/results", "bench/results"]);
});
