import { broken, defineCheck, type Finding, lookAt, willBreak } from "../check";
import type { World } from "../world";
import { domainsOf, hasDomain, keeperOf, ownAddress, ownNameServers } from "./domain";
import { addresses, addresses6, mustSee, nameServers } from "./resolver";

export const address = defineCheck({
  id: "dns.address",
  about: "the domain leads to the load balancer, and nowhere else",
  cloud: "dns",
  homes: ["gke"],
  when: "always",
  permissions: [],
  why: "Google issues the certificate only when every address of the domain is the load balancer's (FAILED_NOT_VISIBLE)",
  source: "https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/troubleshooting#domain-status",
  page: "docs/gke.md",
  applies: hasDomain,
  run: async (world) => {
    const [domain = ""] = domainsOf(world);
    await mustSee(world, domain);
    const [four, six] = await Promise.all([addresses(world, domain), addresses6(world, domain)]);
    const own = ownAddress(world);
    return own === undefined ? before(domain, four, six) : after(world, domain, own, four, six);
  },
});

const at = (domain: string) => `at who keeps ${domain}`;

/** Whatever is there now will be in the way. */
const before = (domain: string, four: string[], six: string[]): Finding[] => [
  ...(four.length > 0
    ? [
        lookAt(
          domain,
          `leads to ${four.sort().join(", ")} now`,
          `${at(domain)}: remove that A record once the new one is to hold`,
        ),
      ]
    : []),
  ...six6(domain, six, willBreak),
];

const six6 = (domain: string, six: string[], grade: typeof broken): Finding[] =>
  six.length === 0
    ? []
    : [
        grade(
          domain,
          `has IPv6 addresses (${six.sort().join(", ")}), and the load balancer has none`,
          `${at(domain)}: remove its AAAA records`,
        ),
      ];

async function after(world: World, domain: string, own: string, four: string[], six: string[]): Promise<Finding[]> {
  const others = four.filter((one) => one !== own);
  if (four.length > 0 && others.length === 0) return six6(domain, six, broken);
  const keeper = keeperOf(world);
  if (keeper.by === "new") {
    // A domain that is not delegated is told of once, by its own check.
    const seen = await nameServers(world, keeper.dnsName);
    const servers = ownNameServers(world) ?? [];
    if (seen.length === 0 || !seen.every((one) => servers.includes(one))) return six6(domain, six, broken);
  }
  const wrong =
    four.length === 0
      ? `has no address, and the load balancer is ${own}`
      : `leads to ${others.sort().join(", ")}, not only to ${own}`;
  const fix =
    keeper.by === "others"
      ? `${at(domain)}: one A record of ${domain} -> ${own}`
      : `pulumi up --stack ${world.stack}   # and remove other A records of ${domain}`;
  return [broken(domain, wrong, fix), ...six6(domain, six, broken)];
}
