import { GlobalAddress } from "@pulumi/gcp/compute/globalAddress";
import { ManagedSslCertificate } from "@pulumi/gcp/compute/managedSslCertificate";
import { ManagedZone } from "@pulumi/gcp/dns/managedZone";
import { RecordSet } from "@pulumi/gcp/dns/recordSet";
import * as pulumi from "@pulumi/pulumi";
import type { GkeInputs } from "../settings";
import type { ProofRecord } from "./dnsCertificate";

export interface WebAddressArgs {
  gke: GkeInputs;
  /** Name of the stack's Airflow; the address is named after it unless config names one. */
  stackName: string;
  after: pulumi.Resource[];
}

/**
 * Where Airflow is found: a global address, the domain's A record, Google's certificate for it. All of it stays while
 * the stack sleeps. Nothing waits for the certificate: it becomes active 30 to 60 minutes after the record resolves.
 */
export class WebAddress extends pulumi.ComponentResource {
  readonly address: pulumi.Output<string>;
  /** What an HTTPS proxy gets of the certificate. */
  readonly certificate: { sslCertificates: pulumi.Output<string>[] } | { certificateMap: pulumi.Output<string> };
  /** What a proxy needs besides. */
  readonly ready: pulumi.Resource[];
  /** The record that proves the domain to Certificate Manager; undefined with the managed certificate. */
  readonly proofRecord: ProofRecord | undefined;
  /** Name servers of a new zone, to be named in the parent zone; undefined for a zone that exists. */
  readonly nameServers: pulumi.Output<string[]> | undefined;

  constructor(name: string, args: WebAddressArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:WebAddress", name, args, opts);
    const { gke, stackName, after } = args;
    const child = { parent: this, dependsOn: after };
    const address = new GlobalAddress(`${name}-address`, { name: gke.staticIpName ?? `${stackName}-ip` }, child);
    this.address = address.address;
    const zone = gke.dnsZone === undefined ? this.zone(name, gke, after) : undefined;
    this.nameServers = zone?.nameServers;
    const record =
      gke.dnsZone === "external"
        ? undefined
        : new RecordSet(
            `${name}-record`,
            {
              managedZone: zone?.name ?? (gke.dnsZone as pulumi.Input<string>),
              name: `${gke.domain}.`,
              type: "A",
              ttl: 300,
              rrdatas: [address.address],
            },
            child,
          );
    if (gke.certificate === "dnsAuthorized") {
      const proof = this.proven(name, gke, zone, after);
      this.certificate = { certificateMap: proof.map };
      this.ready = proof.ready;
      this.proofRecord = proof.record;
    } else {
      const certificate = new ManagedSslCertificate(
        `${name}-certificate`,
        { managed: { domains: [gke.domain] } },
        // Google looks the domain up when the certificate is made, and again only after a while.
        { parent: this, dependsOn: record ? [...after, record] : [...after, address] },
      );
      this.certificate = { sslCertificates: [certificate.selfLink] };
      this.ready = [];
    }
    this.registerOutputs({ address: this.address, nameServers: this.nameServers });
  }

  private proven(name: string, gke: GkeInputs, zone: ManagedZone | undefined, after: pulumi.Resource[]) {
    const { DnsCertificate } = require("./dnsCertificate") as typeof import("./dnsCertificate");
    const managedZone = gke.dnsZone === "external" ? undefined : (zone?.name ?? gke.dnsZone);
    return new DnsCertificate(`${name}-proof`, { domain: gke.domain, managedZone, after }, { parent: this });
  }

  private zone(name: string, { domain, dnsZoneDomain }: GkeInputs, after: pulumi.Resource[]): ManagedZone {
    const dnsName = `${dnsZoneDomain ?? domain}.`;
    return new ManagedZone(
      `${name}-zone`,
      { dnsName, description: `Airflow at ${domain}` },
      { parent: this, dependsOn: after },
    );
  }
}
