/** What Kubernetes, Helm and the chart's pods say. */
import type { Failure } from "./failure";

const issues = (path: string) => `https://github.com/${path}`;

export const kubernetes: Failure[] = [
  {
    id: "helm-operation-in-progress",
    says: "another operation (install/upgrade/rollback) is in progress",
    cause: "An `up` died while Helm worked, and Helm's record still says so.",
    fix: "`npm run resume -- --stack S` names the `helm rollback` or `helm uninstall` to run; then `pulumi up`.",
    source: issues("pulumi/pulumi-kubernetes/issues/2054"),
  },
  {
    id: "helm-name-in-use",
    says: "cannot re-use a name that is still in use",
    cause: "The release is in the cluster and not in the state: an `up` was killed.",
    fix: "`npm run resume -- --stack S` takes it over.",
    source: issues("pulumi/pulumi/issues/12259"),
  },
  {
    id: "unapplied-migrations",
    says: "TimeoutError: There are still unapplied migrations after 60 seconds",
    matches: /There are still unapplied migrations after \d+ seconds/,
    cause:
      "A pod waits for a database that was not migrated. The program migrates before the release; `airflow:gke.values` may have changed the image behind its back.",
    fix: "`kubectl -n airflow logs job/…-migration`; set `airflow:airflowVersion`, not an image of another version.",
    source: issues("apache/airflow/issues/15340"),
  },
  {
    id: "client-must-provide-credentials",
    says: "the server has asked for the client to provide credentials",
    cause: "The token for the cluster is not valid: another account, or a session that ended.",
    fix: "`gcloud auth application-default login` with an account that has `container.clusters.connect`, then `pulumi up`.",
    source: issues("keras-team/kinetic/issues/285"),
  },
  {
    id: "cluster-is-unreachable",
    says: "configured Kubernetes cluster is unreachable",
    cause:
      "The control plane does not answer this machine: with `controlPlane.access: restricted` from outside `authorizedNetworks`, or while it is being upgraded.",
    fix: "Add your range to `airflow:gke.controlPlane.authorizedNetworks`, or use `dns`; `gcloud container clusters list` says whether it runs.",
    source: issues("pulumi/pulumi-kubernetes/issues/1216"),
  },
  {
    id: "volume-node-affinity-conflict",
    says: "had volume node affinity conflict",
    matches: /volume node affinity conflict/i,
    cause: "The database's disk is in another zone than the nodes.",
    fix: "Put `airflow:gke.zone` back, or move the database as docs/gke.md says (`database.movedFrom`).",
    source: issues("jupyterhub/zero-to-jupyterhub-k8s/issues/3263"),
  },
  {
    id: "unbound-claims",
    says: "pod has unbound immediate PersistentVolumeClaims",
    cause: "A claim found no volume: a chart value turned on the chart's own database or logs volume.",
    fix: "Remove that value from `airflow:gke.values`; database and logs are the program's.",
    source: issues("airflow-helm/charts/issues/57"),
  },
  {
    id: "pull-rate-limit",
    says: "toomanyrequests: You have reached your pull rate limit",
    matches: /toomanyrequests: You have reached your (?:unauthenticated )?pull rate limit/,
    cause: "Docker Hub counts pulls by address, and all nodes share the NAT's.",
    fix: "Wait six hours, or pull from a registry of your own: `airflow:gke.database.image` and the images of `airflow:gke.values`.",
    source: issues("docker/docs/issues/21908"),
  },
  {
    id: "no-scale-up",
    says: "pod didn't trigger scale-up (it wouldn't fit if a new node is added)",
    matches: /pod didn't trigger scale-up/,
    cause: "A task asks for more than one node has.",
    fix: "A larger `airflow:gke.machineType`, or smaller requests in the task's `executor_config`.",
    source: issues("kubeflow/kubeflow/issues/4770"),
  },
];
