import { bad, broken, defineCheck, lookAt } from "../check";
import type { World } from "../world";
import { domainsOf, hasDomain, keeperOf, ownNameServers, zoneOf } from "./domain";
import { mustSee, nameServers, plainName, upwards } from "./resolver";

export const delegation = defineCheck({
  id: "dns.delegation",
  about: "the world asks the zone's own name servers for the domain",
  cloud: "dns",
  homes: ["gke"],
  when: "always",
  permissions: ["dns.managedZones.get"],
  why: "Google issues the certificate only when the domain leads to the load balancer in public DNS",
  source: "https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/troubleshooting#domain-status",
  page: "docs/gke.md",
  applies: (world) => hasDomain(world),
  run: async (world) => {
    const [domain = ""] = domainsOf(world);
    await mustSee(world, domain);
    const kept = await keptNames(world, domain);
    if (kept.length === 0)
      return [
        bad(
          world,
          domain,
          "is below no domain that anybody has registered",
          "register it, or: pulumi config set --path airflow:gke.domain DOMAIN",
        ),
      ];
    const wanted = await serversOf(world);
    if (wanted === undefined) return [];
    const seen = await nameServers(world, wanted.apex);
    const same = seen.length > 0 && seen.every((one) => wanted.servers.includes(one));
    if (same) return [];
    const now = seen.length === 0 ? "no name server" : seen.sort().join(", ");
    const parent = kept.find((name) => name !== wanted.apex && wanted.apex.endsWith(`.${name}`));
    const fix = `at ${parent === undefined ? "the registrar" : `who keeps ${parent}`}: NS records of ${wanted.apex} -> ${wanted.servers.join(", ")}`;
    return [broken(wanted.apex, `is delegated to ${now}, not to the zone of Cloud DNS`, fix)];
  },
});

/** The domain and the names above it that have name servers, nearest first; not the top-level domain, which always has. */
async function keptNames(world: World, domain: string): Promise<string[]> {
  const names = upwards(domain).slice(0, -1);
  const servers = await Promise.all(names.map((name) => nameServers(world, name)));
  return names.filter((_, index) => (servers[index] ?? []).length > 0);
}

/** Name servers that the domain must be delegated to; undefined where no zone of Cloud DNS is known yet, or DNS is elsewhere. */
async function serversOf(world: World): Promise<{ apex: string; servers: string[] } | undefined> {
  const keeper = keeperOf(world);
  if (keeper.by === "others") return undefined;
  if (keeper.by === "new") {
    const servers = ownNameServers(world);
    return servers === undefined ? undefined : { apex: keeper.dnsName, servers };
  }
  // Its own check says what is wrong with the zone itself.
  const zone = await zoneOf(world, keeper.zone);
  if (zone === undefined || zone.visibility === "private") return undefined;
  return { apex: plainName(zone.dnsName ?? ""), servers: (zone.nameServers ?? []).map(plainName) };
}

export const newZone = defineCheck({
  id: "dns.delegation-to-come",
  about: "nothing is left to do by hand in DNS after `up`",
  cloud: "dns",
  homes: ["gke"],
  when: "before",
  permissions: [],
  why: "the program makes the zone or the address, and who keeps the domain must point to it",
  source: "https://docs.cloud.google.com/dns/docs/update-name-servers",
  page: "docs/gke.md",
  applies: (world) => hasDomain(world) && keeperOf(world).by !== "adopted",
  run: async (world) => {
    const keeper = keeperOf(world);
    const [domain = ""] = domainsOf(world);
    if (keeper.by === "others")
      return [
        lookAt(
          domain,
          "gets no record from `up`: DNS is elsewhere",
          "after `up`: an A record of it -> pulumi stack output staticIp",
        ),
      ];
    return [
      lookAt(
        keeper.by === "new" ? keeper.dnsName : domain,
        "is to be delegated to the zone that `up` makes",
        "after `up`: NS records of it -> pulumi stack output nameServers",
      ),
    ];
  },
});
