/** Who is told of what on MWAA: alarms, topic, budget, dashboard, awake and asleep. */
import { expect } from "chai";
import type { Graph } from "../../../commands/plan/record/graph";
import { alarmTopicPolicy, keyPolicy } from "../../../components/aws/iam/policies";
import { alarmSpecs } from "../../../components/aws/watch/alarmSpecs";
import { counts, named, ofType, planExample, planStack, waitsFor } from "../../graph";

const place = { region: "us-east-1", accountId: "111122223333" };
const watched = { environment: "etl", environmentClass: "mw1.small", taskFailures: 3 };
const inEtl = (dimensions: object) => ({ ...dimensions, Environment: "etl" });

describe("the alarms of an environment", () => {
  const byKey = Object.fromEntries(alarmSpecs(watched));
  const withoutWords = (key: string) => {
    const { alarmDescription: _, ...rest } = byKey[key] ?? {};
    return rest;
  };

  it("tell of a silent scheduler after 15 minutes, and take no news for bad news", () => {
    expect(withoutWords("scheduler-silent")).to.deep.equal({
      namespace: "AmazonMWAA",
      metricName: "SchedulerHeartbeat",
      dimensions: inEtl({ Function: "Scheduler" }),
      statistic: "Sum",
      period: 300,
      evaluationPeriods: 3,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
  });

  it("count failed tries over an hour, and take no news for good news", () => {
    expect(withoutWords("tasks-failing")).to.deep.equal({
      namespace: "AmazonMWAA",
      metricName: "TaskInstanceFailures",
      dimensions: inEtl({ DAG: "All", Task: "All" }),
      statistic: "Sum",
      period: 3600,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 3,
      treatMissingData: "notBreaching",
    });
  });

  it("hold the queue against what runs", () => {
    expect(withoutWords("queue-standing")).to.deep.equal({
      metricQueries: [
        {
          id: "queued",
          metric: {
            namespace: "AWS/MWAA",
            metricName: "QueuedTasks",
            dimensions: inEtl({}),
            stat: "Minimum",
            period: 300,
          },
        },
        {
          id: "running",
          metric: {
            namespace: "AWS/MWAA",
            metricName: "RunningTasks",
            dimensions: inEtl({}),
            stat: "Maximum",
            period: 300,
          },
        },
        {
          id: "standing",
          label: "Tasks wait and none runs",
          expression: "IF(FILL(queued, 0) > 0 AND FILL(running, 0) == 0, 1, 0)",
          returnData: true,
        },
      ],
      evaluationPeriods: 3,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      treatMissingData: "notBreaching",
    });
  });

  it("watch the database, the schedulers and the workers", () => {
    const brief = ["dags-broken", "database-memory", "database-busy", "scheduler-busy", "worker-memory"].map((key) => {
      const { metricName, dimensions, statistic, comparisonOperator, threshold, period, evaluationPeriods } = byKey[
        key
      ] as Record<string, unknown>;
      return [
        metricName,
        dimensions,
        statistic,
        comparisonOperator,
        threshold,
        Number(period) * Number(evaluationPeriods),
      ];
    });
    const [more, less] = ["GreaterThanOrEqualToThreshold", "LessThanThreshold"];
    expect(brief).to.deep.equal([
      ["ImportErrors", inEtl({ Function: "DAG Processing" }), "Minimum", more, 1, 900],
      ["FreeableMemory", inEtl({ DatabaseRole: "WRITER" }), "Average", less, 209_715_200, 900],
      ["CPUUtilization", inEtl({ DatabaseRole: "WRITER" }), "Average", more, 90, 1800],
      ["CPUUtilization", inEtl({ Cluster: "Scheduler" }), "Average", more, 90, 1800],
      ["MemoryUtilization", inEtl({ Cluster: "BaseWorker" }), "Maximum", more, 95, 900],
    ]);
  });

  it("each say why, in what a mail can hold", () => {
    for (const [key, { alarmDescription }] of alarmSpecs(watched)) {
      expect(alarmDescription, key).to.match(/^[A-Z0-9].{60,}\.$/);
      expect(String(alarmDescription).length, key).to.be.at.most(1024);
    }
  });

  it("leave out what a class of one container does not have", () => {
    const keys = alarmSpecs({ ...watched, environmentClass: "mw1.micro" }).map(([key]) => key);
    expect(Object.keys(byKey).filter((key) => !keys.includes(key))).to.deep.equal(["scheduler-busy", "worker-memory"]);
  });
});

describe("a watched MWAA stack", () => {
  let graph: Graph;
  before(async () => {
    graph = await planExample("watched-mwaa");
  });
  const alarms = (of: Graph) => ofType(of, "cloudwatch/metricAlarm:MetricAlarm");

  it("mails each address by one topic under the stack's own key, which CloudWatch may use", () => {
    const topic = named(graph, "watched-alerts-topic");
    const key = named(graph, "watched-key");
    expect(topic.inputs.kmsMasterKeyId).to.match(/:key\//);
    expect(key.inputs.policy).to.equal(JSON.stringify(keyPolicy(place, "watched", { alarms: true })));
    expect(keyPolicy(place, "watched", { alarms: true }).Statement.slice(2)).to.deep.equal([
      {
        Sid: "MessagesOfAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
      },
    ]);
    const arn = "arn:aws:sns:us-east-1:111122223333:watched-alerts-topic";
    expect(ofType(graph, "TopicSubscription").map(({ inputs }) => inputs)).to.have.deep.members(
      ["oncall@my-company.com", "ada@my-company.com"].map((endpoint) => ({ topic: arn, protocol: "email", endpoint })),
    );
    for (const { inputs } of alarms(graph)) {
      expect(inputs.alarmActions).to.deep.equal([arn]);
      expect(inputs.okActions).to.deep.equal([arn]);
    }
    expect(named(graph, "watched-alerts-policy").inputs.policy).to.equal(JSON.stringify(alarmTopicPolicy(place, arn)));
  });

  it("lets the account's alarms write to the topic, and nobody else", () => {
    expect(alarmTopicPolicy(place, "TOPIC").Statement).to.deep.equal([
      {
        Sid: "AlarmsOfTheAccount",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "TOPIC",
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*" },
          StringEquals: { "aws:SourceAccount": "111122223333" },
        },
      },
    ]);
  });

  it("watches an environment that is there", () => {
    expect(alarms(graph).map(({ inputs }) => inputs.name))
      .to.have.length(8)
      .and.include("watched-scheduler-silent");
    expect(waitsFor(graph, "watched-alerts-scheduler-silent", "watched-environment")).to.equal(true);
  });

  it("has a budget of what carries its tag", () => {
    const { tags: _, ...budget } = named(graph, "watched-alerts-budget").inputs;
    const mails = ["oncall@my-company.com", "ada@my-company.com"];
    expect(budget).to.deep.equal({
      accountId: "111122223333",
      name: "airflow-watched",
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: "600",
      limitUnit: "USD",
      costFilters: [{ name: "TagKeyValue", values: ["user:pulumi-stack$airflow/test"] }],
      notifications: ["FORECASTED", "ACTUAL"].map((notificationType) => ({
        notificationType,
        comparisonOperator: "GREATER_THAN",
        threshold: 100,
        thresholdType: "PERCENTAGE",
        subscriberEmailAddresses: mails,
      })),
    });
  });

  it("shows every alarm and what it watches on one dashboard", () => {
    const { widgets } = JSON.parse(String(named(graph, "watched-alerts-dashboard").inputs.dashboardBody));
    const arns = alarms(graph).map(({ inputs }) => `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${inputs.name}`);
    expect(widgets[0].properties.alarms).to.have.members(arns);
    const shown = JSON.stringify(widgets.slice(1));
    for (const { inputs } of alarms(graph))
      for (const metric of [
        inputs,
        ...((inputs.metricQueries ?? []) as { metric?: object }[]).map((one) => one.metric ?? {}),
      ])
        if ("metricName" in metric) expect(shown).to.contain(`"${metric.metricName}"`);
    const boxes = widgets.map(({ x, y, width, height }: Record<string, number>) => [x, y, width, height].join());
    expect(new Set(boxes).size).to.equal(widgets.length);
  });

  it("asleep tells nothing false, and asks nobody to confirm again on waking", async () => {
    const asleep = await planExample("watched-mwaa", { "airflow:awake": "false" });
    const { MetricAlarm: _, ...left } = Object.fromEntries(
      Object.entries(counts(asleep)).map(([type, count]) => [type.replace(/^.*:/, ""), count]),
    );
    expect(alarms(asleep)).to.deep.equal([]);
    expect(left).to.include({ Topic: 1, TopicSubscription: 2, TopicPolicy: 1, Budget: 1 });
    expect(left).to.not.have.property("Dashboard");
  });

  it("sends under the key that config names, or SNS's own", async () => {
    const arn = "arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef";
    const keyOf = async (kmsKeyArn: string) =>
      named(await planExample("watched-mwaa", { "airflow:mwaa": { kmsKeyArn } }), "watched-alerts-topic").inputs
        .kmsMasterKeyId;
    expect(await keyOf(arn)).to.equal(arn);
    expect(await keyOf("aws-owned")).to.equal(undefined);
  });

  it("is a choice: the ready stack has none of it", async () => {
    const plain = await planStack("dev");
    expect(plain.resources.filter(({ type }) => /sns|metricAlarm|dashboard|budget|Alerts/.test(type))).to.deep.equal(
      [],
    );
    expect(String(named(plain, "airflow-dev-key").inputs.policy)).to.not.contain("cloudwatch.amazonaws.com");
  });
});
