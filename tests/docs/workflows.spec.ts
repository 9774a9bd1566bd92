/** The ready workflows and the project's own, read with GitHub's own parser, their conditions evaluated and their scripts run with a stand-in `pulumi`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { verb as dags } from "../../commands/dags/verb";
import { verb as plan } from "../../commands/plan/verb";
import { flagOf } from "../../commands/verb";
import { dependencies, devDependencies, engines } from "../../package.json";

const root = join(__dirname, "..", "..");
/** For users to copy, and what GitHub runs on this repository. */
const files = ["docs/workflows", ".github/workflows"].flatMap((folder) =>
  readdirSync(join(root, folder)).map((file) => `${folder}/${file}`),
);

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string | number | boolean>;
}
interface Job {
  env?: Record<string, string>;
  if?: string;
  permissions?: Record<string, string>;
  steps: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  concurrency: Record<string, unknown>;
  jobs: Record<string, Job>;
}

const text = (file: string) => readFileSync(join(root, file), "utf8");
const workflow = (file: string) => parse(text(file)) as Workflow;
const steps = (file: string) => Object.values(workflow(file).jobs).flatMap((job) => job.steps);

/** Inputs of the actions at the pinned commits (their action.yml, read 2026-11-21), as far as the workflows use them. */
const inputs: Record<string, string[]> = {
  "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1": ["persist-credentials", "fetch-depth"],
  "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020": ["node-version"],
  "pulumi/actions@8e5e406f4007fca908480587cb9893c07090f58d": ["pulumi-version"],
  "aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c": [
    "aws-region",
    "role-to-assume",
    "role-duration-seconds",
  ],
  "google-github-actions/auth@7c6bc770dae815cd3e89ee6cdf493a5fab2cc093": [
    "workload_identity_provider",
    "service_account",
  ],
};

