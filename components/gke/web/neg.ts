/** The web Service, and the network endpoint groups (NEGs) that Google makes for it. Pure. */
import type { ServiceArgs } from "@pulumi/kubernetes/core/v1/service";
import type * as pulumi from "@pulumi/pulumi";

/** Port of Airflow's API server, in the pod and on the Service. */
export const webPort = 8080;

/** Google's load balancers and health checks (https://docs.cloud.google.com/load-balancing/docs/firewall-rules). */
export const googleFrontEnds = ["130.211.0.0/22", "35.191.0.0/16"];

/** Answers 200 without a login (Airflow 3). */
export const healthPath = "/api/v2/monitor/health";

/** Where the NEG controller writes what it made. */
export const negStatusAnnotation = "cloud.google.com/neg-status";

/** A Service of our own on the chart's API-server pods. It is ready when its NEG is there, pods or no pods. */
export function webService(namespace: pulumi.Input<string>): ServiceArgs {
  return {
    metadata: {
      name: "airflow-web",
      namespace,
      annotations: {
        "cloud.google.com/neg": JSON.stringify({ exposed_ports: { [webPort]: {} } }),
        "pulumi.com/waitFor": `jsonpath={.metadata.annotations['${negStatusAnnotation}']}`,
      },
    },
    spec: {
      type: "ClusterIP",
      selector: { tier: "airflow", component: "api-server", release: "airflow" },
      ports: [{ name: "http", port: webPort, targetPort: webPort }],
    },
  };
}

/** One backend of the load balancer. */
export interface NegGroup {
  group: string;
  balancingMode: string;
  maxRatePerEndpoint: number;
}

/**
 * Backends from the controller's annotation.
 *
 * @param status `{"network_endpoint_groups":{"8080":"NAME"},"zones":["ZONE"]}`
 * @throws an Error that shows the annotation where it is not of that form
 */
export function negGroups(project: string, status: string | undefined): NegGroup[] {
  const { network_endpoint_groups: groups, zones } = JSON.parse(status ?? "{}") as {
    network_endpoint_groups?: Record<string, string>;
    zones?: string[];
  };
  const name = groups?.[String(webPort)];
  if (name === undefined || !zones?.length)
    throw new Error(`Service airflow-web has ${negStatusAnnotation} ${status}: no NEG of port ${webPort} in it.`);
  return [...zones].sort().map((zone) => ({
    group: `projects/${project}/zones/${zone}/networkEndpointGroups/${name}`,
    balancingMode: "RATE",
    maxRatePerEndpoint: 100,
  }));
}
