import { broken, defineCheck, type Finding, willBreak } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { onGoogle, projectOf } from "../ask/places";
import { GoogleRefused } from "../ask/refused";
import { held } from "./held";

/** APIs by the start of a type, for a stack that turns none on itself. */
const apiOf: readonly [string, string][] = [
  ["gcp:compute/", "compute"],
  ["gcp:container/", "container"],
  ["gcp:dns/", "dns"],
  ["gcp:sql/", "sqladmin"],
  ["gcp:iap/", "iap"],
  ["gcp:iam/", "iam"],
  ["gcp:serviceaccount/", "iam"],
  ["gcp:projects/iAMMember", "cloudresourcemanager"],
  ["gcp:storage/", "storage"],
  ["gcp:certificatemanager/", "certificatemanager"],
  ["gcp:monitoring/", "monitoring"],
  ["gcp:kms/", "cloudkms"],
  ["gcp:billing/", "billingbudgets"],
];

/** What must be on, and whether `up` turns it on. */
export function neededApis(world: World): { name: string; byUp: boolean }[] {
  const own = world.planned("gcp:projects/service:Service").map(({ inputs }) => String(inputs.service));
  if (own.length > 0) return own.map((name) => ({ name, byUp: true }));
  const types = world.graph.resources.map(({ type }) => type);
  const names = apiOf.filter(([start]) => types.some((type) => type.startsWith(start))).map(([, api]) => api);
  return [...new Set(names)].map((api) => ({ name: `${api}.googleapis.com`, byUp: false }));
}

export const apis = defineCheck({
  id: "google.apis",
  about: "the APIs are on, or `up` may turn them on",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: ["serviceusage.services.get"],
  why: "every call to an API that is off is refused (SERVICE_DISABLED)",
  source: "https://docs.cloud.google.com/service-usage/docs/enable-disable",
  page: "docs/when-it-fails.md#api-has-not-been-used-in-project",
  applies: onGoogle,
  run: async (world) => {
    const project = projectOf(world);
    const needed = neededApis(world);
    try {
      const off = await offOf(world, needed);
      return off.length === 0 ? [] : await findings(world, off);
    } catch (error) {
      if (!(error instanceof GoogleRefused) || error.api?.name !== "serviceusage.googleapis.com") throw error;
      if (error.api.project !== project && !/^\d+$/.test(error.api.project)) throw error;
      const fix = `gcloud services enable serviceusage.googleapis.com --project ${project}`;
      const why = "`up` turns the other APIs on by this one, and cannot turn on this one";
      return [willBreak("serviceusage.googleapis.com", "is off", fix, { why })];
    }
  },
});

interface Service {
  name?: string;
  state?: string;
}

/** Google takes twenty names a call (https://docs.cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet). */
const atOnce = 20;

async function offOf(world: World, needed: { name: string; byUp: boolean }[]) {
  const parent = `projects/${projectOf(world)}`;
  const groups = Array.from({ length: Math.ceil(needed.length / atOnce) }, (_, group) =>
    needed.slice(group * atOnce, (group + 1) * atOnce),
  );
  const answers = await Promise.all(
    groups.map((group) => {
      const names = group.map(({ name }) => `names=${parent}/services/${name}`).join("&");
      const url = `https://serviceusage.googleapis.com/v1/${parent}/services:batchGet?${names}`;
      return ask<{ services?: Service[] }>(world, url);
    }),
  );
  const on = new Set(
    answers
      .flatMap((answer) => answer?.services ?? [])
      .filter(({ state }) => state === "ENABLED")
      .map(({ name = "" }) => name.split("/").at(-1)),
  );
  return needed.filter(({ name }) => !on.has(name));
}

/** What is off: broken where it was on, no matter where `up` may turn it on. */
async function findings(world: World, off: { name: string; byUp: boolean }[]): Promise<Finding[]> {
  const project = projectOf(world);
  const made = new Set(world.made("gcp:projects/service:Service").map(({ inputs }) => String(inputs?.service)));
  const enable = (name: string) => `gcloud services enable ${name} --project ${project}`;
  const wasOn = off.filter(({ name, byUp }) => (byUp ? made.has(name) : world.stage === "after"));
  const toTurnOn = off.filter((one) => !wasOn.includes(one));
  const mayNot = toTurnOn.some(({ byUp }) => byUp) && !(await held(world)).has("serviceusage.services.enable");
  return [
    ...wasOn.map(({ name }) => broken(name, "was turned off", enable(name))),
    ...toTurnOn
      .filter(({ byUp }) => !byUp || mayNot)
      .map(({ name, byUp }) =>
        willBreak(
          name,
          byUp ? "is off, and the caller may not turn it on (serviceusage.services.enable)" : "is off",
          enable(name),
        ),
      ),
  ];
}
