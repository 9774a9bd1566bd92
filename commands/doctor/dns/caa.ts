import { bad, defineCheck } from "../check";
import { domainsOf, hasDomain } from "./domain";
import { caaOf, mustSee, upwards } from "./resolver";

/** Who issues Google's certificates (https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/google-managed-certs#caa). */
const issuer = "pki.goog";

export const caa = defineCheck({
  id: "dns.caa",
  about: "CAA records let Google issue the certificate",
  cloud: "dns",
  homes: ["gke"],
  when: "always",
  permissions: [],
  why: "an issuer that the nearest CAA records do not name must refuse (FAILED_CAA_FORBIDDEN)",
  source: "https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/google-managed-certs#caa",
  page: "docs/gke.md",
  applies: hasDomain,
  run: async (world) => {
    const looked = await Promise.all(
      domainsOf(world).map(async (domain) => {
        await mustSee(world, domain);
        // The nearest name with any CAA record decides, up to the top (RFC 8659, section 3).
        const names = upwards(domain);
        const records = await Promise.all(names.map((name) => caaOf(world, name)));
        const nearest = records.findIndex((own) => own.length > 0);
        return { domain, name: names[nearest] ?? domain, own: records[nearest] ?? [] };
      }),
    );
    return looked.flatMap(({ domain, name, own }) => {
      const issue = own.filter(({ tag }) => tag === "issue").map(({ value }) => value.split(";")[0]?.trim());
      if (issue.length === 0 || issue.includes(issuer)) return [];
      const wrong = `may get certificates from ${issue.filter(Boolean).join(", ") || "nobody"} only, by the CAA records of ${name}`;
      return [bad(world, domain, wrong, `at who keeps ${name}: add the record CAA 0 issue "${issuer}"`)];
    });
  },
});
