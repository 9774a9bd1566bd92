/** The images that Airflow on GKE runs, and where they come from. Pure. */
import { postgresImage } from "../../../config/gke/keys";
import { isMap, type Values } from "./mergeValues";

/** Images of the chart 1.22.0 besides Airflow's own, by their key in its values. */
const chartImages: Record<string, string> = {
  statsd: "quay.io/prometheus/statsd-exporter:v0.30.0",
  redis: "redis:7.2-bookworm",
  pgbouncer: "apache/airflow:airflow-pgbouncer-2025.03.05-1.23.1",
  pgbouncerExporter: "apache/airflow:airflow-pgbouncer-exporter-2025.03.05-0.18.0",
  gitSync: "registry.k8s.io/git-sync/git-sync:v4.4.2",
  otelCollector: "otel/opentelemetry-collector-contrib:0.70.0",
};

/** `redis:7` -> `library/redis:7`, `quay.io/a/b:1` -> `a/b:1`: what stands below the public registry's host. */
export function publicPath(image: string): string {
  const [head = "", ...rest] = image.split("/");
  if (rest.length === 0) return `library/${head}`;
  return /[.:]|^localhost$/.test(head) ? rest.join("/") : image;
}

/** The image in the registry of one's own; as it is where there is none. */
export const imageFrom = (registry: string | undefined, image: string): string =>
  registry === undefined ? image : `${registry}/${publicPath(image)}`;

const repositoryOf = (image: string): string => image.replace(/:[^:/]*$/, "");

/** Values of the chart that take every image from a registry; none where there is none. */
export function registryValues(registry: string | undefined): Values {
  if (registry === undefined) return {};
  const images = Object.entries(chartImages).map(([key, image]) => [
    key,
    { repository: imageFrom(registry, repositoryOf(image)) },
  ]);
  return { defaultAirflowRepository: imageFrom(registry, "apache/airflow"), images: Object.fromEntries(images) };
}

const valueAt = (values: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), values);

/**
 * What must be in the registry, by public name, for a stack that runs with these values.
 *
 * @param values of the release, the user's included: an image that they name themselves is not told
 */
export function imagesNeeded(
  registry: string,
  airflowVersion: string,
  values: Values,
  database: { kind: string; image?: string },
): string[] {
  const whether: [key: string, wanted: boolean][] = [
    ["redis", valueAt(values, "redis.enabled") === true],
    ["gitSync", valueAt(values, "dags.gitSync.enabled") === true],
    ["statsd", valueAt(values, "statsd.enabled") === true],
    ["pgbouncer", valueAt(values, "pgbouncer.enabled") === true],
    ["pgbouncerExporter", valueAt(values, "pgbouncer.enabled") === true],
    ["otelCollector", valueAt(values, "otelCollector.enabled") === true],
  ];
  const own = (key: string) => String(valueAt(values, `images.${key}.repository`) ?? "").startsWith(`${registry}/`);
  const tagged = (key: string) => {
    const tag = valueAt(values, `images.${key}.tag`);
    const image = chartImages[key] as string;
    return typeof tag === "string" ? `${repositoryOf(image)}:${tag}` : image;
  };
  const chart = whether.filter(([key, wanted]) => wanted && own(key)).map(([key]) => tagged(key));
  const airflow =
    valueAt(values, "images.airflow.repository") === undefined &&
    String(values.defaultAirflowRepository).startsWith(`${registry}/`)
      ? [`apache/airflow:${valueAt(values, "images.airflow.tag") ?? values.defaultAirflowTag ?? airflowVersion}`]
      : [];
  const postgres = database.kind === "cluster" && database.image === undefined ? [postgresImage] : [];
  return [...airflow, ...postgres, ...chart].map((image) => imageFrom(registry, image));
}

/** A repository of Artifact Registry; undefined for a registry elsewhere (https://docs.cloud.google.com/artifact-registry/docs/docker/names). */
export function artifactRepository(
  registry: string | undefined,
): { project: string; location: string; repository: string } | undefined {
  const [, location, path] = /^([a-z0-9-]+)-docker\.pkg\.dev\/(.+)$/.exec(registry ?? "") ?? [];
  if (location === undefined || path === undefined) return undefined;
  // A project of a domain, `acme.com:data`, is two folders.
  const [first = "", second = "", third = ""] = path.split("/");
  const domain = first.includes(".");
  const [project, repository] = domain ? [`${first}:${second}`, third] : [first, second];
  return repository ? { project, location, repository } : undefined;
}
