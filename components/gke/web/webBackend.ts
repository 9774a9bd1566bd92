import { BackendService } from "@pulumi/gcp/compute/backendService";
import { Firewall } from "@pulumi/gcp/compute/firewall";
import { HealthCheck } from "@pulumi/gcp/compute/healthCheck";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import * as pulumi from "@pulumi/pulumi";
import { exactBackendId } from "./backendNumber";
import { googleFrontEnds, healthPath, negGroups, negStatusAnnotation, webPort, webService } from "./neg";
import { negsFirst } from "./negReady";

export interface WebBackendArgs {
  project: string;
  projectNumber: pulumi.Input<string>;
  /** Kubernetes namespace of Airflow. */
  namespace: pulumi.Input<string>;
  /** Self link of the VPC, for the firewall. */
  vpc: pulumi.Input<string>;
  /** Project of the VPC, where it is another. */
  networkProject: pulumi.Input<string> | undefined;
  /** Whether a rule is there that lets Google's load balancer in. */
  firewallExists: boolean;
  /** Network tag of the nodes. */
  nodeTag: string;
  /** Own OAuth client. Left out: Google's, for people of the organisation. */
  oauthClient: { id: pulumi.Input<string>; secret: pulumi.Input<string> } | undefined;
  /** Whether every request is logged. */
  accessLogs: boolean;
  /** Asleep there is nothing to route to; the backend service stays, and with it its number and its grants. */
  awake: boolean;
  /** What Google's side needs: the enabled APIs. */
  after: pulumi.Resource[];
  /** What the Service needs: namespace and nodes. */
  ready: pulumi.Resource[];
}

/** The API server's pods as a backend behind IAP: NEG, health check, backend service, firewall. */
export class WebBackend extends pulumi.ComponentResource {
  readonly backendName: pulumi.Output<string>;
  readonly backend: pulumi.Output<string>;
  /** Audience of IAP's assertions for this backend, `/projects/NUMBER/global/backendServices/ID`. */
  readonly audience: pulumi.Output<string>;
  /** Without it a pod's health check never passes. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: WebBackendArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:WebBackend", name, args, opts);
    const { oauthClient, accessLogs, awake, after } = args;
    const child = { parent: this, dependsOn: after };
    this.ready = args.firewallExists ? [] : [this.firewall(name, args)];
    const healthCheck = new HealthCheck(
      `${name}-health`,
      {
        checkIntervalSec: 15,
        timeoutSec: 10,
        httpHealthCheck: { portSpecification: "USE_SERVING_PORT", requestPath: healthPath },
      },
      child,
    );
    const backend = new BackendService(
      `${name}-backend`,
      {
        protocol: "HTTP",
        loadBalancingScheme: "EXTERNAL_MANAGED",
        healthChecks: healthCheck.selfLink,
        // A big DAG's page or a task's whole log takes longer than the default 30 s.
        timeoutSec: 120,
        connectionDrainingTimeoutSec: 30,
        iap: {
          enabled: true,
          ...(oauthClient && { oauth2ClientId: oauthClient.id, oauth2ClientSecret: oauthClient.secret }),
        },
        ...(accessLogs && { logConfig: { enable: true, sampleRate: 1 } }),
        backends: awake ? this.groups(name, args) : [],
      },
      { parent: this, hooks: negsFirst(name, { parent: this }) },
    );
    this.backendName = backend.name;
    this.backend = backend.selfLink;
    const id = exactBackendId(backend.id, backend.generatedId, { parent: this });
    this.audience = pulumi.interpolate`/projects/${args.projectNumber}/global/backendServices/${id}`;
    this.registerOutputs({ backendName: this.backendName, audience: this.audience });
  }

  private firewall(name: string, { vpc, networkProject, nodeTag, after }: WebBackendArgs): Firewall {
    return new Firewall(
      `${name}-firewall`,
      {
        ...(networkProject !== undefined && { project: networkProject }),
        network: vpc,
        description: "Google's load balancers and health checks to Airflow's API server",
        direction: "INGRESS",
        sourceRanges: googleFrontEnds,
        targetTags: [nodeTag],
        allows: [{ protocol: "tcp", ports: [String(webPort)] }],
      },
      { parent: this, dependsOn: after },
    );
  }

  private groups(name: string, { project, namespace, ready }: WebBackendArgs) {
    const service = new Service(`${name}-service`, webService(namespace), {
      parent: this,
      dependsOn: ready,
      // The first node may still be starting.
      customTimeouts: { create: "15m" },
    });
    return service.metadata.annotations.apply((annotations) => negGroups(project, annotations?.[negStatusAnnotation]));
  }
}
