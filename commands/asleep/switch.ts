/** The config switch and the `up` that follows it. */
import { join } from "node:path";
import { CommandError } from "../line/errors";
import { EXIT } from "../line/exitCodes";
import { lastLines, pulumi, tryPulumi } from "../resume/pulumi";

const root = join(__dirname, "..", "..");

/** Sets `airflow:awake`; with `up` false the rest is the caller's. @throws CommandError with what Pulumi said */
export async function switchTo(stack: string, awake: boolean, up: boolean, after: string): Promise<void> {
  await pulumi({ cwd: root, stack }, ["config", "set", "airflow:awake", String(awake)]);
  if (!up) return;
  const { code, said } = await tryPulumi({ cwd: root, stack, show: process.stderr }, ["up", "--yes", "--skip-preview"]);
  if (code === 0) return;
  throw new CommandError("pulumi", "refused", EXIT.failed, `pulumi up: ${lastLines(said)}`, { fix: after });
}