describe("the ready workflows", () => {
  for (const file of files) {
    it(`${file} is what GitHub's own parser takes`, async () => {
      const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await import(
        "@actions/workflow-parser"
      );
      const { context, value } = parseWorkflow({ name: file, content: text(file) }, new NoOperationTraceWriter());
      expect(context.errors.getErrors().map(String)).to.deep.equal([]);
      if (!value) throw new Error("no workflow");
      const { errors, jobs } = await convertWorkflowTemplate(context, value);
      expect(errors ?? []).to.deep.equal([]);
      expect(jobs).to.have.length(Object.keys(workflow(file).jobs).length);
    });

    it(`${file} pins each action to a commit, with its version, and gives it only inputs that it has`, () => {
      const used = steps(file).filter((step): step is Step & { uses: string } => step.uses !== undefined);
      for (const { uses, with: given = {} } of used) {
        expect(Object.keys(inputs), uses).to.include(uses);
        expect(inputs[uses]).to.include.members(Object.keys(given));
        expect(text(file)).to.match(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+\\n`));
      }
      for (const { uses, with: given = {} } of used)
        if (uses.startsWith("pulumi/")) expect(given["pulumi-version"]).to.equal(dependencies["@pulumi/pulumi"]);
    });

    it(`${file} holds no key and may write nothing but its own identity token`, () => {
      expect(text(file)).not.to.match(/secrets\.|credentials_json|aws-secret-access-key/);
      const { permissions, jobs } = workflow(file);
      const granted = [permissions, ...Object.values(jobs).map((job) => job.permissions ?? {})].flatMap(Object.entries);
      expect(granted.filter(([, level]) => level === "write").map(([name]) => name)).to.satisfy((names: string[]) =>
        names.every((name) => name === "id-token"),
      );
      // Nothing of an event is pasted into a script: it comes through the environment.
      for (const { run } of steps(file)) expect(run ?? "").not.to.contain("${{");
    });
  }

  it("never cut off an update", () => {
    expect(workflow("docs/workflows/sleep-and-wake.yml").concurrency["cancel-in-progress"]).to.equal(false);
  });
});

/** What an expression gives in a context, by GitHub's own evaluator. */
async function evaluated(expression: string, contexts: Record<string, unknown>): Promise<string> {
  const { data, Evaluator, Lexer, Parser } = await import("@actions/expressions");
  const source = /^\$\{\{(.*)\}\}$/.exec(expression)?.[1] ?? expression;
  const parser = new Parser(new Lexer(source).lex().tokens, Object.keys(contexts), []);
  const context = JSON.parse(JSON.stringify(contexts), data.reviver);
  return new Evaluator(parser.parse(), context).evaluate().coerceString();
}

describe("sleep-and-wake.yml", () => {
  const file = workflow("docs/workflows/sleep-and-wake.yml");
  const job = file.jobs["set-state"] as Job;
  const state = job.env?.STATE ?? "";
  const script = job.steps.find(({ run }) => run?.includes("npm run"))?.run ?? "";
  const times = (file.on.schedule as { cron: string }[]).map(({ cron }) => cron);

  it("sleeps at the evening's time, wakes at the morning's, and does what it is told by hand", async () => {
    const of = (schedule?: string, chosen?: string) =>
      evaluated(state, { github: { event: { schedule: schedule ?? null } }, inputs: { state: chosen ?? null } });
    expect(await Promise.all(times.map((time) => of(time)))).to.deep.equal(["asleep", "awake"]);
    expect(await of(undefined, "asleep")).to.equal("asleep");
    expect(await of(undefined, "awake")).to.equal("awake");
  });

  /** Runs the script in the shell that GitHub uses, with an `npm` that writes down how it is called. */
  function run(environment: Record<string, string>) {
    const bin = mkdtempSync(join(tmpdir(), "workflow-"));
    try {
      writeFileSync(join(bin, "npm"), `#!/bin/sh\necho "$@" >> "${bin}/calls"\n`, { mode: 0o755 });
      writeFileSync(join(bin, "calls"), "");
      const { status, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
        env: { ...environment, PATH: `${bin}${delimiter}${process.env.PATH}` },
        encoding: "utf8",
      });
      return { status, stderr, calls: readFileSync(join(bin, "calls"), "utf8").trim().split("\n") };
    } finally {
      rmSync(bin, { recursive: true });
    }
  }

  it("runs the verb of that state", function () {
    if (process.platform === "win32") this.skip(); // the script is for GitHub's Linux runner
    expect(run({ STATE: "asleep", PULUMI_STACK: "dev" })).to.deep.equal({
      status: 0,
      stderr: "",
      calls: ["run --silent sleep -- --stack dev"],
    });
    expect(run({ STATE: "awake", PULUMI_STACK: "dev" }).calls).to.deep.equal(["run --silent wake -- --stack dev"]);
  });

  it("touches nothing when the state is neither", function () {
    if (process.platform === "win32") this.skip(); // the script is for GitHub's Linux runner
    const { status, stderr, calls } = run({ STATE: "dozing", PULUMI_STACK: "dev" });
    expect([status, stderr, calls]).to.deep.equal([2, "state dozing: allowed are asleep and awake\n", [""]]);
  });
});

describe("preview.yml", () => {
  it("asks the clouds only for branches of the repository itself", async () => {
    const condition = workflow("docs/workflows/preview.yml").jobs.preview?.if ?? "";
    const of = (from: string) =>
      evaluated(condition, {
        github: { repository: "me/air", event: { pull_request: { head: { repo: { full_name: from } } } } },
      });
    expect([await of("me/air"), await of("other/air")]).to.deep.equal(["true", "false"]);
  });

  it("calls the plan with options that it has", () => {
    const run = workflow("docs/workflows/preview.yml").jobs.plan?.steps.find((step) => step.run)?.run ?? "";
    const options = [...(/npm run --silent plan -- (.*) \|/.exec(run)?.[1]?.matchAll(/--[a-z]+/g) ?? [])].map(
      ([option]) => option,
    );
    expect(options).to.deep.equal(["--stack", "--compare"]);
    expect(Object.keys(plan.options).map(flagOf)).to.include.members(options);
  });
});

describe("dags.yml", () => {
  const { jobs } = workflow("docs/workflows/dags.yml");
  const script = (job: string) => jobs[job]?.steps.find(({ run = "" }) => run.includes(" dags "))?.run ?? "";

  it("checks on a pull request, and pushes from main or by hand", async () => {
    const runs = async (event: string) =>
      Promise.all(
        ["check", "push"].map((job) =>
          // What stands between needs jobs to look at: nothing failed here.
          evaluated((jobs[job]?.if ?? "").replace("!failure() && !cancelled()", "true"), {
            github: { event_name: event },
          }),
        ),
      );
    expect(await runs("pull_request")).to.deep.equal(["true", "false"]);
    expect(await runs("push")).to.deep.equal(["true", "true"]);
    expect(await runs("workflow_dispatch")).to.deep.equal(["false", "true"]);
  });

  it("calls dags with options that it has, and goes back only where a commit was given", function () {
    const options = (job: string) => [...script(job).matchAll(/--[a-z-]+(?= |$)/gm)].map(([option]) => option).slice(1);
    expect(Object.keys(dags.options).map(flagOf)).to.include.members(
      [...options("check"), ...options("push")].filter((one) => one !== "--"),
    );
    if (process.platform === "win32") return this.skip(); // the script is for GitHub's Linux runner
    const printed = (to: string) =>
      spawnSync("bash", ["-c", script("push").replace(/^npm run --silent dags --/, "echo")], {
        env: { PATH: process.env.PATH, TO: to },
      })
        .stdout.toString()
        .trim();
    expect(printed("")).to.equal("push --stack dev --no-check");
    expect(printed("v1 x")).to.equal("push --stack dev --no-check --to v1 x");
  });

  it("has a token for the clouds in the job that pushes alone", () => {
    expect([jobs.check?.permissions, jobs.push?.permissions]).to.deep.equal([
      undefined,
      { contents: "read", "id-token": "write" },
    ]);
  });
});

describe("test.yml", () => {
  const { on, jobs } = workflow(".github/workflows/test.yml");
  const commands = Object.values(jobs).flatMap((job) => job.steps.flatMap(({ run = [] }) => run));

  it("runs the README's two commands, on every change and for forks too", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const [, first = ""] = readme.split("```");
    const promised = [...first.matchAll(/^(npm [^#\n]*?) +# /gm)].map(([, command = ""]) => command);
    // `local` runs until Ctrl-C; `npm test` runs it too.
    const [local, ...ending] = [...promised].sort((one) => (one.endsWith("local") ? -1 : 1));
    expect(local).to.equal("npm run --silent local");
    expect(ending.sort()).to.deep.equal(["npm run --silent plan", "npm test"]);
    expect(commands).to.include.members(ending);
    expect(Object.keys(on)).to.deep.equal(["push", "pull_request"]);
  });

  it("needs nothing that the README does not ask for", () => {
    for (const { uses = "" } of steps(".github/workflows/test.yml"))
      expect(uses).to.match(/^(actions\/(checkout|setup-node)@|$)/);
    expect(commands.filter((command) => !command.startsWith("npm "))).to.deep.equal([]);
  });

  it("plans on each release of Node.js that package.json allows", () => {
    const { matrix } = (jobs.plan as Job & { strategy: { matrix: { node: number[] } } }).strategy;
    expect(matrix.node).to.deep.equal([20, 22, 24]);
    expect(engines.node).to.equal(`>=${matrix.node[0]}.20`);
  });
});

describe("the forms of issues", () => {
  const folder = join(root, ".github", "ISSUE_TEMPLATE");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".md")))
    it(`${file} has the name and the line that GitHub shows`, () => {
      const head = /^---\n([\s\S]*?)\n---\n\n\S/.exec(readFileSync(join(folder, file), "utf8"))?.[1] ?? "";
      expect(parse(head)).to.have.keys("name", "about", "labels");
    });
});

// The parser is of the same release as the evaluator: one language.
it("reads workflows with one release of GitHub's language", () => {
  expect(devDependencies["@actions/expressions"]).to.equal(devDependencies["@actions/workflow-parser"]);
});
