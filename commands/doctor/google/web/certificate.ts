import { broken, defineCheck, type Finding, lookAt } from "../../check";
import { ownAddress } from "../../dns/domain";
import { addresses } from "../../dns/resolver";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { again, nameOf, types } from "../ask/made";
import { compute, has, projectOf } from "../ask/places";

interface Certificate {
  managed?: { status?: string; domains?: string[]; domainStatus?: Record<string, string> };
}

/** Each status of a domain in words (compute.v1, SslCertificateManagedSslCertificate.domainStatus). */
const words: Record<string, string> = {
  FAILED_NOT_VISIBLE: "Google does not find the domain at the load balancer",
  FAILED_CAA_CHECKING: "Google could not read the domain's CAA records",
  FAILED_CAA_FORBIDDEN: "the domain's CAA records do not let Google issue it",
  FAILED_RATE_LIMITED: "too many certificates were asked for the same registered domain",
};

export const certificate = defineCheck({
  id: "google.certificate",
  about: "the certificate is active",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: ["compute.sslCertificates.get"],
  why: "until then browsers are refused in the handshake (ERR_SSL_VERSION_OR_CIPHER_MISMATCH)",
  source: "https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/troubleshooting",
  page: "docs/when-it-fails.md#failed_not_visible",
  applies: has(types.certificate),
  run: async (world) => {
    const name = nameOf(world, types.certificate);
    const found = await ask<Certificate>(
      world,
      `${compute}/projects/${projectOf(world)}/global/sslCertificates/${name}`,
    );
    if (found === undefined) return [broken(name, "is gone, and the state has it still", again(world))];
    const { status = "", domainStatus = {} } = found.managed ?? {};
    if (status === "ACTIVE") return [];
    return (
      await Promise.all(Object.entries(domainStatus).map(([domain, own]) => ofDomain(world, name, status, domain, own)))
    ).flat();
  },
});

async function ofDomain(world: World, name: string, status: string, domain: string, own: string): Promise<Finding[]> {
  const only = "npm run doctor -- --only dns";
  const ends = status === "PROVISIONING_FAILED_PERMANENTLY";
  const remake = `pulumi up --stack ${world.stack} --target-replace "$(pulumi stack --stack ${world.stack} --show-urns | grep -o 'urn:.*ManagedSslCertificate::.*')"`;
  if (ends || status === "RENEWAL_FAILED")
    return [
      broken(name, `is not tried again by Google: ${words[own] ?? own}`, `${only}   # then a new one: ${remake}`),
    ];
  const right = (await addresses(world, domain).catch((): string[] => [])).includes(ownAddress(world) ?? "none");
  if (own === "PROVISIONING" || (own === "FAILED_NOT_VISIBLE" && right)) {
    const waits = right
      ? "waits for Google, which looks again every few minutes; 30 to 60 minutes are usual"
      : "waits for the domain's A record";
    return [lookAt(name, `is not active yet: it ${waits}`, only)];
  }
  return own === "ACTIVE" ? [] : [broken(name, `is not active: ${words[own] ?? own}`, only)];
}
