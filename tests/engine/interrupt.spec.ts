/** Ctrl-C while a retry waits: the resource's own error is told, and no broken connection. */
import { spawn } from "node:child_process";
import { expect } from "chai";
import { onEngine } from "./onEngine";

const cloud = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const message = "ValidationException: The execution role is not authorized to perform airflow:PublishMetrics";

onEngine("a Ctrl-C during the retry of the environment", cloud, (engine) => {
  it("ends the update with the environment's own error", async () => {
    const project = await engine.copy("dev", [
      [["aws:allowedAccountIds"], [cloud.accountId]],
      [["gcp:project"], cloud.gcpProject],
    ]);
    try {
      engine.standIn.refusals.push({ type: "aws:mwaa/environment:Environment", message, times: 99 });
      const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", project.stack.name];
      const child = spawn("pulumi", args, {
        cwd: project.dir,
        env: { ...process.env, ...project.env },
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk) => {
          if (!said.includes("trying again in") && `${said}${chunk}`.includes("trying again in"))
            // As a terminal does: to every process of the group.
            setTimeout(() => process.kill(-(child.pid as number), "SIGINT"), 500);
          said += chunk;
        });
      await new Promise((resolve) => child.on("close", resolve));
      expect(said).to.include(message);
      expect(said).to.not.match(/EOF|error reading from server|Unavailable/i);
    } finally {
      project.dispose();
    }
  });
});
