/** The chart rendered by real Helm with the values of the plan. Skips, and says why, where Helm or the chart cannot be had. */
import { expect } from "chai";
import { airflowAccounts } from "../../../components/gke/cluster/workloadIdentity";
import type { podMonitoringSpec } from "../../../components/gke/watch/airflowMetrics";
import { webService } from "../../../components/gke/web/neg";
import { objectProblems } from "../../conformance/kubernetes";
import { fits } from "./node";
import { only, type PlanOptions, planned } from "./planned";
import { findTools, podsOf, type Rendered, render } from "./rendered";

const variants: [string, PlanOptions][] = [
  ["by default", {}],
  ["with its metrics", { gke: { metrics: true } }],
  ["with Celery", { gke: { executor: "CeleryExecutor" } }],
  ["with DAGs from git", { config: { "airflow:dags": JSON.stringify({ repo: "https://github.com/a/b" }) } }],
  [
    "with AWS",
    { gke: { aws: {} }, config: { "aws:region": "eu-west-1", "aws:allowedAccountIds": '["444455556666"]' } },
  ],
];

/** An image of the user's own, which the migration must run too. */
const ownImage = { images: { airflow: { repository: "europe-docker.pkg.dev/p/air/airflow", tag: "3.2.2-own" } } };

describe("the chart rendered by Helm", function () {
  this.timeout(180_000);
  const tools = findTools();

  before(function () {
    if ("helm" in tools) return;
    console.log(`      skipped: ${tools.missing}`);
    this.skip();
  });

  it("tells its metrics where Managed Prometheus looks", async function () {
    if (!("helm" in tools)) return this.skip();
    const graph = await planned({ gke: { metrics: true } });
    const { selector, endpoints } = only(graph, "PodMonitoring").inputs.spec as typeof podMonitoringSpec;
    const objects = render(tools, only(graph, "Release").inputs.values);
    const found = podsOf(objects).filter(({ metadata }) =>
      Object.entries(selector.matchLabels).every(([key, value]) => metadata.labels?.[key] === value),
    );
    expect(found.map(({ name }) => name)).to.deep.equal(["airflow-statsd"]);
    const ports = found[0]?.spec.containers.flatMap(({ ports }: Rendered) => ports.map(({ name }: Rendered) => name));
    expect(ports).to.include(endpoints[0]?.port);
    const config = JSON.stringify(objects.filter(({ kind }) => kind === "ConfigMap"));
    expect(config)
      .to.match(/statsd_on = True/)
      .and.match(/statsd_host = airflow-statsd/);
    expect(config).to.contain("airflow_scheduler_heartbeat");
  });

  it("runs the image that the migration ran", async function () {
    if (!("helm" in tools)) return this.skip();
    for (const values of [{}, ownImage]) {
      const graph = await planned({ gke: { values } });
      const objects = render(tools, only(graph, "Release").inputs.values);
      const { spec } = only(graph, "batch/v1:Job").inputs as Rendered;
      const [server] = podsOf(objects).filter(({ name }) => name === "airflow-api-server");
      expect(server?.spec.containers[0].image).to.equal(spec.template.spec.containers[0].image);
    }
  });

  it("takes every image from a registry of one's own, and tells of each", async function () {
    if (!("helm" in tools)) return this.skip();
    const git = { "airflow:dags": JSON.stringify({ repo: "https://github.com/a/b" }) };
    const gke = { registry: "registry.acme.dev/mirror", executor: "CeleryExecutor", database: { kind: "cloudSql" } };
    const graph = await planned({ gke, config: git });
    const pods = podsOf(render(tools, only(graph, "Release").inputs.values));
    const images = pods.flatMap(({ spec }) => [...(spec.initContainers ?? []), ...spec.containers]);
    expect([...new Set(images.map(({ image }) => image))]).to.have.members(graph.outputs.images as string[]);
  });

  for (const [name, options] of variants)
    describe(name, () => {
      let objects: Rendered[];
      before(async function () {
        if (!("helm" in tools)) this.skip();
        else objects = render(tools, only(await planned(options), "Release").inputs.values);
      });
      const container = (pod: { spec: Rendered }) => [...(pod.spec.initContainers ?? []), ...pod.spec.containers];

      it("has no hook, no secret, no disk and no database of its own", () => {
        const text = JSON.stringify(objects);
        expect(text).not.to.include("helm.sh/hook");
        expect(text).not.to.include("volumeClaimTemplates");
        const kinds = objects.map(({ kind }) => kind);
        for (const kind of ["Secret", "PersistentVolumeClaim", "Ingress", "Job"]) expect(kinds).not.to.include(kind);
        expect(text).not.to.include("bitnami");
        expect(text.includes("statsd-exporter")).to.equal(name === "with its metrics");
      });

      it("fits the models of three versions of Kubernetes, the task's pod too", () => {
        const task = podsOf(objects).filter(({ name: own }) => own === "task");
        const pods = task.map(({ metadata, spec }) => ({ apiVersion: "v1", kind: "Pod", metadata, spec }));
        expect([...objects, ...pods].flatMap(objectProblems)).to.deep.equal([]);
      });

      it("asks for processor and memory, with a limit of memory, in every container", () => {
        for (const pod of podsOf(objects))
          for (const { name: own, resources } of container(pod)) {
            expect(resources?.requests, `${pod.name} ${own}`).to.have.all.keys("cpu", "memory");
            expect(resources.limits, `${pod.name} ${own}`).to.include.keys("memory");
          }
      });

      it("gives the login to every pod of Airflow", () => {
        for (const pod of podsOf(objects).filter(({ name: own }) => own !== "airflow-redis"))
          for (const { name: own, env, volumeMounts, image } of container(pod)) {
            if (!String(image).startsWith("apache/airflow:") || own.startsWith("git-sync")) continue;
            if (own.endsWith("log-groomer")) continue;
            const variables = Object.fromEntries(env.map((entry: Rendered) => [entry.name, entry.value]));
            expect(variables.PYTHONPATH, `${pod.name} ${own}`).to.equal("/opt/airflow/iap");
            expect(volumeMounts.map((mount: Rendered) => mount.mountPath)).to.include("/opt/airflow/iap");
          }
      });

      it("runs as the service accounts that Google and AWS know, with the bucket mounted", () => {
        const accounts = objects.filter(({ kind }) => kind === "ServiceAccount");
        for (const account of airflowAccounts) {
          const found = accounts.find(({ metadata }) => metadata.name === account);
          expect(found?.metadata.annotations, account).to.deep.equal({
            "iam.gke.io/gcp-service-account": "airflow-air@my-company-data.iam.gserviceaccount.com",
          });
        }
        for (const { name: own, spec, metadata } of podsOf(objects)) {
          if (own === "airflow-redis" || own === "airflow-statsd") continue;
          expect(airflowAccounts, own).to.include(spec.serviceAccountName);
          expect(metadata.annotations["gke-gcsfuse/volumes"], own).to.equal("true");
          expect(spec.volumes.map((volume: Rendered) => volume.name)).to.include("bucket");
        }
      });

      it("serves the log of a running task by an address that others reach", () => {
        const written = objects.find(({ kind, data }) => kind === "ConfigMap" && data?.["airflow.cfg"] !== undefined);
        const lines = String(written?.data["airflow.cfg"]).split("\n");
        expect(lines).to.include("hostname_callable = airflow.utils.net.get_host_ip_address");
        const ports = podsOf(objects).flatMap(({ name: own, spec }) =>
          spec.containers.flatMap(({ ports: open = [] }: Rendered) =>
            open.map((port: Rendered) => [own, port.containerPort]),
          ),
        );
        expect(ports).to.deep.include(["airflow-triggerer", 8794]);
        if (name !== "with Celery") return;
        expect(ports).to.deep.include(["airflow-worker", 8793]);
        expect(lines).to.include("worker_concurrency = 4");
      });

      it("has API-server pods that the web entry's Service finds", () => {
        const { spec } = webService("airflow") as Rendered;
        const found = podsOf(objects).filter(({ metadata }) =>
          Object.entries(spec.selector).every(([key, value]) => metadata.labels[key] === value),
        );
        expect(found.map(({ name: own }) => own)).to.deep.equal(["airflow-api-server"]);
        const [server] = found[0]?.spec.containers ?? [];
        expect(server.ports).to.deep.equal([{ name: "api-server", containerPort: 8080 }]);
        expect(server.readinessProbe.httpGet.path).to.equal("/api/v2/monitor/health");
      });

      it("has the pods that the network policies name", () => {
        const labels = Object.fromEntries(podsOf(objects).map(({ name: own, metadata }) => [own, metadata.labels]));
        for (const [pod, component] of [
          ["airflow-api-server", "api-server"],
          ...(name === "with Celery" ? [["airflow-redis", "redis"]] : []),
          ...(name === "with Celery" ? [] : [["task", "worker"]]),
        ] as [string, string][])
          expect(labels[pod], pod).to.include({ tier: "airflow", release: "airflow", component });
      });

      it("fits the default node beside Google's own pods, with room for tasks", () => {
        const room = fits(podsOf(objects));
        expect(room.standing.cpu).to.be.lessThan(room.free.cpu);
        expect(room.standing.memory).to.be.lessThan(room.free.memory);
        if (name !== "with Celery") expect(room.tasks).to.be.at.least(4);
      });
    });
});
