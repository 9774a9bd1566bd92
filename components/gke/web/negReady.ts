/**
 * Waits for the NEG itself. The controller names it on the Service first and makes it seconds later (ingress-gce,
 * pkg/neg/controller.go: processService), and a backend service that names one that is not there is refused for good.
 */
import * as pulumi from "@pulumi/pulumi";
import { ConstantBackoff, handleType, retry } from "cockatiel";
import { underMocks } from "../../shared/underMocks";
import { readCompute } from "./computeApi";

class NotThere extends Error {}

/** How often, and for how long in all, is asked. */
export const patience = { seconds: 3, tries: 200 };

/**
 * @param group `projects/P/zones/Z/networkEndpointGroups/NAME`
 * @param status HTTP status of the NEG in the Compute API
 * @throws an Error that tells where to look when it does not come in ten minutes
 */
export async function untilThere(
  group: string,
  status: (group: string) => Promise<number>,
  { seconds, tries } = patience,
): Promise<void> {
  const policy = retry(handleType(NotThere), {
    maxAttempts: tries - 1,
    backoff: new ConstantBackoff(seconds * 1000),
  });
  try {
    await policy.execute(async () => {
      if ((await status(group)) === 404) throw new NotThere();
    });
  } catch (problem) {
    if (!(problem instanceof NotThere)) throw problem;
    throw new Error(
      `${group} is not there after ${Math.round((seconds * tries) / 60)} minutes, though the Service airflow-web names it. ` +
        "The Service's events tell why (kubectl describe service airflow-web). Fix that, then run pulumi up again.",
    );
  }
}

/** Backends as the engine hands them to a hook. */
export const groupsOf = (inputs: unknown): string[] =>
  ((inputs as { backends?: { group?: unknown }[] } | undefined)?.backends ?? []).flatMap(({ group }) =>
    typeof group === "string" ? [group] : [],
  );

/** Hooks for a backend service, in front of its making and every change. None under mocks, which have no hooks. */
export function negsFirst(name: string, opts: pulumi.InvokeOptions): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  const status = async (group: string) => (await readCompute(group, "name", opts)).status;
  const hook = new pulumi.ResourceHook(`${name}-negs`, async ({ newInputs }) => {
    for (const group of groupsOf(newInputs)) await untilThere(group, status);
  });
  return { beforeCreate: [hook], beforeUpdate: [hook] };
}
