import { GlobalForwardingRule } from "@pulumi/gcp/compute/globalForwardingRule";
import { SSLPolicy } from "@pulumi/gcp/compute/sslpolicy";
import { TargetHttpProxy } from "@pulumi/gcp/compute/targetHttpProxy";
import { TargetHttpsProxy } from "@pulumi/gcp/compute/targetHttpsProxy";
import { URLMap } from "@pulumi/gcp/compute/urlmap";
import * as pulumi from "@pulumi/pulumi";
import type { WebAddress } from "./webAddress";
import type { WebBackend } from "./webBackend";

export interface WebEntryArgs {
  domain: string;
  address: WebAddress;
  backend: WebBackend;
  /** Asleep the forwarding rules go, because they bill by the hour; all else of the entry costs nothing and stays. */
  awake: boolean;
  after: pulumi.Resource[];
}

/**
 * The way in from the internet: HTTPS to the backend, HTTP to HTTPS.
 *
 * **Cost** The two forwarding rules are USD 18.25 a month together (up to five cost the same); traffic is extra.
 */
export class WebEntry extends pulumi.ComponentResource {
  readonly url: string;
  /** The rules: Google checks a backend's health, and so a pod's readiness, only once traffic can reach it. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: WebEntryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:WebEntry", name, args, opts);
    this.url = `https://${args.domain}`;
    const https = this.https(name, args);
    const http = this.http(name, args);
    this.ready = args.awake
      ? [
          this.forward(`${name}-https`, args, https.selfLink, "443"),
          this.forward(`${name}-http`, args, http.selfLink, "80"),
        ]
      : [];
    this.registerOutputs({ url: this.url });
  }

  private https(name: string, { address, backend, after }: WebEntryArgs): TargetHttpsProxy {
    const map = new URLMap(`${name}-map`, { defaultService: backend.backend }, { parent: this, dependsOn: after });
    const policy = new SSLPolicy(
      `${name}-tls`,
      { profile: "MODERN", minTlsVersion: "TLS_1_2" },
      { parent: this, dependsOn: after },
    );
    return new TargetHttpsProxy(
      // Another kind of certificate is another proxy: Google takes no proxy without one, not even between two changes.
      `${name}-${"certificateMap" in address.certificate ? "proven" : "https"}-proxy`,
      { urlMap: map.selfLink, ...address.certificate, sslPolicy: policy.selfLink },
      { parent: this, dependsOn: address.ready },
    );
  }

  private http(name: string, { after }: WebEntryArgs): TargetHttpProxy {
    const map = new URLMap(
      `${name}-redirect`,
      {
        defaultUrlRedirect: {
          httpsRedirect: true,
          stripQuery: false,
          redirectResponseCode: "MOVED_PERMANENTLY_DEFAULT",
        },
      },
      { parent: this, dependsOn: after },
    );
    return new TargetHttpProxy(`${name}-http-proxy`, { urlMap: map.selfLink }, { parent: this });
  }

  private forward(name: string, { address }: WebEntryArgs, target: pulumi.Output<string>, portRange: string) {
    return new GlobalForwardingRule(
      name,
      { target, portRange, ipProtocol: "TCP", ipAddress: address.address, loadBalancingScheme: "EXTERNAL_MANAGED" },
      { parent: this },
    );
  }
}
