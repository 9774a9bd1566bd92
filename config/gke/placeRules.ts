/** Whether the cluster can be where the config says: region, zone, ranges of addresses, namespace. */
import { isEverywhere, overlaps } from "../checks/ipv4";
import { type ConfigRule, when } from "../checks/rules";
import { gcpRegions, hasZone, listDates } from "../places/regions";
import { conflict, removeCommand, wrongValue } from "../words/messages";
import { nearestWord } from "../words/nearest";
import { type Tell, word } from "../words/tell";
import { type GkeDraft, gkeKey } from "./draft";

const region: ConfigRule<GkeDraft> = {
  keys: ["gcp:region"],
  problems: ({ gcp }) =>
    when(gcpRegions[gcp.region] === undefined, () =>
      wrongValue(
        "gcp:region",
        gcp.region,
        `a region that there is (Google's list of ${listDates.gcp})`,
        "us-central1",
        { near: nearestWord(gcp.region, Object.keys(gcpRegions)) },
      ),
    ),
};

const zone: ConfigRule<GkeDraft> = {
  keys: [gkeKey("zone"), "gcp:region"],
  problems: ({ airflow: { gke }, gcp }) => {
    const zones = gcpRegions[gcp.region]?.zones;
    if (gke.zone === undefined || zones === undefined || gke.zone.slice(0, -2) !== gcp.region) return [];
    const named = (letter: string, tell: Tell) => `${word(tell("gcp:region", gcp.region))}-${letter}`;
    return when(!hasZone(gcp.region, gke.zone), () =>
      wrongValue(
        gkeKey("zone"),
        gke.zone,
        (tell) => `one of ${[...zones].map((letter) => named(letter, tell)).join(", ")}`,
        (tell) => named("b", tell),
      ),
    );
  },
};

/** Ranges that would do in the place of one that overlaps. */
const spare = [
  ...["10.10.0.0/20", "10.20.0.0/16", "10.30.0.0/20", "10.40.0.0/16", "10.50.0.0/16"],
  ...["172.16.0.0/16", "172.18.0.0/16", "172.20.0.0/16", "192.168.0.0/18", "192.168.64.0/18", "192.168.128.0/18"],
];

const ranges: ConfigRule<GkeDraft> = {
  keys: [gkeKey("network")],
  problems: ({ airflow: { gke } }) => {
    if (gke.network.vpc !== undefined) return [];
    const keys = ["nodeCidr", "podCidr", "serviceCidr"] as const;
    // What is offered for one is taken for the next.
    const offered: string[] = [];
    return keys.flatMap((key, index) => {
      const other = keys.slice(0, index).find((before) => overlaps(gke.network[before], gke.network[key]));
      if (other === undefined) return [];
      const taken = [...keys.filter((one) => one !== key).map((one) => gke.network[one]), ...offered];
      const free = spare.find((range) => !taken.some((one) => overlaps(one, range))) ?? "100.64.0.0/16";
      offered.push(free);
      const path = gkeKey(`network.${other}`);
      return conflict(
        gkeKey(`network.${key}`),
        gke.network[key],
        (tell) => `it overlaps ${path}, ${word(tell(path, gke.network[other]))}`,
        `pulumi config set --path '${gkeKey(`network.${key}`)}' ${free}`,
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
