import { defineCheck, willBreak } from "../../check";
import { ask } from "../ask/ask";
import { compute, makes, projectOf, textOf } from "../ask/places";
import { isOwn, resumeFix } from "./taken";

const address = "gcp:compute/globalAddress:GlobalAddress";

export const addressName = defineCheck({
  id: "google.address-name",
  about: "the static address's name is free",
  cloud: "google",
  homes: ["gke"],
  when: "before",
  permissions: ["compute.globalAddresses.get"],
  why: "a second address of the same name is refused (alreadyExists)",
  source: "https://docs.cloud.google.com/compute/docs/reference/rest/v1/globalAddresses/insert",
  applies: makes(address),
  run: async (world) => {
    const looked = await Promise.all(
      world.toMake(address).map(async (one) => {
        const name = textOf(one.inputs.name);
        const url = `${compute}/projects/${projectOf(world)}/global/addresses/${name}`;
        return { one, name, found: await ask<{ labels?: Record<string, string> }>(world, url) };
      }),
    );
    return looked.flatMap(({ one, name, found }) => {
      if (found === undefined) return [];
      if (isOwn(one, found))
        return [willBreak(name, "was made by an `up` that did not write it down", resumeFix(world.stack))];
      const fix = "pulumi config set --path airflow:gke.staticIpName NAME";
      return [willBreak(name, "is the name of an address that is not this stack's", fix)];
    });
  },
});
