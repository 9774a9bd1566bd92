/** Carries out what was decided about an environment that is there, before the provider has its turn. */
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { PlainError } from "../../../shared/plainError";
import type { AwsPlace } from "../../iam/arn";
import { getEnvironment, updateEnvironment } from "./api";
import { type Before, callerOf, type Settings } from "./before";
import { type Decision, decide, reasonOf } from "./decide";

/** Seconds between two looks at an update; tests look more often. */
const pause = (): number => Number(process.env.AIRFLOW_MWAA_POLL_SECONDS ?? 20);
/** A graceful update waits for running tasks, 12 h at most. */
const longest = 13 * 3600;

/**
 * Decides, and sends what the provider would not.
 *
 * @returns what the provider is to be given
 * @throws where MWAA undoes the update, with its reason
 */
export async function settle(
  place: AwsPlace,
  name: string,
  before: Before,
  wanted: Settings,
  replacement: string,
): Promise<Decision> {
  const decision = decide(before, wanted, replacement);
  if (decision.say !== undefined) await (decision.send ? pulumi.log.info : pulumi.log.warn)(decision.say);
  if (decision.send === undefined) return decision;
  const [caller, every] = [callerOf(place), pause()];
  await updateEnvironment(caller, name, decision.send);
  for (let waited = 0; waited < longest; waited += every) {
    await setTimeout(every * 1000);
    const answer = await getEnvironment(caller, name);
    if (!("found" in answer)) continue;
    const { Status, LastUpdate } = answer.found;
    if (Status === "AVAILABLE" && LastUpdate?.Status !== "FAILED") return decision;
    if (["AVAILABLE", "UPDATE_FAILED", "UNAVAILABLE"].includes(Status))
      throw new PlainError(`MWAA undid the update of the environment ${name}: ${reasonOf(answer.found)}`);
  }
  throw new PlainError(`The update of the environment ${name} has not ended after ${longest / 3600} hours.`);
}
