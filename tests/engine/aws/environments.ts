/** MWAA and the provider in front of it (terraform-provider-aws, internal/service/mwaa/environment.go, late 2025). */
import { isDeepStrictEqual } from "node:util";
import { hasUnknown, type Properties } from "../wire";
import { type Fault, InitFailed, type Things } from "./things";

/** What GetEnvironment tells of an environment, besides what it was given. */
export interface EnvironmentRecord {
  status: "PENDING" | "AVAILABLE" | "CREATE_FAILED" | "UPDATE_FAILED" | "UPDATING";
  createdAt: number;
  /** What it runs with, by the provider's names. */
  settings: Properties;
  tags: Properties;
  lastUpdate?: { status: "SUCCESS" | "FAILED"; strategy?: string; error?: string };
}

/** Optional and not computed: left out, the provider takes them away. The others keep what AWS says. */
const removable = [
  "airflowConfigurationOptions",
  "kmsKey",
  "pluginsS3Path",
  "requirementsS3Path",
  "startupScriptS3Path",
  "tags",
];
/** MWAA's network interfaces go a while after the environment (https://repost.aws/questions/QUq6nFcXJNQ3Wb8KgUaXQZ5w). */
const linger = 300;
const strategy = "workerReplacementStrategy";

export class Environments {
  readonly records = new Map<string, EnvironmentRecord>();
  /** Each UpdateEnvironment, by the provider's names of what was in it. */
  readonly updates: Properties[] = [];
  /** Roles that somebody else made: MWAA finds them fit. */
  readonly othersRoles = new Set<string>();
  private interfaces: { network: Properties; until: number }[] = [];

  /** Fields in which the inputs differ from what the provider read. */
  changed(state: Properties, news: Properties): string[] {
    const given = Object.keys(news).filter((key) => !key.startsWith("__"));
    const different = given.filter(
      (key) => hasUnknown(news[key]) || !isDeepStrictEqual(seen(news[key]), seen(state[key])),
    );
    const gone = removable.filter((key) => news[key] === undefined && seen(state[key]) !== undefined);
    return [...different, ...gone].sort();
  }

  refusal(account: Things, inputs: Properties): string | undefined {
    if (this.records.has(String(inputs.name)))
      return `ValidationException: An environment with the name ${inputs.name} already exists`;
    // MWAA validates the bucket and the role before it starts (https://docs.aws.amazon.com/mwaa/latest/userguide/t-create-update-environment.html).
    const bucket = account
      .ofType("Bucket")
      .find((one) => inputs.sourceBucketArn === `arn:aws:s3:::${one.inputs.bucket}`);
    const guarded = (short: string) =>
      bucket === undefined || account.ofType(short).some((one) => one.inputs.bucket === bucket.inputs.bucket);
    if (!guarded("BucketVersioning")) return "ValidationException: The S3 bucket does not have versioning enabled";
    if (!guarded("BucketPublicAccessBlock"))
      return "ValidationException: Unable to check PublicAccessBlock configuration";
    const role = String(inputs.executionRoleArn).split("/").pop() as string;
    if (!this.othersRoles.has(role) && !account.ofType("RolePolicy").some((one) => one.inputs.role === role))
      return "ValidationException: Provided role does not have sufficient permissions for s3 location";
    const { subnetIds = [] } = inputs.networkConfiguration as { subnetIds?: string[] };
    const tables = account
      .ofType("RouteTableAssociation")
      .filter((one) => subnetIds.includes(String(one.inputs.subnetId)));
    const routed = tables.filter(({ inputs: { routeTableId } }) =>
      [...account.ofType("Route"), ...account.ofType("VpcEndpoint")].some(
        (one) =>
          one.inputs.routeTableId === routeTableId || (one.inputs.routeTableIds as unknown[])?.includes(routeTableId),
      ),
    );
    if (routed.length < tables.length) return "ValidationException: the private subnets have no way out";
    return undefined;
  }

