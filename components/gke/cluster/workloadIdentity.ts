import { IAMMember } from "@pulumi/gcp/serviceaccount/iammember";
import * as pulumi from "@pulumi/pulumi";

/** Kubernetes service accounts of Airflow's pods in the chart (useStandardNaming, release `airflow`). */
export const airflowAccounts = [
  "airflow-api-server",
  "airflow-scheduler",
  "airflow-dag-processor",
  "airflow-triggerer",
  "airflow-worker",
] as const;

export interface WorkloadIdentityArgs {
  project: string;
  namespace: string;
  /** Full resource name of the Google service account, `projects/P/serviceAccounts/EMAIL`. */
  accountName: pulumi.Input<string>;
  /** The cluster: its project's identity pool exists only with it. */
  after: pulumi.Resource[];
}

/** A pod's name for IAM (https://docs.cloud.google.com/kubernetes-engine/docs/how-to/workload-identity). */
export const podMember = (project: string, namespace: string, account: string): string =>
  `serviceAccount:${project}.svc.id.goog[${namespace}/${account}]`;

/** Lets Airflow's pods, and no other in the cluster, act as the Google service account. */
export class WorkloadIdentity extends pulumi.ComponentResource {
  /** What must exist before a pod asks for a token. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:WorkloadIdentity", name, args, opts);
    const { project, namespace, accountName, after } = args;
    this.ready = airflowAccounts.map(
      (account) =>
        new IAMMember(
          `${name}-${account}`,
          {
            serviceAccountId: accountName,
            role: "roles/iam.workloadIdentityUser",
            member: podMember(project, namespace, account),
          },
          { parent: this, dependsOn: after },
        ),
    );
    this.registerOutputs();
  }
}
