import { Certificate } from "@pulumi/gcp/certificatemanager/certificate";
import { CertificateMap } from "@pulumi/gcp/certificatemanager/certificateMap";
import { CertificateMapEntry } from "@pulumi/gcp/certificatemanager/certificateMapEntry";
import { DnsAuthorization } from "@pulumi/gcp/certificatemanager/dnsAuthorization";
import { RecordSet } from "@pulumi/gcp/dns/recordSet";
import * as pulumi from "@pulumi/pulumi";

export interface DnsCertificateArgs {
  domain: string;
  /** Name of the Cloud DNS zone that gets the record; undefined where DNS is elsewhere. */
  managedZone: pulumi.Input<string> | undefined;
  after: pulumi.Resource[];
}

/** The record that proves the domain, as whoever keeps its DNS has to make it. */
export interface ProofRecord {
  name: pulumi.Output<string>;
  type: pulumi.Output<string>;
  data: pulumi.Output<string>;
}

/**
 * Certificate Manager's certificate for the domain. A CNAME record of its own proves the domain, not the load balancer's
 * address: so the certificate is active minutes after the record resolves, with no traffic, and renews while Airflow sleeps
 * (https://docs.cloud.google.com/certificate-manager/docs/domain-authorization).
 *
 * **Cost** The first 100 certificates of a billing account cost nothing.
 */
export class DnsCertificate extends pulumi.ComponentResource {
  /** Address of the certificate map, as an HTTPS proxy takes it. */
  readonly map: pulumi.Output<string>;
  readonly record: ProofRecord;
  /** What a proxy with the map needs to answer for the domain. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: DnsCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:DnsCertificate", name, args, opts);
    const { domain, after } = args;
    const child = { parent: this, dependsOn: after };
    const description = `Airflow at ${domain}`;
    const authorization = new DnsAuthorization(`${name}-domain`, { domain, description }, child);
    this.record = recordOf(authorization);
    const proof = this.proof(name, args);
    const certificate = new Certificate(
      `${name}-certificate`,
      { description, managed: { domains: [domain], dnsAuthorizations: [authorization.id] } },
      { parent: this, dependsOn: [...after, ...proof] },
    );
    const map = new CertificateMap(`${name}-map`, { description }, child);
    const entry = new CertificateMapEntry(
      `${name}-entry`,
      { map: map.name, hostname: domain, certificates: [certificate.id], description },
      { parent: this },
    );
    this.map = pulumi.interpolate`//certificatemanager.googleapis.com/${map.id}`;
    this.ready = [entry];
    this.registerOutputs({ map: this.map });
  }

  private proof(name: string, { managedZone, after }: DnsCertificateArgs): RecordSet[] {
    if (managedZone === undefined) return [];
    const { name: record, type, data } = this.record;
    return [
      new RecordSet(
        `${name}-record`,
        { managedZone, name: record, type, ttl: 300, rrdatas: [data] },
        { parent: this, dependsOn: after },
      ),
    ];
  }
}

function recordOf(authorization: DnsAuthorization): ProofRecord {
  const part = (key: "name" | "type" | "data") =>
    authorization.dnsResourceRecords.apply((records) => String(records[0]?.[key]));
  return { name: part("name"), type: part("type"), data: part("data") };
}
