/** No secret of the config leaves the real engine in plain text: messages, events, outputs, state; right and wrong in shape. */
import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { onEngine } from "./onEngine";
import type { Changes, Project } from "./project";
import { revealed } from "./wire";

const cloud = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const accounts: Changes = [
  [["aws:allowedAccountIds"], [cloud.accountId]],
  [["gcp:project"], cloud.gcpProject],
];
const canary = "hUnTeR2-9f8E7d6C5b4A3c2D1e0F-qPoIuYtReWqLkJhGfDsAmNbVcXz0192837465pOiUyTrEwQlKjHgFdSaMnBv";
const parts = Array.from({ length: canary.length - 7 }, (_, start) => canary.slice(start, start + 8));
const tells = (text: string): string | undefined => parts.find((part) => text.includes(part));

onEngine("a secret of the config", cloud, (engine) => {
  let project: Project;
  before(async () => {
    project = await engine.copy("dev", accounts);
  });
  after(() => project?.dispose());

  const set = (path: string, value: string) => project.stack.setConfig(path, { value, secret: true }, true);

  /** Everything that an operation says, in whatever way. */
  async function said(operation: "preview" | "up"): Promise<string> {
    const texts: string[] = [];
    const options = {
      onEvent: (event: unknown) => void texts.push(JSON.stringify(event)),
      onOutput: (text: string) => void texts.push(text),
      onError: (text: string) => void texts.push(text),
    };
    try {
      // Its result has the config with its secrets, for whoever holds the passphrase.
      await project.stack[operation](options);
    } catch (error) {
      texts.push((error as Error).message);
    }
    return texts.join("\n");
  }

  it("reaches the environment in the nested form, and nothing else tells it", async () => {
    await set("airflow:mwaa.airflowOptions.smtp.smtp_password", canary);
    expect(tells(await said("preview"))).to.equal(undefined);
    expect(tells(await said("up"))).to.equal(undefined);
    const made = engine.standIn.journal.find(({ type, preview }) => type.endsWith(":Environment") && !preview);
    const options = revealed(made?.inputs.airflowConfigurationOptions) as Record<string, string>;
    expect(options["smtp.smtp_password"]).to.equal(canary);
    const { name } = project.stack;
    for (const args of [
      ["stack", "export"],
      ["stack", "history", "--json"],
      ["stack", "output", "--json"],
    ]) {
      const env = { ...process.env, ...project.env };
      const text = execFileSync("pulumi", [...args, "--stack", name], { cwd: project.dir, env, encoding: "utf8" });
      expect(tells(text), args.join(" ")).to.equal(undefined);
    }
  });

  const wrong: [what: string, path: string][] = [
    ["without its section", "airflow:mwaa.airflowOptions.smtp_password"],
    ["nested too deep", "airflow:mwaa.airflowOptions.smtp.auth.password"],
    ["under a key that is not there", "airflow:mwaa.smtpPassword"],
    ["in the place of a number", "airflow:mwaa.maxWorkers"],
    ["in the place of an id", "airflow:mwaa.network.vpcId"],
  ];
  for (const [what, path] of wrong)
    it(`is not told where it is wrong: ${what}`, async () => {
      await set(path, canary);
      const text = await said("preview");
      await project.stack.removeConfig(path, true);
      expect(text).to.include("in the stack config:");
      expect(tells(text)).to.equal(undefined);
    });
});
