/** Mistakes in what a company sets for a GKE stack, and the lines that each gets. */
import { g } from "./badGkeConfigs";

const kmsKey = "projects/acme-keys/locations/us-central1/keyRings/r/cryptoKeys/k";
const shared = { vpc: "v", subnet: "s", podRange: "p", serviceRange: "r" };

const remove = "pulumi config rm --path 'airflow:gke.groupsAttribute'";

const withGroup = { "airflow:access": '{"viewers":["group:data@my-company.com"]}' };

const cases: [name: string, gke: object, messages: string[], rest?: object][] = [
  [
    "a label in capitals",
    { labels: { Team: "Data Platform" } },
    [
      "airflow:gke.labels is {\"Team\":\"Data Platform\"}; allowed: an object of labels: keys of 1 to 63 characters that start with a letter, values of 0 to 63, of a-z, 0-9, _ and -. Fix: pulumi config rm --path 'airflow:gke.labels' && pulumi config set --path 'airflow:gke.labels.team' data-platform",
    ],
  ],
  [
    "labels as a list",
    { labels: ["team"] },
    [
      "airflow:gke.labels is [\"team\"]; allowed: an object of labels: keys of 1 to 63 characters that start with a letter, values of 0 to 63, of a-z, 0-9, _ and -. Fix: pulumi config rm --path 'airflow:gke.labels' && pulumi config set --path 'airflow:gke.labels.team' data",
    ],
  ],
  [
    "labels of the program's and Google's own",
    { labels: { airflow: "mine", "goog-x": "y" } },
    [
      "airflow:gke.labels.airflow is \"mine\"; the labels airflow, pulumi-… and goog… are the program's, Pulumi's and Google's own. Fix: pulumi config rm --path 'airflow:gke.labels.airflow'",
      'airflow:gke.labels["goog-x"] is "y"; the labels airflow, pulumi-… and goog… are the program\'s, Pulumi\'s and Google\'s own. Fix: pulumi config rm --path \'airflow:gke.labels["goog-x"]\'',
    ],
  ],
  [
    "too many labels",
    { labels: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`l${index}`, "x"])) },
    [
      "airflow:gke.labels has 51 labels; Google takes 64 on a resource, and 14 of them are the program's and GKE's own. Fix: pulumi config rm --path 'airflow:gke.labels.l50'",
    ],
  ],
  [
    "a registry's address",
    { registry: "https://Registry.acme.dev/airflow/" },
    [
      "airflow:gke.registry is \"https://Registry.acme.dev/airflow/\"; allowed: a registry with the folder of the images, without https:// and a slash at the end. Fix: pulumi config set --path 'airflow:gke.registry' registry.acme.dev/airflow",
    ],
  ],
  [
    "a registry that is a folder",
    { registry: "airflow" },
    [
      "airflow:gke.registry is \"airflow\"; allowed: a registry with the folder of the images, without https:// and a slash at the end. Fix: pulumi config set --path 'airflow:gke.registry' us-central1-docker.pkg.dev/my-project/airflow",
    ],
  ],
  [
    "a version of a key",
    { kmsKey: `${kmsKey}/cryptoKeyVersions/3` },
    [
      "airflow:gke.kmsKey is \"projects/acme-keys/locations/us-central1/keyRings/r/cryptoKeys/k/cryptoKeyVe…; allowed: the full name of a key without a version. Fix: pulumi config set --path 'airflow:gke.kmsKey' projects/acme-keys/locations/us-central1/keyRings/r/cryptoKeys/k",
    ],
  ],
  [
    "a key's short name",
    { kmsKey: "data" },
    [
      "airflow:gke.kmsKey is \"data\"; allowed: the full name of a key without a version. Fix: pulumi config set --path 'airflow:gke.kmsKey' projects/my-keys/locations/us-central1/keyRings/airflow/cryptoKeys/data",
    ],
  ],
  [
    "a key of another region",
    { kmsKey: kmsKey.replace("us-central1", "global") },
    [
      "airflow:gke.kmsKey is \"projects/acme-keys/locations/global/keyRings/r/cryptoKeys/k\"; allowed: a key in gcp:region, us-central1. Fix: pulumi config set --path 'airflow:gke.kmsKey' projects/acme-keys/locations/us-central1/keyRings/r/cryptoKeys/k",
    ],
  ],
  [
    "a network project alone",
    { network: { project: "acme-network" } },
    [
      "airflow:gke.network.project is \"acme-network\"; it is where a VPC that exists is, and none is named. Fix: pulumi config set --path 'airflow:gke.network.vpc' my-vpc",
    ],
  ],
  [
    "a network project that is its own",
    { network: { ...shared, project: "my-company-data" } },
    [
      "airflow:gke.network.project is \"my-company-data\"; it is gcp:project itself, and a shared network is another project's. Fix: pulumi config rm --path 'airflow:gke.network.project'",
    ],
  ],
  [
    "a network project's number",
    { network: { ...shared, project: "123" } },
    [
      "airflow:gke.network.project is \"123\"; allowed: the id of the project that shares its network. Fix: pulumi config set --path 'airflow:gke.network.project' my-network-project",
    ],
  ],
  [
    "a firewall in a new VPC",
    { network: { firewall: "existing" } },
    [
      "airflow:gke.network.firewall is \"existing\"; a new VPC has no rule yet. Fix: pulumi config set --path 'airflow:gke.network.firewall' make",
    ],
  ],
  [
    "a certificate by another word",
    { certificate: "dns" },
    [
      "airflow:gke.certificate is \"dns\"; allowed: one of managed, dnsAuthorized. Fix: pulumi config set --path 'airflow:gke.certificate' dnsAuthorized",
    ],
  ],
  [
    "grants by another word",
    { grants: "tell" },
    [
      "airflow:gke.grants is \"tell\"; allowed: one of make, told. Fix: pulumi config set --path 'airflow:gke.grants' told",
    ],
  ],
  [
    "network policies by another word",
    { networkPolicies: "enabled" },
    [
      "airflow:gke.networkPolicies is \"enabled\"; allowed: true or false. Fix: pulumi config set --path 'airflow:gke.networkPolicies' true",
    ],
  ],
  [
    "an attribute of groups that nobody has",
    { groupsAttribute: "groups" },
    [
      `airflow:gke.groupsAttribute is "groups"; airflow:access names no group:EMAIL whose role it would give. Fix: ${remove}`,
    ],
  ],
  [
    "an attribute that would be more than a name",
    { groupsAttribute: "groups'] || true || ['" },
    [
      "airflow:gke.groupsAttribute is \"groups'] || true || ['\"; allowed: the name of an attribute of the SAML login, as the identity provider sends it. Fix: pulumi config set --path 'airflow:gke.groupsAttribute' groups",
    ],
    withGroup,
  ],
];

export const badCompanyGke = cases.map(([name, gke, messages, rest]): [string, Record<string, string>, string[]] => [
  name,
  g(gke, rest),
  messages,
]);
