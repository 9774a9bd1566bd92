/** Whether the cluster can be where the config says: region, zone, ranges of addresses, namespace. */
import { isEverywhere, overlaps } from "../checks/ipv4";
import { type ConfigRule, when } from "../checks/rules";
import { gcpRegions, hasZone, listDates } from "../places/regions";
import { conflict, removeCommand, wrongValue } from "../words/messages";
import { nearestWord } from "../words/nearest";
import { type GkeDraft, gkeKey } from "./draft";

const region: ConfigRule<GkeDraft> = {
  keys: ["gcp:region"],
  problems: ({ gcp }) =>
    when(gcpRegions[gcp.region] === undefined, () =>
      wrongValue(
        "gcp:region",
        gcp.region,
        `a region that there is (Google's list of ${listDates.gcp})`,
        nearestWord(gcp.region, Object.keys(gcpRegions)) ?? "us-central1",
      ),
    ),
};

const zone: ConfigRule<GkeDraft> = {
  keys: [gkeKey("zone"), "gcp:region"],
  problems: ({ airflow: { gke }, gcp }) => {
    const zones = gcpRegions[gcp.region]?.zones;
    if (gke.zone === undefined || zones === undefined || gke.zone.slice(0, -2) !== gcp.region) return [];
    return when(!hasZone(gcp.region, gke.zone), () =>
      wrongValue(
        gkeKey("zone"),
        gke.zone,
        `one of ${zones
          .split("")
          .map((letter) => `${gcp.region}-${letter}`)
          .join(", ")}`,
        `${gcp.region}-b`,
      ),
    );
  },
};

/** Ranges that would do in the place of one that overlaps. */
const spare = ["10.10.0.0/20", "10.20.0.0/16", "10.30.0.0/20", "10.40.0.0/16", "10.50.0.0/16", "10.60.0.0/16"];

const ranges: ConfigRule<GkeDraft> = {
  keys: [gkeKey("network")],
  problems: ({ airflow: { gke } }) => {
    if (gke.network.vpc !== undefined) return [];
    const keys = ["nodeCidr", "podCidr", "serviceCidr"] as const;
    return keys.flatMap((key, index) => {
      const other = keys.slice(0, index).find((before) => overlaps(gke.network[before], gke.network[key]));
      const taken = keys.filter((one) => one !== key).map((one) => gke.network[one]);
      const free = spare.find((range) => !taken.some((one) => overlaps(one, range))) ?? "172.16.0.0/16";
      return when(other !== undefined, () =>
        conflict(
          gkeKey(`network.${key}`),
          gke.network[key],
          `it overlaps ${gkeKey(`network.${other}`)}, ${gke.network[other as "nodeCidr"]}`,
          `pulumi config set --path '${gkeKey(`network.${key}`)}' ${free}`,
        ),
      );
    });
  },
};

const openToAll: ConfigRule<GkeDraft> = {
  keys: [gkeKey("controlPlane")],
  problems: ({ airflow: { gke } }) =>
    gke.controlPlane.authorizedNetworks.flatMap((range, index) =>
      when(gke.controlPlane.access === "restricted" && isEverywhere(range), () =>
        conflict(
          gkeKey(`controlPlane.authorizedNetworks[${index}]`),
          range,
          "it is the whole internet, so access restricted would restrict nothing",
          `pulumi config set --path '${gkeKey(`controlPlane.authorizedNetworks[${index}]`)}' 203.0.113.0/24, or pulumi config set --path '${gkeKey("controlPlane.access")}' dns && ${removeCommand(gkeKey("controlPlane.authorizedNetworks"))}`,
        ),
      ),
    ),
};

/** Kubernetes' and GKE's own (https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/, `kubectl get ns` of a new GKE cluster). */
const reserved = /^(default|kube-.*|gke-.*|gmp-.*|istio-system|asm-system|config-management-.*|gatekeeper-system)$/;

const namespace: ConfigRule<GkeDraft> = {
  keys: [gkeKey("namespace")],
  problems: ({ airflow: { gke } }) =>
    when(reserved.test(gke.namespace), () =>
      wrongValue(
        gkeKey("namespace"),
        gke.namespace,
        "a namespace of its own: Kubernetes or GKE has this one",
        "airflow",
      ),
    ),
};

export const placeRules: ConfigRule<GkeDraft>[] = [region, zone, ranges, openToAll, namespace];
