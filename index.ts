/** Reads the stack's config, builds the chosen home, returns its outputs. */
import * as pulumi from "@pulumi/pulumi";
import { underMocks } from "./components/shared/underMocks";
import { ConfigError, parseStackConfig, refusePlaceholders, type Settings } from "./config";

function settings(): Settings {
  try {
    const checked = parseStackConfig(pulumi.runtime.allConfig(), pulumi.getStack());
    // The plan shows warnings by itself, and is the one place where the ready stacks' placeholder accounts may pass.
    if (underMocks()) return checked;
    refusePlaceholders(checked);
    for (const warning of checked.warnings) void pulumi.log.warn(warning);
    return checked;
  } catch (error) {
    // A RunError is printed as it is, without a stack trace. Node 20 formats one all the same, in 12 s and 3 GB, unless it is text.
    if (error instanceof ConfigError) throw Object.assign(new pulumi.RunError(error.message), { stack: error.message });
    throw error;
  }
}

export = async (): Promise<Record<string, unknown>> => {
  const checked = settings();
  // Only the chosen home is loaded: an MWAA stack never loads Kubernetes, a GKE stack AWS only where it uses it.
  if (checked.platform === "mwaa") return (await import("./components/aws/airflowOnMwaa")).mwaaHome(checked);
  return (await import("./components/gke/airflowOnGke")).gkeHome(checked);
};
