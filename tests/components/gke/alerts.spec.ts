/** Who is told of what on GKE: channels, check, policies, budget, dashboard, Airflow's metrics, awake and asleep. */
import { expect } from "chai";
import type { Graph } from "../../../commands/plan/record/graph";
import { policySpecs, type Watched } from "../../../components/gke/watch/conditions";
import { parseStackConfig } from "../../../config";
import { problemsOf } from "../../conformance/google";
import { planExample } from "../../graph";
import { named, ofType, only, planned, stackConfig, waitsFor } from "./planned";

const watched: Watched = {
  project: "p",
  cluster: "c",
  namespace: "n",
  checkId: "page",
  instance: undefined,
  metrics: true,
  taskFailures: 3,
};
const conditionOf = (key: string, change: Partial<Watched> = {}) => {
  const { displayName: _, ...condition } = policySpecs({ ...watched, ...change }).find((one) => one.key === key)
    ?.condition ?? { displayName: "" };
  return condition;
};
const inCluster = 'resource.labels.cluster_name="c" AND resource.labels.namespace_name="n"';
const ofAirflow = '{cluster="c",namespace="n"}';

describe("the conditions of a GKE stack", () => {
  it("take the page for down where two places in the world do not get it", () => {
    expect(conditionOf("page-down")).to.deep.equal({
      conditionThreshold: {
        filter:
          'resource.type="uptime_url" AND metric.type="monitoring.googleapis.com/uptime_check/check_passed" AND metric.labels.check_id="page"',
        comparison: "COMPARISON_GT",
        thresholdValue: 1,
        duration: "60s",
        aggregations: [
          { alignmentPeriod: "1200s", perSeriesAligner: "ALIGN_NEXT_OLDER", crossSeriesReducer: "REDUCE_COUNT_FALSE" },
        ],
      },
    });
  });

  it("want a heartbeat where Airflow tells its metrics, else a scheduler that runs", () => {
    expect(conditionOf("scheduler-silent")).to.deep.equal({
      conditionPrometheusQueryLanguage: {
        query: `(sum(increase(airflow_scheduler_heartbeat${ofAirflow}[15m])) or vector(0)) < 1`,
        duration: "300s",
        evaluationInterval: "60s",
        disableMetricValidation: true,
      },
    });
    expect(conditionOf("scheduler-silent", { metrics: false })).to.deep.equal({
      conditionAbsent: {
        filter: `resource.type="k8s_container" AND metric.type="kubernetes.io/container/uptime" AND ${inCluster} AND resource.labels.container_name="scheduler"`,
        duration: "900s",
        aggregations: [{ alignmentPeriod: "300s", perSeriesAligner: "ALIGN_MEAN", crossSeriesReducer: "REDUCE_MAX" }],
      },
    });
  });

  it("ask Airflow's metrics for failed tasks, broken files and a standing queue, and nothing where there are none", () => {
    const queries = ["tasks-failing", "dags-broken", "queue-standing"].map((key) => {
      const { conditionPrometheusQueryLanguage: asked } = conditionOf(key) as Record<string, Record<string, string>>;
      return [asked?.query, asked?.duration];
    });
    expect(queries).to.deep.equal([
      [`sum(increase(airflow_ti_failures${ofAirflow}[1h])) >= 3`, "0s"],
      [`max(airflow_dag_processing_import_errors${ofAirflow}) > 0`, "900s"],
      [
        `(sum(airflow_executor_queued_tasks${ofAirflow}) > 0) and on() (sum(airflow_executor_running_tasks${ofAirflow}) == 0)`,
        "900s",
      ],
    ]);
    expect(policySpecs({ ...watched, metrics: false }).map(({ key }) => key)).to.deep.equal([
      "page-down",
      "certificate-ending",
      "scheduler-silent",
      "page-server-silent",
      "pods-restarting",
      "database-full",
      "nodes-gone",
    ]);
  });

  it("look at the disk that the database is on", () => {
    const filter = (change: Partial<Watched>) =>
      (conditionOf("database-full", change) as Record<string, Record<string, unknown>>).conditionThreshold?.filter;
    expect(filter({})).to.equal(
      `resource.type="k8s_pod" AND metric.type="kubernetes.io/pod/volume/utilization" AND ${inCluster} AND resource.labels.pod_name="airflow-postgres-0" AND metric.labels.volume_name="data"`,
    );
    expect(filter({ instance: "sql-1" })).to.equal(
      'resource.type="cloudsql_database" AND metric.type="cloudsql.googleapis.com/database/disk/utilization" AND resource.labels.database_id="p:sql-1"',
    );
  });

  it("each give one series, so that a pod that another one replaces is told by nobody", () => {
    for (const { key, condition } of policySpecs({ ...watched, metrics: false })) {
      const { conditionThreshold, conditionAbsent } = condition as unknown as Record<
        string,
        { aggregations: Record<string, unknown>[] } | undefined
      >;
      for (const one of (conditionThreshold ?? conditionAbsent)?.aggregations ?? [{}]) {
        expect(one.crossSeriesReducer, key).to.match(/^REDUCE_/);
        expect(one, key).to.not.have.property("groupByFields");
      }
    }
  });
});

describe("alarms without Airflow's metrics", () => {
  it("are warned of, as they cannot tell of tasks", () => {
    const told = (metrics: boolean) =>
      parseStackConfig(
        stackConfig({ gke: { metrics }, config: { "airflow:alerts": '{"emails":["ada@my-company.com"]}' } }),
        "dev",
      ).warnings.filter((warning) => warning.startsWith("airflow:alerts"));
    expect(told(false)).to.deep.equal([
      "airflow:alerts: without airflow:gke.metrics nobody is told of failed tasks, broken DAG files or a standing queue.",
    ]);
    expect(told(true)).to.deep.equal([]);
  });
});

