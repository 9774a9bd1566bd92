/** What each type of AWS's asks of the price book, by exact value. */
import { expect } from "chai";
import { awsRules } from "../../../commands/plan/cost/aws";
import { type Case, demands, month, use } from "./demands";

const cases: Case[] = [
  [
    "an environment beyond its base in every way",
    "aws:mwaa/environment:Environment",
    { environmentClass: "mw1.large", minWorkers: 2, maxWorkers: 6, schedulers: 3, minWebservers: 3, maxWebservers: 5 },
    [
      { item: "MWAA environment mw1.large", key: "mwaa.large.hour", quantity: month },
      { item: "MWAA workers beyond the first", key: "mwaa.worker.large.hour", quantity: month, peak: 4 * month },
      { item: "MWAA schedulers beyond two", key: "mwaa.scheduler.large.hour", quantity: month, peak: 0 },
      { item: "MWAA web servers beyond two", key: "mwaa.webserver.large.hour", quantity: month, peak: 2 * month },
      { item: "MWAA metadata database", key: "mwaa.db.gb.month" },
    ],
  ],
  [
    "an environment that leaves all to AWS",
    "aws:mwaa/environment:Environment",
    {},
    [
      { item: "MWAA environment mw1.small", key: "mwaa.small.hour", quantity: month },
      { item: "MWAA workers beyond the first", key: "mwaa.worker.small.hour", quantity: 0, peak: 9 * month },
      { item: "MWAA metadata database", key: "mwaa.db.gb.month" },
    ],
  ],
  [
    "a NAT gateway",
    "aws:ec2/natGateway:NatGateway",
    {},
    [{ item: "NAT gateways", key: "nat.hour", quantity: month }, use("data through NAT", "nat.gb")],
  ],
  ["an address", "aws:ec2/eip:Eip", {}, [{ item: "public IPv4 addresses", key: "public-ipv4.hour", quantity: month }]],
  ["a gateway endpoint", "aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway" }, []],
  ["an endpoint of AWS's default kind", "aws:ec2/vpcEndpoint:VpcEndpoint", {}, []],
  [
    "an interface endpoint of unknown zones",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    { vpcEndpointType: "Interface", subnetIds: "[unknown]" },
    [
      { item: "interface endpoints, per zone", key: "endpoint.interface.hour.az", quantity: month },
      use("data through interface endpoints", "endpoint.interface.gb"),
    ],
  ],
  [
    "a key",
    "aws:kms/key:Key",
    {},
    [{ item: "KMS keys", key: "kms.key.month", quantity: 1 }, use("KMS requests", "kms.request.10k")],
  ],
  ["a bucket of S3", "aws:s3/bucket:Bucket", {}, [{ item: "objects in S3", key: "s3.gb.month" }]],
  [
    "an alarm on one metric",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    { metricName: "SchedulerHeartbeat" },
    [{ item: "metrics under CloudWatch alarms", key: "cloudwatch.alarm.month", quantity: 1 }],
  ],
  [
    "an alarm on an expression of two metrics",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    {
      metricQueries: [
        { id: "a", metric: {} },
        { id: "b", metric: {} },
        { id: "c", expression: "a + b" },
      ],
    },
    [{ item: "metrics under CloudWatch alarms", key: "cloudwatch.alarm.month", quantity: 2 }],
  ],
  [
    "a dashboard",
    "aws:cloudwatch/dashboard:Dashboard",
    {},
    [{ item: "CloudWatch dashboard", key: "cloudwatch.dashboard.month", quantity: 1 }],
  ],
  [
    "a log group",
    "aws:cloudwatch/logGroup:LogGroup",
    {},
    [
      use("logs taken in by CloudWatch", "logs.ingest.gb"),
      { item: "logs kept by CloudWatch", key: "logs.storage.gb.month" },
    ],
  ],
  [
    "a secret of AWS",
    "aws:secretsmanager/secret:Secret",
    {},
    [{ item: "secrets in Secrets Manager", key: "secretsmanager.secret.month", quantity: 1 }],
  ],
];

describe("the demands of", () => {
  for (const [what, type, inputs, expected, others] of cases)
    it(what, () => expect(demands(type, inputs, others)).to.deep.equal(expected));

  it("every type of AWS's that has a rule, tried above", () => {
    expect([...new Set(cases.map(([, type]) => type))].sort()).to.deep.equal(Object.keys(awsRules).sort());
  });
});
