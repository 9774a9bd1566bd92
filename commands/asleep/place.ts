/** What a stack's outputs say to sleep and wake. */
import { type Address, addressOf } from "../dags/push/store/store";
import { CommandError } from "../line/errors";
import { EXIT } from "../line/exitCodes";
import { outputsOfStack, targetIn } from "../trigger/command/stack";
import type { Target } from "../trigger/target";

export interface Place {
  awake: boolean;
  target: Target;
  /** MWAA only: GKE keeps its database, and needs neither. */
  kept?: { folder: Address; dags: Address; region: string };
}

/** @throws TriggerError where Pulumi has no outputs, CommandError where they are of another time */
export async function placeOf(stack: string, signal: AbortSignal): Promise<Place> {
  const { awake, trigger, sleep } = await outputsOfStack(stack, signal);
  const target = targetIn(trigger, stack);
  const place = { awake: awake !== false, target };
  if (target.kind !== "mwaa") return place;
  const told = (sleep ?? {}) as { folder?: unknown; dags?: unknown };
  const folder = addressOf(String(told.folder));
  const dags = addressOf(String(told.dags));
  if (!folder || !dags)
    throw new CommandError("stack", "bad-stack", EXIT.refused, `the stack ${stack} has no output \`sleep\``, {
      fix: `pulumi up --stack ${stack} with this version of the program, then again`,
    });
  return { ...place, kept: { folder, dags, region: target.region } };
}
