import { bad, defineCheck, type Finding, willBreak } from "../check";
import { pages } from "../google/ask/ask";
import { projectOf } from "../google/ask/places";
import type { World } from "../world";
import { domainsOf, keeperOf, zoneOf } from "./domain";
import { plainName } from "./resolver";

const record = "gcp:dns/recordSet:RecordSet";

export const adoptedZone = defineCheck({
  id: "google.adopted-zone",
  about: "the adopted DNS zone is public, holds the domain, and has no record of its own for it",
  cloud: "google",
  homes: ["gke"],
  when: "always",
  permissions: ["dns.managedZones.get", "dns.resourceRecordSets.list"],
  why: "the domain's A record is made in it",
  source: "https://docs.cloud.google.com/dns/docs/zones",
  page: "docs/gke.md",
  applies: (world) => keeperOf(world).by === "adopted",
  run: async (world) => {
    const keeper = keeperOf(world);
    const name = keeper.by === "adopted" ? keeper.zone : "";
    const found = await zoneOf(world, name);
    const list = `gcloud dns managed-zones list --project ${projectOf(world)}`;
    if (found === undefined) return [bad(world, name, "there is no such zone", list)];
    if (found.visibility === "private")
      return [
        bad(world, name, "is a private zone: nobody outside sees its records, Google's certificates neither", list),
      ];
    const apex = plainName(found.dnsName ?? "");
    const outside = domainsOf(world).filter((domain) => domain !== apex && !domain.endsWith(`.${apex}`));
    if (outside.length > 0)
      return outside.map((domain) => bad(world, name, `is the zone of ${apex}, and ${domain} is not in it`, list));
    return world.toMake(record).length > 0 ? taken(world, name) : [];
  },
});

interface Answer {
  rrsets?: { name?: string; type?: string; rrdatas?: string[] }[];
  nextPageToken?: string;
}

/** Records that are in the way: another A, or a CNAME, which excludes every other. */
async function taken(world: World, zone: string): Promise<Finding[]> {
  const base = `https://dns.googleapis.com/dns/v1/projects/${projectOf(world)}/managedZones/${zone}/rrsets`;
  const found = await Promise.all(
    domainsOf(world).map(async (domain) =>
      (await pages<Answer>(world, `${base}?name=${domain}.`))
        .flatMap(({ rrsets = [] }) => rrsets)
        .filter(({ type }) => type === "A" || type === "CNAME")
        .map(({ type = "", rrdatas = [] }) =>
          willBreak(
            domain,
            `has a record of type ${type} in ${zone} already (${rrdatas.join(", ")})`,
            `gcloud dns record-sets delete ${domain}. --type ${type} --zone ${zone} --project ${projectOf(world)}`,
            { why: "a second record of the same name and type is refused (alreadyExists)" },
          ),
        ),
    ),
  );
  return found.flat();
}
