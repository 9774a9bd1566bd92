/** Public DNS as Google sees it: name servers, CAA, addresses; a name that is not there is an empty answer. */
import { Resolver } from "node:dns/promises";
import { CouldNotLook } from "../check";
import type { World } from "../world";

const otherServer = "AIRFLOW_DNS_SERVERS=8.8.8.8 npm run doctor   # asks another server than this machine's";

/** Asks the servers of AIRFLOW_DNS_SERVERS (`8.8.8.8,1.1.1.1`), else this machine's. */
function resolverOf({ env }: World): Resolver {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const servers = (env.AIRFLOW_DNS_SERVERS ?? "").split(",").filter(Boolean);
  if (servers.length > 0) resolver.setServers(servers);
  return resolver;
}

/** Codes of https://nodejs.org/api/dns.html#error-codes that mean "there is none". */
const none = /^(ENOTFOUND|ENODATA|NOTFOUND|NODATA)$/;

async function asked<T>(
  world: World,
  kind: string,
  name: string,
  ask: (resolver: Resolver) => Promise<T[]>,
): Promise<T[]> {
  return world.once(`dns ${kind} ${name}`, async () => {
    try {
      return await ask(resolverOf(world));
    } catch (cause) {
      const { code = "" } = cause as { code?: string };
      if (none.test(code)) return [];
      throw new CouldNotLook(`DNS gives no answer (${code})`, {
        fix: otherServer,
        cause,
      });
    }
  });
}

export const nameServers = (world: World, name: string): Promise<string[]> =>
  asked(world, "NS", name, async (resolver) => (await resolver.resolveNs(name)).map(plainName));

export const addresses = (world: World, name: string): Promise<string[]> =>
  asked(world, "A", name, (resolver) => resolver.resolve4(name));

export const addresses6 = (world: World, name: string): Promise<string[]> =>
  asked(world, "AAAA", name, (resolver) => resolver.resolve6(name));

/** Tag and value of each CAA record of exactly this name. */
export const caaOf = (world: World, name: string): Promise<{ tag: string; value: string }[]> =>
  asked(world, "CAA", name, async (resolver) =>
    (await resolver.resolveCaa(name)).flatMap((record) =>
      Object.entries(record)
        .filter(([tag]) => tag !== "critical" && tag !== "type")
        .map(([tag, value]) => ({ tag, value: String(value) })),
    ),
  );

/**
 * A server for a company's inside may say of every public name that it is not there.
 *
 * @throws CouldNotLook where not even the top-level domain is known
 */
export async function mustSee(world: World, name: string): Promise<void> {
  const top = name.split(".").at(-1) ?? "";
  if ((await nameServers(world, top)).length > 0) return;
  throw new CouldNotLook(`this machine's DNS server does not know even .${top}`, { fix: otherServer });
}

/** Without the dot at the end, and small: DNS knows no case. */
export const plainName = (name: string): string => name.replace(/\.$/, "").toLowerCase();

/** `a.b.c` -> `a.b.c`, `b.c`, `c`. */
export function upwards(name: string): string[] {
  const labels = name.split(".");
  return labels.map((_, index) => labels.slice(index).join("."));
}
