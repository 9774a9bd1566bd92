/** What Google says only because it has not told all of its machines yet: the errors that are worth a retry. */
import * as pulumi from "@pulumi/pulumi";
import { pause } from "../shared/pause";
import { underMocks } from "../shared/underMocks";
import { googleHint } from "./googleHints";

/** Waits before the second to ninth try, seconds: four minutes in all. */
export const waits = [2, 5, 10, 20, 30, 60, 60, 60];

/**
 * Also grants that were just made to Google's own agents, on a key or a shared network: "usually 2 minutes"
 * (https://docs.cloud.google.com/iam/docs/access-change-propagation). Their words: hashicorp/terraform-provider-google #15415,
 * hashicorp/terraform-provider-google #1711, terraform-google-modules/terraform-google-kubernetes-engine #616.
 */
const ungranted = [
  /cloudkms\.cryptoKeyVersions\.useTo(En|De)crypt' denied/,
  /Permission denied on Cloud KMS key/,
  /Google Compute Engine: Required 'compute\.(networks|subnetworks)\.\w+' permission/,
  /required "container\.hostServiceAgent\.use" permission/,
];

/**
 * An API that was just turned on (https://docs.cloud.google.com/service-usage/docs/enable-disable: "a few minutes"), and a
 * service account that was just made (https://docs.cloud.google.com/iam/docs/service-accounts-create: "60 seconds or more").
 */
const lateness = [
  /has not been used in project \S+ before or it is disabled/,
  /SERVICE_DISABLED/,
  /service account \S+ does not exist/i,
  ...ungranted,
];

/** Whether an error goes away by itself. */
export const isLateness = (message: string): boolean => lateness.some((form) => form.test(message));

/** Seconds until the next try; undefined where there is none. `errors` are those of all tries so far. */
export function secondsToNextTry(errors: readonly string[]): number | undefined {
  return isLateness(errors[errors.length - 1] ?? "") ? waits[errors.length - 1] : undefined;
}

let hook: pulumi.ErrorHook | undefined;

/**
 * Makes every Google resource below a component try again while Google is late, and say what to do about an error that does
 * not say it. None under mocks, which have no hooks.
 */
export function retryWhileGoogleIsLate(): pulumi.ResourceTransform[] {
  if (underMocks()) return [];
  hook ??= new pulumi.ErrorHook("google-is-late", async ({ errors }) => {
    const seconds = secondsToNextTry(errors);
    if (seconds === undefined) {
      const hint = googleHint(errors[errors.length - 1] ?? "");
      if (hint !== undefined) await pulumi.log.warn(hint);
      return false;
    }
    await pulumi.log.info(`Google does not know of a change that was just made yet; trying again in ${seconds} s.`);
    return pause(seconds);
  });
  const onError = [hook];
  return [
    async ({ type, props, opts }) =>
      type.startsWith("gcp:")
        ? { props, opts: { ...opts, hooks: { ...opts.hooks, onError: [...(opts.hooks?.onError ?? []), ...onError] } } }
        : undefined,
  ];
}
