/** The policy documents of the MWAA home, by exact value. */
import { expect } from "chai";
import { arnOf, partitionOf, regionalService } from "../../../components/aws/iam/arn";
import {
  accessPolicy,
  bucketPolicy,
  executionRolePolicy,
  executionRoleTrust,
  keyPolicy,
  type Statement,
} from "../../../components/aws/iam/policies";

const place = { region: "ap-northeast-1", accountId: "444455556666" };
const scope = {
  ...place,
  environment: "dev",
  bucketArn: "arn:aws:s3:::b",
  kmsKeyArn: undefined,
  bucketExists: false,
  ecrRepositories: [],
};
const allow = (Action: string[], Resource: string | string[]): Statement => ({ Effect: "Allow", Action, Resource });

describe("the execution role", () => {
  it("is trusted to MWAA, on behalf of its account only", () => {
    expect(executionRoleTrust("444455556666")).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } },
        },
      ],
    });
  });

  it("may do what MWAA needs and no more, with AWS's own key", () => {
    expect(executionRolePolicy(scope).Statement).to.deep.equal([
      allow(["airflow:PublishMetrics"], "arn:aws:airflow:ap-northeast-1:444455556666:environment/dev"),
      allow(["s3:GetObject*", "s3:GetBucket*", "s3:List*"], ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]),
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
        "arn:aws:logs:ap-northeast-1:444455556666:log-group:airflow-dev-*",
      ),
      allow(["logs:DescribeLogGroups"], "*"),
      allow(["cloudwatch:PutMetricData"], "*"),
      allow(
        [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
          "sqs:ReceiveMessage",
          "sqs:SendMessage",
        ],
        "arn:aws:sqs:ap-northeast-1:*:airflow-celery-*",
      ),
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"],
        NotResource: "arn:aws:kms:*:444455556666:key/*",
        Condition: { StringLike: { "kms:ViaService": ["sqs.ap-northeast-1.amazonaws.com"] } },
      },
      {
        ...allow(["kms:Decrypt"], "arn:aws:kms:ap-northeast-1:444455556666:key/*"),
        Condition: {
          StringEquals: { "kms:ViaService": "secretsmanager.ap-northeast-1.amazonaws.com" },
          StringLike: {
            "kms:EncryptionContext:SecretARN":
              "arn:aws:secretsmanager:ap-northeast-1:444455556666:secret:airflow/dev/*",
          },
        },
      },
      allow(
        ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        "arn:aws:secretsmanager:ap-northeast-1:444455556666:secret:airflow/dev/*",
      ),
    ]);
  });

  it("uses a customer key through SQS and S3 of its region", () => {
    const kmsKeyArn = arnOf("kms", place, "key/1");
    expect(executionRolePolicy({ ...scope, kmsKeyArn }).Statement).to.deep.include({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"],
      Resource: kmsKeyArn,
      Condition: {
        StringLike: { "kms:ViaService": ["sqs.ap-northeast-1.amazonaws.com", "s3.ap-northeast-1.amazonaws.com"] },
      },
    });
  });

  it("reads a bucket that was there with whatever key its owner chose, and nothing else by it", () => {
    expect(executionRolePolicy({ ...scope, bucketExists: true }).Statement).to.deep.include({
      ...allow(["kms:Decrypt"], "arn:aws:kms:ap-northeast-1:*:key/*"),
      Condition: {
        StringEquals: { "kms:ViaService": "s3.ap-northeast-1.amazonaws.com" },
        StringLike: { "kms:EncryptionContext:aws:s3:arn": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] },
      },
    });
  });

  it("pulls from the named repositories only, of other accounts too", () => {
    const other = "arn:aws:ecr:us-east-1:777788889999:repository/shared/*";
    const statements = executionRolePolicy({ ...scope, ecrRepositories: ["etl", other] }).Statement;
    expect(statements.slice(-2)).to.deep.equal([
      allow(["ecr:GetAuthorizationToken"], "*"),
      allow(
        ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"],
        ["arn:aws:ecr:ap-northeast-1:444455556666:repository/etl", other],
      ),
    ]);
  });
});

describe("the key and the bucket", () => {
  it("the key serves the account by IAM, and CloudWatch Logs for this environment's groups", () => {
    expect(keyPolicy(place, "dev").Statement).to.deep.equal([
      {
        Sid: "AccountRulesByIam",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::444455556666:root" },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "LogGroupsOfTheEnvironment",
        Effect: "Allow",
        Principal: { Service: "logs.ap-northeast-1.amazonaws.com" },
        Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:ap-northeast-1:444455556666:log-group:airflow-dev-*",
          },
        },
      },
    ]);
  });

  it("the bucket refuses what is not TLS", () => {
    expect(bucketPolicy("arn:aws:s3:::b").Statement).to.deep.equal([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });
});

describe("access to Airflow", () => {
  it("is by Airflow role; the REST API only where asked for", () => {
    expect(accessPolicy(place, "dev", "User", true).Statement).to.deep.equal([
      allow(
        ["airflow:CreateWebLoginToken", "airflow:InvokeRestApi"],
        "arn:aws:airflow:ap-northeast-1:444455556666:role/dev/User",
      ),
      allow(["airflow:GetEnvironment"], "arn:aws:airflow:ap-northeast-1:444455556666:environment/dev"),
    ]);
    expect(accessPolicy(place, "dev", "Viewer", false).Statement[0]?.Action).to.deep.equal([
      "airflow:CreateWebLoginToken",
    ]);
  });
});

describe("other partitions", () => {
  it("have their own ARNs and names of services", () => {
    expect(partitionOf("cn-north-1")).to.equal("aws-cn");
    expect(partitionOf("us-gov-west-1")).to.equal("aws-us-gov");
    expect(arnOf("sqs", { region: "us-gov-west-1", accountId: "1" }, "q")).to.equal(
      "arn:aws-us-gov:sqs:us-gov-west-1:1:q",
    );
    expect(regionalService("logs", "cn-north-1")).to.equal("logs.cn-north-1.amazonaws.com.cn");
  });
});
