import type { LiveEnvironment } from "../../../../components/aws/mwaa/live/api";
import { lookAt } from "../../check";
import type { World } from "../../world";
import { environmentName } from "../planned";
import { environmentCheck, live } from "./ask";

/** Settings that are plain values in both, by the provider's names. */
const compared = [
  "airflowVersion",
  "environmentClass",
  "maxWorkers",
  "minWorkers",
  "schedulers",
  "dagS3Path",
  "pluginsS3ObjectVersion",
  "requirementsS3ObjectVersion",
  "startupScriptS3ObjectVersion",
  "webserverAccessMode",
] as const;

/** Settings in which MWAA has something else than the stack's state. */
export function differing(world: World, found: LiveEnvironment): string[] {
  const { outputs = {} } = world.made("aws:mwaa/environment:Environment")[0] ?? {};
  return compared.filter((key) => {
    const [mine, theirs] = [outputs[key], found[`${key.charAt(0).toUpperCase()}${key.slice(1)}`]];
    return mine !== undefined && mine !== "" && theirs !== undefined && mine !== theirs;
  });
}

export const stateAgrees = environmentCheck({
  id: "mwaa.state",
  about: "the environment has what the stack's state says",
  permissions: ["airflow:GetEnvironment"],
  why: "the provider sends only what differs from the state: what was changed elsewhere stays",
  source: "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/mwaa/environment.go",
  run: async (world) => {
    const found = await live(world);
    // An undone update is told by the check of it.
    if (found?.Status !== "AVAILABLE" || found.LastUpdate?.Status === "FAILED") return [];
    const keys = differing(world, found);
    if (keys.length === 0) return [];
    const text = `was changed outside of the stack: ${keys.join(", ")}`;
    return [
      lookAt(environmentName(world), text, `pulumi refresh --stack ${world.stack} && pulumi up --stack ${world.stack}`),
    ];
  },
});
