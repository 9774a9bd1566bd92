import { Budget } from "@pulumi/aws/budgets/budget";
import { Dashboard } from "@pulumi/aws/cloudwatch/dashboard";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import { Topic } from "@pulumi/aws/sns/topic";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription";
import * as pulumi from "@pulumi/pulumi";
import type { Alerts as AlertKeys } from "../../../config";
import { marks, stackMark } from "../../shared/ownership";
import type { AwsPlace } from "../iam/arn";
import { alarmTopicPolicy } from "../iam/policies";
import { alarmSpecs } from "./alarmSpecs";
import { dashboardBody } from "./dashboardSpec";

export interface AlertsArgs {
  place: AwsPlace;
  /** Name of the MWAA environment; alarms, budget and dashboard are named after it. */
  environment: string;
  environmentClass: string;
  /** Stack config `airflow:alerts`. */
  alerts: AlertKeys;
  /** Customer key of the messages; its policy must let CloudWatch use it. Undefined for SNS's own encryption. */
  kmsKeyArn: pulumi.Input<string> | undefined;
  /** Asleep there is no environment to watch: alarms and dashboard go. The topic stays, so that nobody confirms twice. */
  awake: boolean;
  /** The environment: before it is there, its silence is no fault. */
  after: pulumi.Resource[];
}

/**
 * Who is told, and what of: a topic, its mails, the alarms, the budget, the dashboard.
 *
 * **Cost** Nine metrics under alarm are USD 0.90 a month, the dashboard USD 3; an account's first ten and first three are free.
 * A thousand mails a month are free, and a budget that only tells is.
 */
export class Alerts extends pulumi.ComponentResource {
  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:aws:Alerts", name, args, opts);
    const { alerts, awake } = args;
    const topic = this.topic(name, args);
    if (awake) this.alarms(name, args, topic);
    if (alerts.monthlyBudget !== undefined) this.budget(name, args, alerts.monthlyBudget);
    this.registerOutputs();
  }

  private topic(name: string, { place, environment, alerts, kmsKeyArn }: AlertsArgs): Topic {
    const topic = new Topic(
      `${name}-topic`,
      { displayName: `Airflow ${environment}`, kmsMasterKeyId: kmsKeyArn },
      { parent: this },
    );
    new TopicPolicy(
      `${name}-policy`,
      { arn: topic.arn, policy: topic.arn.apply((arn) => JSON.stringify(alarmTopicPolicy(place, arn))) },
      { parent: this },
    );
    for (const endpoint of alerts.emails)
      new TopicSubscription(
        `${name}-${endpoint}`,
        { topic: topic.arn, protocol: "email", endpoint },
        { parent: this, deletedWith: topic },
      );
    return topic;
  }

  private alarms(name: string, args: AlertsArgs, topic: Topic): void {
    const { place, environment, environmentClass, alerts, after } = args;
    const { taskFailures } = alerts;
    const alarms = alarmSpecs({ environment, environmentClass, taskFailures }).map(([key, spec]) => {
      const told = { name: `${environment}-${key}`, alarmActions: [topic.arn], okActions: [topic.arn] };
      new MetricAlarm(`${name}-${key}`, { ...told, ...spec }, { parent: this, dependsOn: after });
      return told.name;
    });
    if (alerts.dashboard)
      new Dashboard(
        `${name}-dashboard`,
        { dashboardName: environment, dashboardBody: dashboardBody(place, environment, alarms) },
        { parent: this, dependsOn: after },
      );
  }

  /** AWS mails by itself here: nobody confirms, and no key has to be shared with it. */
  private budget(name: string, { place, environment, alerts }: AlertsArgs, monthly: number): void {
    const stack = stackMark(pulumi.getProject(), pulumi.getStack(), "tags");
    const notification = (notificationType: "ACTUAL" | "FORECASTED") => ({
      notificationType,
      comparisonOperator: "GREATER_THAN",
      threshold: 100,
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: alerts.emails,
    });
    new Budget(
      `${name}-budget`,
      {
        accountId: place.accountId,
        name: `airflow-${environment}`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(monthly),
        limitUnit: "USD",
        // Tags of the user's own are told with this prefix (https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html).
        ...(alerts.budgetOf === "stack" && {
          costFilters: [{ name: "TagKeyValue", values: [`user:${marks.stack}$${stack}`] }],
        }),
        notifications: [notification("FORECASTED"), notification("ACTUAL")],
      },
      { parent: this },
    );
  }
}
