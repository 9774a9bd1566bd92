/**
 * Keeps the environment where `airflow:protection` is true. Pulumi's own protection would also refuse the sleep, which
 * removes it on purpose: so a hook is asked before it is deleted, in every preview, and only an awake stack says no.
 */
import * as pulumi from "@pulumi/pulumi";
import { override } from "../../../../config/checks/keptData";
import { underMocks } from "../../../shared/underMocks";
import type { AwsPlace } from "../../iam/arn";
import { environmentBefore } from "./before";

/** Also what `pulumi destroy` says, which runs no program and so knows no hook. */
export const guardName = (name: string): string => `airflow:protection is true and keeps the environment ${name}`;

/** What is known when the environment is about to be deleted. */
export interface AboutToGo {
  name: string;
  awake: boolean;
  /** MWAA's word; undefined where it gave none. */
  status: string | undefined;
  onPurpose: boolean;
}

/** Why it may not go; undefined where it may. What MWAA failed to make has no history. Pure. */
export function whyItStays({ name, awake, status, onPurpose }: AboutToGo): string | undefined {
  if (!awake || onPurpose || status === "CREATE_FAILED") return undefined;
  return (
    `airflow:protection is true, and this would delete the environment ${name} with its run history. Fix: go back; ` +
    `npm run --silent plan -- --against stack tells which input does it. On purpose: ${override}=yes pulumi up`
  );
}

/**
 * Registered in every run of an MWAA stack, asleep too: the state names it until it is no longer asked for.
 *
 * @returns hooks for the environment; none where it is not protected
 */
export function environmentGuard(
  place: AwsPlace,
  name: string,
  { awake, protection }: { awake: boolean; protection: boolean },
): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  const refuse = async () => {
    const { aws } = await environmentBefore(place, name);
    const status = "found" in aws ? aws.found.Status : undefined;
    const why = whyItStays({ name, awake, status, onPurpose: process.env[override] === "yes" });
    if (why !== undefined) throw new Error(why);
  };
  const hook = new pulumi.ResourceHook(guardName(name), refuse, { onDryRun: true });
  return protection ? { beforeDelete: [hook] } : undefined;
}
