/** Policy documents of the MWAA home, as values: what the execution role may do, and who may use the key and the bucket. */
import { type AwsPlace, arnOf, partitionOf, regionalService } from "./arn";

/** One statement of an IAM policy. */
export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: Record<string, string | string[]> | "*";
  Action: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** An IAM policy. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

export const policy = (...statements: Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});
const allow = (Action: string[], Resource: string | string[], more: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

/** What the statements name. */
export interface RoleScope extends AwsPlace {
  /** Name of the MWAA environment. */
  environment: string;
  bucketArn: string;
  /** ARN of the customer key; undefined where AWS's own key is used. */
  kmsKeyArn: string | undefined;
  /** Whether the bucket was there before: its key is its owner's choice. */
  bucketExists: boolean;
  /** Names in this account, or ARNs. */
  ecrRepositories: readonly string[];
  /** Secret with the login of the package index: a name in this account, or an ARN. */
  indexSecretId?: string | undefined;
}

/** The services that take the execution role (https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html). */
export const mwaaServices = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"];

/**
 * Trust of the execution role: MWAA, and only on behalf of this account (no confused deputy).
 *
 * @param others who may take the role too: ARNs, or services, which act for this account only
 */
export function executionRoleTrust(accountId: string, others: readonly string[] = []): PolicyDocument {
  const assume = (Principal: Statement["Principal"], more: Partial<Statement> = {}): Statement => ({
    Effect: "Allow",
    Principal,
    Action: "sts:AssumeRole",
    ...more,
  });
  const services = others.filter((who) => !who.startsWith("arn:"));
  const arns = others.filter((who) => who.startsWith("arn:"));
  return policy(
    assume(
      { Service: [...mwaaServices, ...services] },
      { Condition: { StringEquals: { "aws:SourceAccount": accountId } } },
    ),
    ...(arns.length > 0 ? [assume({ AWS: arns })] : []),
  );
}

const bucketActions = ["s3:GetObject*", "s3:GetBucket*", "s3:List*"];
/** The same for the policy of one bucket: actions that are about a bucket or its objects, and no others. */
const readActions = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetBucket*", "s3:ListBucket", "s3:ListBucketVersions"];

/** What MWAA itself needs (https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html), ECR and connections. */
export function executionRolePolicy(scope: RoleScope): PolicyDocument {
  const { region, environment, bucketArn } = scope;
  return policy(
    allow(["airflow:PublishMetrics"], arnOf("airflow", scope, `environment/${environment}`)),
    allow(bucketActions, [bucketArn, `${bucketArn}/*`]),
    allow(["s3:GetAccountPublicAccessBlock"], "*"),
    allow(
      [
        "logs:CreateLogStream",
        "logs:CreateLogGroup",
        "logs:PutLogEvents",
        "logs:GetLogEvents",
        "logs:GetLogRecord",
        "logs:GetLogGroupFields",
        "logs:GetQueryResults",
      ],
      arnOf("logs", scope, `log-group:airflow-${environment}-*`),
    ),
    allow(["logs:DescribeLogGroups"], "*"),
    allow(["cloudwatch:PutMetricData"], "*"),
    // The queue is in an account of AWS's, hence the wildcard.
    allow(
      [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
      ],
      `arn:${partitionOf(region)}:sqs:${region}:*:airflow-celery-*`,
    ),
    keyStatement(scope),
    ...(scope.bucketExists ? [decryptStatement(scope, "s3", "aws:s3:arn", [bucketArn, `${bucketArn}/*`], "*")] : []),
    decryptStatement(scope, "secretsmanager", "SecretARN", secretArns(scope), scope.accountId),
    allow(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], secretArns(scope)),
    ...ecrStatements(scope),
  );
}

const keyActions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"];

function keyStatement({ region, accountId, kmsKeyArn }: RoleScope): Statement {
  const actions = keyActions;
  const via = (...services: string[]) => ({
    Condition: { StringLike: { "kms:ViaService": services.map((service) => regionalService(service, region)) } },
  });
  if (kmsKeyArn !== undefined) return allow(actions, kmsKeyArn, via("sqs", "s3"));
  // AWS's own key is in an account of AWS's: any key but this account's.
  const NotResource = `arn:${partitionOf(region)}:kms:*:${accountId}:key/*`;
  return { Effect: "Allow", Action: actions, NotResource, ...via("sqs") };
}

/** Secrets Manager ends the ARN of a secret with six characters of its own. */
function secretArns({ environment, indexSecretId, ...place }: RoleScope): string | string[] {
  const own = arnOf("secretsmanager", place, `secret:${secretsManagerPrefix(environment)}/*`);
  if (indexSecretId === undefined) return own;
  return [
    own,
    indexSecretId.startsWith("arn:") ? indexSecretId : arnOf("secretsmanager", place, `secret:${indexSecretId}-??????`),
  ];
}

