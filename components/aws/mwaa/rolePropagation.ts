/** A role that IAM has not told every region of yet makes MWAA's validation fail: the one error that is worth a retry. */
import * as pulumi from "@pulumi/pulumi";
import { pause } from "../../shared/pause";
import { underMocks } from "../../shared/underMocks";

/** Waits before the second to sixth try, seconds, after the provider's own two minutes of trying each time. */
export const waits = [10, 20, 30, 60, 180];

/** Seconds after which a role is known everywhere: what MWAA then still refuses is refused for good. */
export const young = 300;

/**
 * Whether an error says that MWAA could not use the role, as it does while a new role has not propagated
 * (https://github.com/hashicorp/terraform-provider-aws/issues/26429).
 */
export const isRolePropagation = (message: string): boolean =>
  /ValidationException/.test(message) &&
  /execution role|assume|unable to read|is not authorized to perform|sufficient permissions for s3|PublicAccessBlock/i.test(
    message,
  );

/**
 * Whether to try again, and after how many seconds.
 *
 * @param errors of the tries so far, the latest last
 * @param age of the role, seconds
 */
export function secondsToNextTry(errors: readonly string[], operation: string, age: number): number | undefined {
  const latest = errors[errors.length - 1] ?? "";
  return operation === "create" && age < young && isRolePropagation(latest) ? waits[errors.length - 1] : undefined;
}

/**
 * Hooks for the environment. None under mocks, which have no hooks.
 *
 * @param roleCreated when the role was made, as IAM says; without it, its age counts from here
 */
export function retryRolePropagation(
  name: string,
  roleCreated: pulumi.Output<string | undefined>,
): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  let born = Date.now();
  roleCreated.apply((created) => {
    born = Date.parse(created ?? "") || born;
  });
  const hook = new pulumi.ErrorHook(`${name}-role-propagation`, async ({ errors, failedOperation }) => {
    const age = Math.round((Date.now() - born) / 1000);
    const seconds = secondsToNextTry(errors, failedOperation, age);
    if (seconds === undefined) return false;
    await pulumi.log.info(
      `MWAA cannot use the execution role yet. The role is ${age} s old, and AWS may need up to ${young} s to know it ` +
        `everywhere; trying again in ${seconds} s.`,
    );
    return pause(seconds);
  });
  return { onError: [hook] };
}
