/** What a cloud would refuse, or take and do something else with, and what is told of it. */
import type { Change } from "../graph";

export const mwaa: Record<string, string> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "gcp:project": "data-project",
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
};
export const gke: Record<string, string> = {
  "gcp:project": "data-project",
  "gcp:region": "us-central1",
  "airflow:platform": "gke",
  "airflow:dags": "external",
};
export const g = (part: object) => ({ "airflow:gke": { domain: "airflow.my-company.com", ...part } });
const m = (part: object) => ({ "airflow:mwaa": part });

export const badPlaces: [what: string, config: Record<string, string>, change: Change, key: string, why: RegExp][] = [
  [
    "a region that is not there",
    mwaa,
    { "aws:region": "us-eats-1" },
    "aws:region",
    /a region that there is \(AWS's own list.*Fix: pulumi config set aws:region us-east-1$/,
  ],
  [
    "a region without MWAA",
    mwaa,
    { "aws:region": "ap-southeast-6" },
    "aws:region",
    /where MWAA is offered .*the nearest is ap-southeast-2/,
  ],
  [
    "a Google region that is not there",
    gke,
    { ...g({}), "gcp:region": "us-centrall1" },
    "gcp:region",
    /Google's list of 20\d\d.*us-central1$/,
  ],
  [
    "a zone that the region lacks",
    gke,
    g({ zone: "us-central1-d" }),
    "airflow:gke.zone",
    /one of us-central1-a, us-central1-b, us-central1-c, us-central1-f/,
  ],
  [
    "too little memory",
    gke,
    g({ machineType: "e2-highcpu-2" }),
    "airflow:gke.machineType",
    /7\.5 GB .*\(this one has 2\)/,
  ],
  ["a family of Hyperdisk", gke, g({ machineType: "n4-standard-2" }), "airflow:gke.machineType", /Hyperdisk only/],
  [
    "another family of Hyperdisk",
    gke,
    g({ machineType: "c4-standard-4" }),
    "airflow:gke.machineType",
    /Hyperdisk only/,
  ],
  ["Arm nodes", gke, g({ machineType: "t2a-standard-2" }), "airflow:gke.machineType", /taints Arm nodes/],
  ["a family that is not there", gke, g({ machineType: "e3-standard-4" }), "airflow:gke.machineType", /e2-standard-4$/],
  [
    "a shape that is not there",
    gke,
    g({ machineType: "e2-huge-4" }),
    "airflow:gke.machineType",
    /a machine type of e2, /,
  ],
  [
    "an odd custom database",
    gke,
    g({ database: { kind: "cloudSql", tier: "db-custom-3-1000" } }),
    "airflow:gke.database.tier",
    /db-custom-4-3840$/,
  ],
  [
    "pods in the nodes' range",
    gke,
    g({ network: { podCidr: "10.10.0.0/16" } }),
    "airflow:gke.network.podCidr",
    /overlaps airflow:gke.network.nodeCidr, 10\.10\.0\.0\/20/,
  ],
  [
    "services in the pods' range",
    gke,
    g({ network: { serviceCidr: "10.20.16.0/20" } }),
    "airflow:gke.network.serviceCidr",
    /overlaps airflow:gke.network.podCidr/,
  ],
  [
    "restricted to everybody",
    gke,
    g({ controlPlane: { access: "restricted", authorizedNetworks: ["0.0.0.0/0"] } }),
    "airflow:gke.controlPlane.authorizedNetworks[0]",
    /the whole internet/,
  ],
  [
    "Kubernetes' own namespace",
    gke,
    g({ namespace: "default" }),
    "airflow:gke.namespace",
    /Kubernetes or GKE has this one/,
  ],
  [
    "GKE's own namespace",
    gke,
    g({ namespace: "gmp-system" }),
    "airflow:gke.namespace",
    /Kubernetes or GKE has this one/,
  ],
  [
    "an image's URI",
    mwaa,
    m({ ecrRepositories: ["444455556666.dkr.ecr.us-east-1.amazonaws.com/team/image:1"] }),
    "airflow:mwaa.ecrRepositories[0]",
    /not an image's URI.*team\/image$/,
  ],
  [
    "an image with its tag",
    mwaa,
    m({ ecrRepositories: ["image:latest"] }),
    "airflow:mwaa.ecrRepositories[0]",
    / image$/,
  ],
  ["DAGs outside the bucket", mwaa, m({ dagPath: "../dags" }), "airflow:mwaa.dagPath", /no part that is \. or \.\./],
  [
    "a role of Identity Center",
    mwaa,
    {
      "airflow:access": {
        admins: ["arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"],
      },
    },
    "airflow:access.admins[0]",
    /IAM Identity Center owns the role/,
  ],
  [
    "an option that MWAA sets itself",
    mwaa,
    m({ airflowOptions: { "core.executor": "LocalExecutor" } }),
    'airflow:mwaa.airflowOptions["core.executor"]',
    /yours would do nothing/,
  ],
  [
    "an option of two lines",
    mwaa,
    m({ airflowOptions: { "core.x": "a\nb" } }),
    'airflow:mwaa.airflowOptions["core.x"]',
    /one line only/,
  ],
  [
    "overlapping subnets",
    mwaa,
    m({
      network: { vpcId: "vpc-0123456789abcdef0", privateSubnetCidrs: ["10.0.0.0/16", "10.0.1.0/24"] },
      egress: "existing",
    }),
    "airflow:mwaa.network.privateSubnetCidrs",
    /the two overlap/,
  ],
];
