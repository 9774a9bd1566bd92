/** Rules of what a company sets: labels, a shared network, keys. */
import { accountsKey, boundaryProblems, tagProblems } from "../checks/awsGuards";
import { type ConfigRule, when } from "../checks/rules";
import { conflict, type Problem, removeCommand, setCommand, wrongValue } from "../words/messages";
import { word } from "../words/tell";
import { type GkeDraft, gkeKey } from "./draft";
import { exampleKey } from "./nearCompany";

/** The program's own labels, and Google's (https://docs.cloud.google.com/kubernetes-engine/docs/how-to/creating-managing-labels). */
const taken = /^(airflow$|pulumi-|goog)/;

/** Google takes 64 on a resource; the program, Pulumi and GKE have up to 14 of them. */
const mostLabels = 50;

const labels: ConfigRule<GkeDraft> = {
  keys: [gkeKey("labels")],
  problems: ({ airflow: { gke } }): Problem[] => {
    const keys = Object.keys(gke.labels);
    const own = keys
      .filter((key) => taken.test(key))
      .map((key) => {
        const path = /^\w+$/.test(key) ? `labels.${key}` : `labels["${key}"]`;
        return conflict(
          gkeKey(path),
          gke.labels[key],
          "the labels airflow, pulumi-… and goog… are the program's, Pulumi's and Google's own",
          removeCommand(gkeKey(path)),
        );
      });
    return [
      ...own,
      ...when(keys.length > mostLabels, () => ({
        path: gkeKey("labels"),
        what: `${gkeKey("labels")} has ${keys.length} labels; Google takes 64 on a resource, and ${64 - mostLabels} of them are the program's and GKE's own.`,
        fix: keys
          .slice(mostLabels)
          .map((key) => removeCommand(gkeKey(/^\w+$/.test(key) ? `labels.${key}` : `labels["${key}"]`)))
          .join(" && "),
      })),
    ];
  },
};

/** Buckets and Cloud SQL take a key of their own region only (https://docs.cloud.google.com/kms/docs/cmek#when-use-cmek). */
const keyPlace: ConfigRule<GkeDraft> = {
  keys: [gkeKey("kmsKey"), "gcp:region"],
  problems: ({ airflow: { gke }, gcp }) => {
    const key = gke.kmsKey;
    const location = key?.split("/")[3];
    return when(key !== exampleKey && location !== undefined && location !== gcp.region, () =>
      wrongValue(
        gkeKey("kmsKey"),
        key,
        (tell) => `a key in gcp:region, ${word(tell("gcp:region", gcp.region))}`,
        exampleKey,
        {
          near: (tell) =>
            String(key).replace(`/locations/${location}/`, `/locations/${word(tell("gcp:region", gcp.region))}/`),
        },
      ),
    );
  },
};

const sharedNetwork: ConfigRule<GkeDraft> = {
  keys: [gkeKey("network"), "gcp:project"],
  problems: ({ airflow: { gke }, gcp }) => {
    const { project, vpc, firewall } = gke.network;
    return [
      ...when(project !== undefined && vpc === undefined, () =>
        conflict(
          gkeKey("network.project"),
          project,
          "it is where a VPC that exists is, and none is named",
          setCommand(gkeKey("network.vpc"), "my-vpc"),
        ),
      ),
      ...when(project !== undefined && project === gcp.project, () =>
        conflict(
          gkeKey("network.project"),
          project,
          "it is gcp:project itself, and a shared network is another project's",
          removeCommand(gkeKey("network.project")),
        ),
      ),
      ...when(firewall === "existing" && vpc === undefined, () =>
        conflict(
          gkeKey("network.firewall"),
          firewall,
          "a new VPC has no rule yet",
          setCommand(gkeKey("network.firewall"), "make"),
        ),
      ),
    ];
  },
};

const groups: ConfigRule<GkeDraft> = {
  keys: [gkeKey("groupsAttribute"), "airflow:access"],
  problems: ({ airflow: { access, gke } }) =>
    when(
      gke.groupsAttribute !== undefined &&
        !Object.values(access).some((list) => list.some((who) => /^group:/.test(who))),
      () =>
        conflict(
          gkeKey("groupsAttribute"),
          gke.groupsAttribute,
          "airflow:access names no group:EMAIL whose role it would give",
          removeCommand(gkeKey("groupsAttribute")),
        ),
    ),
};

/** Boundary and tags of the pods' role. */
const podRole: ConfigRule<GkeDraft> = {
  keys: [gkeKey("aws"), accountsKey],
  problems: ({ airflow: { gke }, aws }) =>
    gke.aws === undefined
      ? []
      : [
          ...boundaryProblems(
            gkeKey("aws.permissionsBoundary"),
            gke.aws.permissionsBoundary,
            aws.allowedAccountIds?.[0],
          ),
          ...tagProblems(gkeKey("aws.tags"), gke.aws.tags),
        ],
};

export const companyRules: ConfigRule<GkeDraft>[] = [labels, keyPlace, sharedNetwork, groups, podRole];
