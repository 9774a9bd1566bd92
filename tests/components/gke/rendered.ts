/** The official chart, rendered by a real Helm. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { knownChartVersion } from "../../../config/gke/keys";

const root = join(__dirname, "..", "..", "..");
const run = (command: string, args: string[], timeout = 60_000): string =>
  execFileSync(command, args, { encoding: "utf8", timeout, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 64 << 20 });

/** Helm and chart, or why one of them is not here. */
export type Tools = { helm: string; chart: string; version: string } | { missing: string };

function pulled(helm: string): string {
  const folder = join(root, ".cache", "charts", knownChartVersion);
  if (!existsSync(join(folder, "airflow"))) {
    mkdirSync(folder, { recursive: true });
    const repo = ["--repo", "https://airflow.apache.org", "--version", knownChartVersion];
    run(helm, ["pull", "airflow", ...repo, "--untar", "--untardir", folder]);
  }
  return join(folder, "airflow");
}

/** AIRFLOW_HELM or `helm` of the PATH; AIRFLOW_CHART or the chart from its public source. */
export function findTools(env = process.env): Tools {
  const helm = env.AIRFLOW_HELM ?? "helm";
  let version: string;
  try {
    version = run(helm, ["version", "--short"]).trim();
  } catch {
    return { missing: `no Helm: ${helm} does not run (set AIRFLOW_HELM, or put helm on the PATH)` };
  }
  try {
    return { helm, version, chart: env.AIRFLOW_CHART ?? pulled(helm) };
  } catch (error) {
    const [line] = ((error as { stderr?: string }).stderr ?? String(error)).trim().split("\n");
    return { missing: `no chart ${knownChartVersion}: ${line} (set AIRFLOW_CHART to its folder)` };
  }
}

/** A Kubernetes object, as loosely as tests look at it. */
// biome-ignore lint/suspicious/noExplicitAny: rendered YAML has no type
export type Rendered = any;

/** The objects of a release `airflow` in namespace `airflow`. */
export function render({ helm, chart }: Extract<Tools, { helm: string }>, values: unknown): Rendered[] {
  const folder = mkdtempSync(join(tmpdir(), "airflow-helm-"));
  try {
    const file = join(folder, "values.json");
    writeFileSync(file, JSON.stringify(values));
    const text = run(helm, ["template", "airflow", chart, "--namespace", "airflow", "--values", file]);
    return parseAllDocuments(text)
      .map((document) => document.toJS() as Rendered)
      .filter((object) => object !== null);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The pod that an object makes, KubernetesExecutor's task pod included. */
export function podsOf(objects: Rendered[]): { name: string; metadata: Rendered; spec: Rendered }[] {
  return objects.flatMap((object) => {
    const task = object.kind === "ConfigMap" ? object.data["pod_template_file.yaml"] : undefined;
    if (task !== undefined) {
      const [pod] = parseAllDocuments(task).map((document) => document.toJS() as Rendered);
      return [{ name: "task", metadata: pod.metadata, spec: pod.spec }];
    }
    const { template } = object.spec ?? {};
    return template?.spec ? [{ name: object.metadata.name, metadata: template.metadata, spec: template.spec }] : [];
  });
}
