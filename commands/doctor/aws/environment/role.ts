import { arnOf, bucketArnOf, partitionOf, regionalService } from "../../../../components/aws/iam/arn";
import { secretsManagerPrefix } from "../../../../components/aws/iam/policies";
import { broken, type Finding, lookAt } from "../../check";
import type { World } from "../../world";
import { aws, placeOf } from "../clients";
import { bucketName, environmentName, keyArn } from "../planned";
import { environmentCheck, guide, live } from "./ask";

interface Asked {
  actions: string[];
  resources: string[];
  /** Service on whose behalf a key is used. */
  via?: string;
}

export const role = environmentCheck({
  id: "mwaa.role",
  about: "the execution role may do all that MWAA does as it",
  permissions: ["airflow:GetEnvironment", "iam:SimulatePrincipalPolicy"],
  why: "MWAA works as this role: what it may not do fails, in the environment or in its logs",
  source: `${guide}/mwaa-create-role.html`,
  run: async (world) => {
    const arn = String((await live(world))?.ExecutionRoleArn ?? "");
    if (arn === "") return [];
    const iam = await aws(world, "iam");
    const answers = await Promise.all(
      asked(world).map(({ actions, resources, via }) =>
        iam.simulatePrincipalPolicy({
          PolicySourceArn: arn,
          ActionNames: actions,
          ResourceArns: resources,
          ...(via !== undefined && {
            ContextEntries: [{ ContextKeyName: "kms:ViaService", ContextKeyType: "string", ContextKeyValues: [via] }],
          }),
        }),
      ),
    );
    const results = answers.flatMap(({ EvaluationResults = [] }) => EvaluationResults);
    const refused = results.filter(
      ({ EvalDecision, EvalActionName }) => EvalDecision !== "allowed" && EvalActionName !== broad,
    );
    const names = [...new Set(refused.map(({ EvalActionName = "" }) => EvalActionName))];
    const found: Finding[] = [];
    if (names.length > 0)
      found.push(
        broken(
          arn,
          `may not: ${names.join(", ")}`,
          `pulumi refresh --stack ${world.stack} && pulumi up --stack ${world.stack}`,
        ),
      );
    if (results.some((one) => one.EvalActionName === broad && one.EvalDecision === "allowed"))
      found.push(
        lookAt(
          arn,
          `may list every bucket of the account (${broad})`,
          "pulumi config get --path 'airflow:mwaa.policyArns'",
          {
            why: "every DAG may then, and AWS's own policy for the role denies it",
          },
        ),
      );
    return found;
  },
});

/** AWS's sample policy denies it: a role that may is one that somebody made too broad. */
const broad = "s3:ListAllMyBuckets";

/** As AWS's own page of the role has it. */
function asked(world: World): Asked[] {
  const place = placeOf(world);
  const { region } = place;
  const name = environmentName(world);
  const bucket = bucketArnOf(region, bucketName(world) ?? "");
  const key = keyArn(world);
  return [
    { actions: ["airflow:PublishMetrics"], resources: [arnOf("airflow", place, `environment/${name}`)] },
    { actions: ["s3:GetObject", "s3:GetObjectVersion"], resources: [`${bucket}/dags/x.py`] },
    { actions: ["s3:ListBucket", "s3:GetBucketPublicAccessBlock"], resources: [bucket] },
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
      resources: [arnOf("logs", place, `log-group:airflow-${name}-Task`)],
    },
    {
      actions: ["logs:DescribeLogGroups", "cloudwatch:PutMetricData", "s3:GetAccountPublicAccessBlock", broad],
      resources: ["*"],
    },
    {
      actions: [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
      ],
      resources: [`arn:${partitionOf(region)}:sqs:${region}:123456789012:airflow-celery-x`],
    },
    {
      actions: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
      resources: [arnOf("secretsmanager", place, `secret:${secretsManagerPrefix(name)}/connections/x`)],
    },
    ...(key === undefined
      ? []
      : ["sqs", "s3"].map((service) => ({
          actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:Encrypt"],
          resources: [key],
          via: regionalService(service, region),
        }))),
  ];
}
