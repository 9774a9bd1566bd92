import { Budget } from "@pulumi/gcp/billing/budget";
import { AlertPolicy } from "@pulumi/gcp/monitoring/alertPolicy";
import { Dashboard } from "@pulumi/gcp/monitoring/dashboard";
import { NotificationChannel } from "@pulumi/gcp/monitoring/notificationChannel";
import { UptimeCheckConfig } from "@pulumi/gcp/monitoring/uptimeCheckConfig";
import * as pulumi from "@pulumi/pulumi";
import type { Alerts as AlertKeys } from "../../../config";
import { marks, stackMark } from "../../shared/ownership";
import { policySpecs, type Watched } from "./conditions";
import { dashboardBody } from "./dashboardSpec";

export interface AlertsArgs {
  project: string;
  projectNumber: pulumi.Input<string>;
  /** Name of the stack's Airflow; policies, budget and dashboard are named after it. */
  stackName: string;
  domain: string;
  namespace: string;
  cluster: pulumi.Input<string>;
  /** Cloud SQL instance; undefined where the database is in the cluster. */
  instance: pulumi.Input<string> | undefined;
  /** Whether Airflow's own metrics are collected. */
  metrics: boolean;
  /** Stack config `airflow:alerts`. */
  alerts: AlertKeys;
  /** Asleep there is nothing to watch: check and policies go, channels and budget stay. */
  awake: boolean;
  /** The enabled APIs. */
  after: pulumi.Resource[];
  /** Airflow: before it is there, its silence is no fault. */
  running: pulumi.Resource[];
}

/**
 * Who is told, and what of: channels, an uptime check of the page, alerting policies, the budget, the dashboard.
 *
 * **Cost** A condition is USD 0.10 a month and about 0.03 for what it reads; uptime checks (a million a month), mails, dashboards
 * and budgets are free.
 */
export class Alerts extends pulumi.ComponentResource {
  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:Alerts", name, args, opts);
    const { project, stackName, alerts, awake, after } = args;
    const channels = alerts.emails.map(
      (email) =>
        new NotificationChannel(
          `${name}-${email}`,
          { project, type: "email", displayName: `Airflow ${stackName}: ${email}`, labels: { email_address: email } },
          { parent: this, dependsOn: after },
        ),
    );
    if (awake) this.policies(name, args, channels);
    if (alerts.monthlyBudget !== undefined) this.budget(name, args, channels, alerts.monthlyBudget);
    this.registerOutputs();
  }

  private policies(name: string, args: AlertsArgs, channels: NotificationChannel[]): void {
    const { project, stackName, namespace, cluster, instance, metrics, alerts, running } = args;
    const child = { parent: this, dependsOn: running };
    const known = { project, namespace, metrics, taskFailures: alerts.taskFailures };
    const watched = pulumi.all([cluster, this.check(name, args).uptimeCheckId, instance]).apply(
      ([clusterName, checkId, database]): Watched => ({
        ...known,
        cluster: clusterName,
        checkId,
        instance: database,
      }),
    );
    // Which policies there are, the config says; only what their filters name comes from Google.
    for (const { key, why } of policySpecs({ ...known, cluster: "", checkId: "", instance: undefined }))
      new AlertPolicy(
        `${name}-${key}`,
        {
          project,
          displayName: `${stackName}-${key}`,
          combiner: "OR",
          conditions: watched.apply((one) =>
            policySpecs(one).flatMap((spec) => (spec.key === key ? [spec.condition] : [])),
          ),
          documentation: { content: why.replace("NAMESPACE", namespace), mimeType: "text/markdown" },
          notificationChannels: channels.map((channel) => channel.name),
          userLabels: { airflow: stackName },
        },
        child,
      );
    if (alerts.dashboard)
      new Dashboard(
        `${name}-dashboard`,
        { project, dashboardJson: watched.apply((one) => JSON.stringify(dashboardBody(`Airflow ${stackName}`, one))) },
        child,
      );
  }

  /**
   * The page as somebody sees it who is not logged in: IAP leads to the login, or says that there must be one. What follows a
   * redirect ends at Google's own page, which is as good a sign.
   */
  private check(name: string, { project, stackName, domain, running }: AlertsArgs): UptimeCheckConfig {
    return new UptimeCheckConfig(
      `${name}-check`,
      {
        project,
        displayName: `${stackName}-page`,
        period: "300s",
        timeout: "10s",
        httpCheck: {
          path: "/",
          port: 443,
          useSsl: true,
          validateSsl: true,
          acceptedResponseStatusCodes: [
            { statusClass: "STATUS_CLASS_2XX" },
            { statusValue: 302 },
            { statusValue: 401 },
          ],
        },
        monitoredResource: { type: "uptime_url", labels: { project_id: project, host: domain } },
      },
      { parent: this, dependsOn: running },
    );
  }

  private budget(name: string, args: AlertsArgs, channels: NotificationChannel[], monthly: number): void {
    const { projectNumber, stackName, alerts, after } = args;
    const labels = { [marks.stack]: stackMark(pulumi.getProject(), pulumi.getStack(), "labels") };
    new Budget(
      `${name}-budget`,
      {
        billingAccount: alerts.billingAccount as string, // config refuses a budget without
        displayName: `Airflow ${stackName}`,
        // In the currency of the billing account: Google takes no other.
        amount: { specifiedAmount: { units: String(monthly) } },
        budgetFilter: {
          projects: [pulumi.interpolate`projects/${projectNumber}`],
          calendarPeriod: "MONTH",
          ...(alerts.budgetOf === "stack" && { labels }),
        },
        thresholdRules: ["FORECASTED_SPEND", "CURRENT_SPEND"].map((spendBasis) => ({
          thresholdPercent: 1,
          spendBasis,
        })),
        allUpdatesRule: {
          monitoringNotificationChannels: channels.map((channel) => channel.name),
          disableDefaultIamRecipients: true,
        },
      },
      { parent: this, dependsOn: after },
    );
  }
}
