/** Reads the stack's config, makes the chosen home, returns its outputs. */
import * as pulumi from "@pulumi/pulumi";
import { PlainError } from "./components/shared/plainError";
import { priorState } from "./components/shared/priorState";
import { underMocks } from "./components/shared/underMocks";
import { ConfigError, parseStackConfig, refuseDataLoss, refusePlaceholders, type Settings } from "./config";
import { override } from "./config/checks/keptData";
import { isConfigSecret, oauthClientOf, secretValues } from "./config/secrets";

async function checkedSettings(): Promise<Settings> {
  const settings = parseStackConfig(pulumi.runtime.allConfig(), pulumi.getStack(), isConfigSecret);
  // The plan shows warnings by itself, and is the one place where the ready stacks' placeholder accounts may pass.
  if (underMocks()) return settings;
  refusePlaceholders(settings, isConfigSecret);
  if (process.env[override] !== "yes") refuseDataLoss(settings, await priorState(), isConfigSecret);
  for (const warning of settings.warnings) void pulumi.log.warn(warning);
  return settings;
}

/**
 * Only the chosen home is loaded: an MWAA stack never loads Kubernetes, a GKE stack AWS only where it uses it. By `require`:
 * an `import()` would start tsx's second thread (scripts/preload.cjs).
 */
async function home({ platform, warnings: _, ...settings }: Settings): Promise<{ outputs: Record<string, unknown> }> {
  if ("mwaa" in settings) {
    const { AirflowOnMwaa } =
      require("./components/aws/airflowOnMwaa") as typeof import("./components/aws/airflowOnMwaa");
    const { checkSubnets } =
      require("./components/aws/network/zones") as typeof import("./components/aws/network/zones");
    await checkSubnets(settings.mwaa.network);
    const { refuseSurprises } =
      require("./components/aws/mwaa/live/upgrade") as typeof import("./components/aws/mwaa/live/upgrade");
    await refuseSurprises(settings);
    const { executionRoleArn, bucketName, kmsKeyArn, packages } = settings.mwaa;
    if (executionRoleArn !== undefined) {
      const { checkRole } =
        require("./components/aws/iam/existingRole") as typeof import("./components/aws/iam/existingRole");
      const { indexSecretId } = packages;
      await checkRole(executionRoleArn, {
        ...settings.aws,
        environment: settings.name,
        bucketName,
        kmsKeyArn,
        indexSecretId,
      });
    }
    return new AirflowOnMwaa(settings.name, settings);
  }
  const { keptName } =
    require("./components/gke/stores/keptPlace") as typeof import("./components/gke/stores/keptPlace");
  keptName(settings.name, settings.gke.database.startEmpty);
  const { AirflowOnGke } = require("./components/gke/airflowOnGke") as typeof import("./components/gke/airflowOnGke");
  const gke = { ...settings.gke, oauthClient: oauthClientOf(settings.gke) };
  const { wantsSnapshot } =
    require("./components/gke/stores/upgradeSnapshot") as typeof import("./components/gke/stores/upgradeSnapshot");
  const snapshotBefore = !underMocks() && wantsSnapshot(await priorState(), settings.airflowVersion);
  const more = { secretValues: secretValues(settings.gke), snapshotBefore };
  return new AirflowOnGke(settings.name, { ...settings, gke, ...more });
}

/** What is protected and no longer made: said here, by name, before the engine deletes anything. */
async function keepProtected({ protection }: Settings): Promise<void> {
  if (!protection || underMocks() || process.env[override] === "yes") return;
  const { deletionRefusals, keptUrns } =
    require("./components/shared/protection") as typeof import("./components/shared/protection");
  const refusals = deletionRefusals(await priorState(), keptUrns());
  if (refusals.length > 0) throw new PlainError(["airflow:protection is true:", ...refusals].join("\n  "));
}

export = async (): Promise<Record<string, unknown>> => {
  try {
    const settings = await checkedSettings();
    const { outputs } = await home(settings);
    await keepProtected(settings);
    return outputs;
  } catch (error) {
    if (error instanceof ConfigError) throw new PlainError(error.message);
    throw error;
  }
};
