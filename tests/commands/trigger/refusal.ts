import { TriggerError } from "../../../commands/trigger/index";

/** The error that a promise ends with, whole, for comparison by value. */
export async function refusal(promise: Promise<unknown>): Promise<TriggerError> {
  try {
    await promise;
  } catch (problem) {
    if (problem instanceof TriggerError) return problem;
    throw problem;
  }
  throw new Error("it was not refused");
}
