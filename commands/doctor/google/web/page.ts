import { broken, defineCheck, type Finding, lookAt } from "../../check";
import { domainsOf } from "../../dns/domain";
import type { World } from "../../world";
import { again, nameOf } from "../ask/made";
import { projectOf } from "../ask/places";

const entry = "gcp:compute/globalForwardingRule:GlobalForwardingRule";

export const page = defineCheck({
  id: "google.page",
  about: "the page answers, and IAP asks who is there",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: [],
  why: "this is the way of everybody's browser",
  source: "https://docs.cloud.google.com/iap/docs/faq",
  page: "docs/gke.md",
  applies: (world) => world.made(entry).length > 0 && domainsOf(world).length > 0,
  run: async (world) => {
    const [domain = ""] = domainsOf(world);
    const url = `https://${domain}/`;
    try {
      const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(20_000) });
      await answer.body?.cancel();
      return said(world, url, answer);
    } catch (error) {
      const { cause, message } = error as { cause?: { code?: string }; message: string };
      const code = cause?.code ?? message;
      if (/CERT|SSL|TLS|EPROTO|ALERT/i.test(code))
        return [
          broken(url, `refuses the handshake (${code})`, "npm run doctor -- --only certificate", {
            why: "the certificate is not active, or not of this domain",
          }),
        ];
      throw error;
    }
  },
});

/** What an answer without a login tells. */
function said(world: World, url: string, { status, headers }: Response): Finding[] {
  const location = headers.get("location") ?? "";
  const byIap = headers.get("x-goog-iap-generated-response") !== null;
  if (status >= 300 && status < 400 && (byIap || location.startsWith("https://accounts.google.com/"))) return [];
  if (status === 502 || status === 503)
    return [
      broken(url, `answers ${status}: the load balancer has nobody to ask`, "npm run doctor -- --only endpoints"),
    ];
  if (status === 404)
    return [broken(url, "answers 404: the load balancer has no rule for it, or another one answers", again(world))];
  if (status === 200)
    return [
      broken(url, "answers without asking who is there: IAP is off, or another server answers", again(world), {
        source: "https://docs.cloud.google.com/iap/docs/enabling-kubernetes-howto",
      }),
    ];
  const client = byIap ? "IAP itself has an error: its OAuth client may be gone" : "which is not IAP's";
  const fix = `gcloud compute backend-services describe ${nameOf(world, "gcp:compute/backendService:BackendService")} --global --project ${projectOf(world)} --format "value(iap)"`;
  return [byIap ? broken(url, `answers ${status}: ${client}`, fix) : lookAt(url, `answers ${status}, ${client}`, fix)];
}
