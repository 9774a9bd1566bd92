/** A role that IAM has not told every region of yet makes MWAA's validation fail: the one error that is worth a retry. */
import * as pulumi from "@pulumi/pulumi";
import { pause } from "../../shared/pause";
import { underMocks } from "../../shared/underMocks";

/** Waits before the second to sixth try, seconds: five minutes in all, after the provider's own two. */
export const waits = [10, 20, 30, 60, 180];

/** Whether an error says that MWAA could not use the role, as it does while a new role has not propagated. */
export const isRolePropagation = (message: string): boolean =>
  /ValidationException/.test(message) &&
  /execution role|assume|unable to read|is not authorized to perform/i.test(message);

/** Whether to try again, and after how many seconds. `failures` counts from 1. */
export function retryAfter(errors: readonly string[], operation: string): number | undefined {
  const latest = errors[errors.length - 1] ?? "";
  return operation === "create" && isRolePropagation(latest) ? waits[errors.length - 1] : undefined;
}

let hook: pulumi.ErrorHook | undefined;

/** Hooks for the environment. None under mocks, which have no hooks. */
export function retryRolePropagation(): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  hook ??= new pulumi.ErrorHook("mwaa-role-propagation", async ({ errors, failedOperation }) => {
    const seconds = retryAfter(errors, failedOperation);
    if (seconds === undefined) return false;
    await pulumi.log.info(`MWAA cannot use the new execution role yet; trying again in ${seconds} s.`);
    return pause(seconds);
  });
  return { onError: [hook] };
}
