/** The clients of AWS's services, each loaded when a check first needs it; one login and one region for all. */
import { type Caller, callMwaa } from "../../../components/aws/mwaa/live/api";
import { CouldNotLook } from "../check";
import type { World } from "../world";

type Config = Pick<
  import("@aws-sdk/client-sts").STSClientConfig,
  "region" | "credentials" | "maxAttempts" | "requestHandler"
>;

const services = {
  sts: async (config: Config) => new (await import("@aws-sdk/client-sts")).STS(config),
  ec2: async (config: Config) => new (await import("@aws-sdk/client-ec2")).EC2(config),
  s3: async (config: Config) => new (await import("@aws-sdk/client-s3")).S3({ ...config, followRegionRedirects: true }),
  iam: async (config: Config) => new (await import("@aws-sdk/client-iam")).IAM(config),
  kms: async (config: Config) => new (await import("@aws-sdk/client-kms")).KMS(config),
  ecr: async (config: Config) => new (await import("@aws-sdk/client-ecr")).ECR(config),
  logs: async (config: Config) => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(config),
  metrics: async (config: Config) => new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(config),
  trail: async (config: Config) => new (await import("@aws-sdk/client-cloudtrail")).CloudTrail(config),
  quotas: async (config: Config) => new (await import("@aws-sdk/client-service-quotas")).ServiceQuotas(config),
};

type Services = typeof services;
type Client<S extends keyof Services> = Awaited<ReturnType<Services[S]>>;

/** Who calls, and where. */
export interface Who {
  account: string;
  arn: string;
}

/** Where the stack's AWS part is. @throws CouldNotLook where it has none: no check of AWS applies then */
export function placeOf({ settings }: World): { region: string; accountId: string } {
  if (settings.aws === undefined) throw new CouldNotLook("the stack has nothing on AWS");
  return settings.aws;
}

export const callerOf = (world: World): Caller => ({ ...placeOf(world), profile: world.config["aws:profile"] });

const configOf = (world: World): Promise<Config> =>
  world.once("aws.config", async () => {
    // Node 20 is what Pulumi and this project still run on; the SDK's advice is not the user's to follow.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
    const { region } = placeOf(world);
    const { profile } = callerOf(world);
    const credentials = defaultProvider({ clientConfig: { region }, ...(profile && { profile }) });
    return {
      region,
      credentials,
      maxAttempts: 3,
      requestHandler: { requestTimeout: 15_000, connectionTimeout: 5_000 },
    };
  });

const made = <S extends keyof Services>(world: World, service: S): Promise<Client<S>> =>
  world.once(`aws.client.${service}`, async () => services[service](await configOf(world))) as Promise<Client<S>>;

/** Asked once. */
export const whoCalls = (world: World): Promise<Who> =>
  world.once("aws.who", async () => {
    const { Account = "", Arn = "" } = await (await made(world, "sts")).getCallerIdentity({});
    return { account: Account, arn: Arn };
  });

/** @throws CouldNotLook where the login is of another account: what is there says nothing about this stack */
async function rightAccount(world: World): Promise<void> {
  // Without an answer the call itself tells more.
  const who = await whoCalls(world).catch(() => undefined);
  const { accountId } = placeOf(world);
  if (who !== undefined && who.account !== accountId)
    throw new CouldNotLook(`this shell's credentials are of account ${who.account}, the stack's is ${accountId}`);
}

/** A service's client, in the stack's region and account. */
export async function aws<S extends keyof Services>(world: World, service: S): Promise<Client<S>> {
  await rightAccount(world);
  return made(world, service);
}

/** An error of MWAA in the form of the SDK's, so that both are read in one place. */
async function mwaaError(response: Response): Promise<Error> {
  const text = await response.text();
  const { message, Message } = (parsed(text) ?? {}) as { message?: string; Message?: string };
  const type = response.headers.get("x-amzn-errortype")?.split(":")[0];
  const name = type ?? (response.status === 403 ? "AccessDeniedException" : `HTTP ${response.status}`);
  return Object.assign(new Error(message ?? Message ?? text.slice(0, 160)), {
    name,
    $metadata: { httpStatusCode: response.status },
  });
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** One call to MWAA's API. @throws an error in the SDK's form, name `ResourceNotFoundException` for 404 */
export async function askMwaa<T>(world: World, method: "GET" | "POST", path: string, body?: object): Promise<T> {
  await rightAccount(world);
  const response = await callMwaa(callerOf(world), method, path, body);
  if (!response.ok) throw await mwaaError(response);
  return (await response.json()) as T;
}
