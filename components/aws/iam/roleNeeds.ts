/** What MWAA asks of an execution role that exists: its trust, and what its policies must allow. Pure. */
import { type AwsPlace, arnOf, partitionOf, regionalService } from "./arn";
import { mwaaServices, type PolicyDocument, policy, type Statement } from "./policies";

/** What the role is for. */
export interface RoleUse extends AwsPlace {
  /** Name of the MWAA environment. */
  environment: string;
  /** Bucket that exists; a new one admits the role itself. */
  bucketName: string | undefined;
  /** Customer key that exists, or `aws-owned`; a new one admits the role itself. */
  kmsKeyArn: string | undefined;
  /** Secret with the login of the package index. */
  indexSecretId: string | undefined;
}

/** Actions on a resource. */
export interface Need {
  actions: string[];
  resource: string;
  /** Service through which a key is used. */
  via?: string;
  /** Whether nothing but the role's own policies can allow it: a bucket and a key have policies, and MWAA's queue is AWS's. */
  sure: boolean;
}

/** https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html, by names that IAM's simulator takes: no wildcards. */
export function needsOf(use: RoleUse): Need[] {
  const { region, environment, bucketName, kmsKeyArn, indexSecretId } = use;
  const partition = partitionOf(region);
  const queue = [
    "ChangeMessageVisibility",
    "DeleteMessage",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ReceiveMessage",
    "SendMessage",
  ].map((action) => `sqs:${action}`);
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  return [
    {
      actions: ["airflow:PublishMetrics"],
      resource: arnOf("airflow", use, `environment/${environment}`),
      sure: true,
    },
    {
      actions: [
        "logs:CreateLogStream",
        "logs:CreateLogGroup",
        "logs:PutLogEvents",
        "logs:GetLogEvents",
        "logs:GetLogRecord",
        "logs:GetLogGroupFields",
        "logs:GetQueryResults",
      ],
      resource: arnOf("logs", use, `log-group:airflow-${environment}-Task:log-stream:any`),
      sure: true,
    },
    {
      actions: ["logs:DescribeLogGroups", "cloudwatch:PutMetricData", "s3:GetAccountPublicAccessBlock"],
      resource: "*",
      sure: true,
    },
    { actions: queue, resource: `arn:${partition}:sqs:${region}:*:airflow-celery-any`, sure: false },
    ...(bucketName === undefined
      ? []
      : [
          {
            actions: ["s3:ListBucket", "s3:GetBucketPublicAccessBlock", "s3:GetBucketLocation"],
            resource: bucket,
            sure: false,
          },
          { actions: ["s3:GetObject", "s3:GetObjectVersion"], resource: `${bucket}/any`, sure: false },
        ]),
    ...(indexSecretId === undefined
      ? []
      : [{ actions: ["secretsmanager:GetSecretValue"], resource: secretArn(use, indexSecretId), sure: false }]),
    ...(kmsKeyArn?.startsWith("arn:")
      ? [
          {
            actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:Encrypt"],
            resource: kmsKeyArn,
            via: regionalService("sqs", region),
            sure: false,
          },
        ]
      : []),
  ];
}

const secretArn = (place: AwsPlace, id: string): string =>
  id.startsWith("arn:") ? id : arnOf("secretsmanager", place, `secret:${id}-AbCdEf`);

/** What is missing, as a policy that allows it. */
export const grantOf = (missing: readonly Need[]): PolicyDocument =>
  policy(
    ...missing.map(
      ({ actions, resource }): Statement => ({ Effect: "Allow", Action: actions, Resource: wide(resource) }),
    ),
  );

/** A resource that the check named one of, as a policy names them all. */
const wide = (resource: string): string =>
  resource.replace(/(-Task:log-stream:any|-any)$/, "-*").replace(/\/any$/, "/*");

type Loose = Record<string, unknown>;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/**
 * Services of MWAA's that a role's trust does not admit. Conditions are not judged.
 *
 * @param trust the role's trust as IAM tells it, JSON
 */
export function strangersTo(trust: string): string[] {
  const statements = listOf((JSON.parse(trust) as Loose).Statement) as Loose[];
  const admitted = statements
    .filter(
      ({ Effect, Action }) =>
        Effect === "Allow" && listOf(Action).some((one) => /^(\*|sts:(\*|AssumeRole))$/i.test(String(one))),
    )
    .flatMap(({ Principal }) => (Principal === "*" ? mwaaServices : listOf((Principal as Loose | undefined)?.Service)));
  return mwaaServices.filter((service) => !admitted.includes(service));
}