  create({ id, state }: { id: string; state: Properties }, inputs: Properties, fault: Fault | undefined): Properties {
    // The strategy is not in CreateEnvironment; LastUpdate has none until there was an update, and that is what is read back.
    const { [strategy]: _, tags, ...settings } = inputs;
    // With endpoints of the customer's, MWAA waits for them, and the provider is content (waitEnvironmentCreated).
    const made = inputs.endpointManagement === "CUSTOMER" ? "PENDING" : "AVAILABLE";
    const status = fault?.kind === "failed" ? "CREATE_FAILED" : made;
    this.records.set(id, { status, createdAt: Date.now() / 1000, settings, tags: (tags ?? {}) as Properties });
    const read = { ...state, [strategy]: "", status, ...(status === "PENDING" && { webserverUrl: "" }) };
    // The id is set before the wait, so what failed stays in the state.
    if (status === "CREATE_FAILED")
      throw new InitFailed(
        `waiting for MWAA Environment (${id}) create: unexpected state 'CREATE_FAILED': ${fault?.message}`,
        id,
        read,
      );
    return read;
  }

  update(id: string, olds: Properties, state: Properties, inputs: Properties, fault: Fault | undefined): Properties {
    const record = this.records.get(id);
    if (record === undefined) throw new Error(`ResourceNotFoundException: ${id}`);
    const changed = this.changed(olds, inputs);
    record.tags = (inputs.tags ?? {}) as Properties;
    const sent = Object.fromEntries(changed.filter((key) => key !== "tags").map((key) => [key, inputs[key]]));
    // Nothing to change, so nothing is asked: an update because of an earlier error answers with the old state.
    if (Object.keys(sent).length > 0) {
      this.send(id, sent, fault);
      if (fault?.kind === "rolledBack")
        throw new InitFailed(
          `waiting for MWAA Environment (${id}) update: unexpected state 'ROLLING_BACK', wanted target 'AVAILABLE'`,
          id,
          state,
        );
    }
    return { ...state, [strategy]: record.lastUpdate?.strategy ?? "", status: record.status };
  }

  /** UpdateEnvironment, whoever sends it: only what is in it changes, and what is not graceful stops the workers. */
  send(id: string, sent: Properties, fault?: Fault): void {
    const record = this.records.get(id) as EnvironmentRecord;
    if (record.status === "PENDING")
      throw new Error(`ValidationException: Environment ${id} is in PENDING state and cannot be updated`);
    this.updates.push(sent);
    const { [strategy]: how, ...settings } = sent;
    const used = typeof how === "string" ? how : undefined;
    if (fault?.kind === "rolledBack") {
      record.status = "UPDATE_FAILED";
      record.lastUpdate = { status: "FAILED", strategy: used, error: fault.message };
      return;
    }
    record.status = "AVAILABLE";
    record.lastUpdate = { status: "SUCCESS", strategy: used };
    record.settings = { ...record.settings, ...settings };
  }

  delete(id: string, inputs: Properties): void {
    this.records.delete(id);
    this.interfaces.push({ network: inputs.networkConfiguration as Properties, until: Date.now() + linger });
  }

  /** Who uses a subnet or a group. */
  user(kind: "subnetIds" | "securityGroupIds", id: string): string | undefined {
    const uses = (network: unknown) =>
      ((network as Properties | undefined)?.[kind] as unknown[] | undefined)?.includes(id);
    const living = [...this.records].find(([, { settings }]) => uses(settings.networkConfiguration));
    if (living !== undefined) return `is used by the environment ${living[0]}`;
    const late = this.interfaces.some(({ network, until }) => until > Date.now() && uses(network));
    return late ? "is used by a network interface of MWAA's" : undefined;
  }
}

/** To the provider, nothing and empty text are one. */
const seen = (value: unknown): unknown => (value === "" || value === null ? undefined : value);