describe("a watched GKE stack", () => {
  let graph: Graph;
  before(async () => {
    graph = await planExample("watched-gke");
  });
  const policies = (of: Graph) => ofType(of, "monitoring/alertPolicy:AlertPolicy");

  it("mails each address, with the words of the condition", () => {
    const channels = ofType(graph, "NotificationChannel");
    expect(channels.map(({ inputs: { labels } }) => labels)).to.have.deep.members(
      ["oncall@my-company.com", "ada@my-company.com"].map((email_address) => ({ email_address })),
    );
    expect(policies(graph)).to.have.length(10);
    for (const { inputs: policy, name } of policies(graph)) {
      expect(policy.notificationChannels, name).to.have.length(2);
      expect(policy.conditions, name).to.have.length(1);
      const { content } = policy.documentation as { content: string };
      expect(content, name)
        .to.match(/^[A-Z0-9].{60,}[.?]$/)
        .and.not.contain("NAMESPACE");
    }
    expect(JSON.stringify(policies(graph)))
      .to.contain("watched-gke-cluster")
      .and.contain('\\"airflow\\"');
  });

  it("asks for the page as one who is not logged in, and waits for it first", () => {
    const { httpCheck, monitoredResource } = only(graph, "UptimeCheckConfig").inputs;
    expect(httpCheck).to.deep.equal({
      path: "/",
      port: 443,
      useSsl: true,
      validateSsl: true,
      acceptedResponseStatusCodes: [{ statusClass: "STATUS_CLASS_2XX" }, { statusValue: 302 }, { statusValue: 401 }],
    });
    expect(monitoredResource).to.deep.equal({
      type: "uptime_url",
      labels: { project_id: "my-gcp-project", host: "airflow.my-company.com" },
    });
    expect(waitsFor(graph, "watched-alerts-check", "watched-airflow-release")).to.equal(true);
    expect(waitsFor(graph, "watched-alerts-scheduler-silent", "watched-airflow-release")).to.equal(true);
  });

  it("has a budget of its label in the project, told to the same addresses and nobody else", () => {
    const budget = only(graph, "billing/budget:Budget").inputs;
    expect(budget).to.deep.include({
      billingAccount: "012345-6789AB-CDEF01",
      displayName: "Airflow watched",
      amount: { specifiedAmount: { units: "200" } },
      budgetFilter: {
        projects: ["projects/123456789012"],
        calendarPeriod: "MONTH",
        labels: { "pulumi-stack": "airflow_test" },
      },
      thresholdRules: [
        { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
        { thresholdPercent: 1, spendBasis: "CURRENT_SPEND" },
      ],
    });
    expect(budget.allUpdatesRule).to.include({ disableDefaultIamRecipients: true });
    const apis = ofType(graph, "projects/service:Service").map(({ inputs: { service } }) => service);
    expect(apis).to.include("billingbudgets.googleapis.com");
  });

  it("shows what it watches on a dashboard that Google's API takes", () => {
    const body = JSON.parse(String(only(graph, "monitoring/dashboard:Dashboard").inputs.dashboardJson));
    expect(problemsOf("monitoring.v1", "Dashboard", body)).to.deep.equal([]);
    expect(problemsOf("monitoring.v1", "Dashboard", { ...body, columns: 2 })).to.not.deep.equal([]);
    expect(JSON.stringify(body)).to.contain("airflow_scheduler_heartbeat").and.contain("volume/utilization");
  });

  it("leaves the exporter on the node that stays, where there is one", () => {
    expect(only(graph, "Release").inputs.values).to.have.deep.nested.property("statsd.nodeSelector", {
      "airflow-pods": "standing",
    });
  });

  it("hands Airflow's metrics to Managed Prometheus, from a pod that has the labels and the port", async () => {
    const cluster = only(graph, "container/cluster:Cluster").inputs;
    expect(cluster).to.have.nested.property("monitoringConfig.managedPrometheus.enabled", true);
    expect(only(graph, "PodMonitoring").inputs.spec).to.deep.equal({
      selector: { matchLabels: { tier: "airflow", component: "statsd", release: "airflow" } },
      endpoints: [{ port: "statsd-scrape", interval: "60s" }],
    });
    const values = only(await planned({ gke: { metrics: true } }), "Release").inputs.values;
    expect(values).to.have.deep.property("statsd", {
      enabled: true,
      resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    });
  });

  it("logs what comes to the page", () => {
    expect(only(graph, "BackendService").inputs.logConfig).to.deep.equal({ enable: true, sampleRate: 1 });
  });

  it("asleep tells nothing false, and keeps channels and budget", async () => {
    const asleep = await planExample("watched-gke", { "airflow:awake": "false" });
    expect(policies(asleep)).to.deep.equal([]);
    expect(ofType(asleep, "UptimeCheckConfig")).to.deep.equal([]);
    expect(ofType(asleep, "NotificationChannel")).to.have.length(2);
    expect(ofType(asleep, "billing/budget:Budget")).to.have.length(1);
  });

  it("is a choice: a plain stack has none of it", async () => {
    const plain = await planned();
    expect(plain.resources.filter(({ type }) => /monitoring|billing|Alerts|AirflowMetrics/.test(type))).to.deep.equal(
      [],
    );
    expect(only(plain, "BackendService").inputs).to.not.have.property("logConfig");
    expect(named(plain, "air-gke-cluster").inputs).to.have.nested.property(
      "monitoringConfig.managedPrometheus.enabled",
      false,
    );
  });
});