/**
 * Reading through a service with whatever key the data has, and no data but this: both services name it in the encryption context
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html).
 */
function decryptStatement(
  { region }: RoleScope,
  service: string,
  context: string,
  data: string | string[],
  account: string,
): Statement {
  return allow(["kms:Decrypt"], `arn:${partitionOf(region)}:kms:${region}:${account}:key/*`, {
    Condition: {
      StringEquals: { "kms:ViaService": regionalService(service, region) },
      StringLike: { [`kms:EncryptionContext:${context}`]: data },
    },
  });
}

/** Pulling images; logging in to a registry cannot be narrowed to one. */
export function ecrStatements({
  ecrRepositories,
  ...place
}: AwsPlace & { ecrRepositories: readonly string[] }): Statement[] {
  if (ecrRepositories.length === 0) return [];
  const arns = ecrRepositories.map((name) =>
    name.startsWith("arn:") ? name : arnOf("ecr", place, `repository/${name}`),
  );
  return [
    allow(["ecr:GetAuthorizationToken"], "*"),
    allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"], arns),
  ];
}

/** Where Airflow's connections and variables are in Secrets Manager: `PREFIX/connections/ID`, `PREFIX/variables/KEY`. */
export const secretsManagerPrefix = (environment: string): string => `airflow/${environment}`;

/** Who else uses a customer key. */
export interface KeyUsers<Text> {
  /** Execution role that exists, which a new key must name. */
  existingRoleArn?: Text;
  /** Whether messages of alarms are encrypted with it too. Default: false. */
  alarms?: boolean;
}

/**
 * Policy of a customer key: the account rules by IAM, CloudWatch Logs may use it for this environment's log groups
 * (https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html).
 */
export const keyPolicy = (place: AwsPlace, environment: string, users: KeyUsers<string> = {}): PolicyDocument =>
  policy(
    {
      Sid: "AccountRulesByIam",
      Effect: "Allow",
      Principal: { AWS: `arn:${partitionOf(place.region)}:iam::${place.accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "LogGroupsOfTheEnvironment",
      Effect: "Allow",
      Principal: { Service: regionalService("logs", place.region) },
      Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: "*",
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": arnOf("logs", place, `log-group:airflow-${environment}-*`) },
      },
    },
    ...(users.existingRoleArn === undefined ? [] : [keyUse(place, users.existingRoleArn)]),
    ...(users.alarms ? [alarmKeyStatement] : []),
  );

/**
 * What CloudWatch needs of the key of a topic, or an alarm is silent
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, "compatibility between event sources and encrypted topics").
 */
const alarmKeyStatement: Statement = {
  Sid: "MessagesOfAlarms",
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
  Resource: "*",
};

/** Policy of the alarms' topic: alarms of this account's region write to it, nobody else (https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html). */
export const alarmTopicPolicy = (place: AwsPlace, topicArn: string): PolicyDocument =>
  policy({
    Sid: "AlarmsOfTheAccount",
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: {
      ArnLike: { "aws:SourceArn": arnOf("cloudwatch", place, "alarm:*") },
      StringEquals: { "aws:SourceAccount": place.accountId },
    },
  });

/** An execution role that exists cannot name a key that is new: the key names the role. */
const keyUse = ({ region }: AwsPlace, roleArn: string): Statement => ({
  Sid: "ExecutionRole",
  Effect: "Allow",
  Principal: { AWS: roleArn },
  Action: keyActions,
  Resource: "*",
  Condition: { StringLike: { "kms:ViaService": ["sqs", "s3"].map((service) => regionalService(service, region)) } },
});

/**
 * Policy of the bucket: TLS only.
 *
 * @param existingRoleArn execution role that exists: it cannot name a bucket that is new, so the bucket names the role
 */
export const bucketPolicy = (bucketArn: string, existingRoleArn?: string): PolicyDocument => {
  const Resource = [bucketArn, `${bucketArn}/*`];
  return policy(
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...(existingRoleArn === undefined
      ? []
      : [{ ...allow(readActions, Resource), Sid: "ExecutionRole", Principal: { AWS: existingRoleArn } }]),
  );
};

/** The Airflow roles that MWAA knows by IAM (https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html). */
export type AirflowRole = "Admin" | "Op" | "Viewer" | "User";

/** What a person or machine needs to act in Airflow as a role. `rest` adds the REST API, as the trigger client uses it. */
export const accessPolicy = (place: AwsPlace, environment: string, role: AirflowRole, rest: boolean): PolicyDocument =>
  policy(
    allow(
      ["airflow:CreateWebLoginToken", ...(rest ? ["airflow:InvokeRestApi"] : [])],
      arnOf("airflow", place, `role/${environment}/${role}`),
    ),
    allow(["airflow:GetEnvironment"], arnOf("airflow", place, `environment/${environment}`)),
  );
