import { broken, defineCheck, lookAt } from "../../check";
import { ask } from "../ask/ask";
import { again, nameOf } from "../ask/made";
import { has, projectOf, textOf } from "../ask/places";

interface Attempt {
  domain?: string;
  state?: string;
  failureReason?: string;
}
interface Certificate {
  managed?: {
    state?: string;
    provisioningIssue?: { reason?: string };
    authorizationAttemptInfo?: Attempt[];
  };
}

const type = "gcp:certificatemanager/certificate:Certificate";

/** https://docs.cloud.google.com/certificate-manager/docs/troubleshooting */
const words: Record<string, string> = {
  CONFIG: "the domain's proof, its CNAME record, is not found in public DNS",
  CAA: "the domain's CAA records do not let Google issue it",
  RATE_LIMITED: "too many certificates were asked for the same registered domain",
};

export const provenCertificate = defineCheck({
  id: "google.proven-certificate",
  about: "Certificate Manager's certificate is active",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: ["certificatemanager.certs.get"],
  why: "until then browsers are refused in the handshake (ERR_SSL_VERSION_OR_CIPHER_MISMATCH)",
  source: "https://docs.cloud.google.com/certificate-manager/docs/troubleshooting",
  page: "docs/gke.md",
  applies: has(type),
  run: async (world) => {
    const name = nameOf(world, type);
    const url = `https://certificatemanager.googleapis.com/v1/projects/${projectOf(world)}/locations/global/certificates/${name}`;
    const found = await ask<Certificate>(world, url);
    if (found === undefined) return [broken(name, "is gone, and the state has it still", again(world))];
    const { state = "", provisioningIssue, authorizationAttemptInfo = [] } = found.managed ?? {};
    if (state === "ACTIVE") return [];
    const failed = authorizationAttemptInfo.find((one) => one.state === "FAILED");
    const reason = textOf(failed?.failureReason ?? provisioningIssue?.reason);
    const fix = `gcloud certificate-manager dns-authorizations list --project ${projectOf(world)} --format "value(dnsResourceRecord)"   # that record must resolve`;
    if (reason === "") return [lookAt(name, "is not active yet: Google has not seen the domain's proof", fix)];
    return [broken(name, `is not active: ${words[reason] ?? reason}`, fix)];
  },
});
