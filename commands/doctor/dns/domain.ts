/** What a plan does with names: its domain, the zone of it, and whether that is made, adopted or elsewhere. */
import { ask } from "../google/ask/ask";
import { lastOf, projectOf, textOf } from "../google/ask/places";
import type { World } from "../world";
import { plainName } from "./resolver";

/** By the load balancer, or by Certificate Manager. */
const certificates = [
  "gcp:compute/managedSslCertificate:ManagedSslCertificate",
  "gcp:certificatemanager/certificate:Certificate",
];
const record = "gcp:dns/recordSet:RecordSet";
const zone = "gcp:dns/managedZone:ManagedZone";

/** The domains of the web entry, from its certificate. */
export const domainsOf = (world: World): string[] =>
  certificates
    .flatMap((type) => world.planned(type))
    .flatMap(({ inputs }) => (inputs.managed as { domains?: string[] } | undefined)?.domains ?? []);

export const hasDomain = (world: World): boolean => domainsOf(world).length > 0;

/** Who answers for the domain: a zone that the plan makes, one that it adopts, or somebody else. */
export type Keeper = { by: "new"; dnsName: string } | { by: "adopted"; zone: string } | { by: "others" };

export function keeperOf(world: World): Keeper {
  const [made] = world.planned(zone);
  if (made !== undefined) return { by: "new", dnsName: plainName(textOf(made.inputs.dnsName)) };
  const [own] = world.planned(record).filter(({ inputs }) => inputs.type === "A");
  return own === undefined ? { by: "others" } : { by: "adopted", zone: lastOf(own.inputs.managedZone) };
}

export interface Zone {
  name?: string;
  dnsName?: string;
  visibility?: string;
  nameServers?: string[];
}

/** A zone of Cloud DNS, as Google knows it. */
export const zoneOf = (world: World, name: string): Promise<Zone | undefined> =>
  ask<Zone>(world, `https://dns.googleapis.com/dns/v1/projects/${projectOf(world)}/managedZones/${name}`);

/** The address that the stack has; undefined before it is made. */
export const ownAddress = (world: World): string | undefined => {
  const address = world.made("gcp:compute/globalAddress:GlobalAddress")[0]?.outputs?.address;
  return typeof address === "string" ? address : undefined;
};

/** Name servers of the zone that the stack made; undefined before it is. */
export const ownNameServers = (world: World): string[] | undefined => {
  const servers = world.made(zone)[0]?.outputs?.nameServers;
  return Array.isArray(servers) ? servers.map((one) => plainName(String(one))) : undefined;
};
