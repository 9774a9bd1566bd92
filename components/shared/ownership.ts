/**
 * Marks of the stack on what it makes: a tag, a label, or a line in a description, with the stack and the resource's URN.
 * They are there for one purpose: what an interrupted `up` made and could not write down is found again by them
 * (commands/resume), and told from another's thing of the same name.
 */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Keys of the two marks, on both clouds. */
export const marks = { stack: "pulumi-stack", urn: "pulumi-urn" } as const;

/** Where a resource of a type carries its marks: a field, or the end of a description. */
export type MarkPlace = { field: string; form: "tags" | "labels" } | { field: "description"; form: "text" };

const tagged = { field: "tags", form: "tags" } as const;
const labelled = { field: "labels", form: "labels" } as const;

/** Types that can carry marks. Buckets' objects, grants, rules of a route table and what Kubernetes holds have fixed names. */
const places: Record<string, MarkPlace> = {
  "aws:budgets/budget:Budget": tagged,
  "aws:cloudwatch/logGroup:LogGroup": tagged,
  "aws:cloudwatch/metricAlarm:MetricAlarm": tagged,
  "aws:ec2/eip:Eip": tagged,
  "aws:ec2/internetGateway:InternetGateway": tagged,
  "aws:ec2/natGateway:NatGateway": tagged,
  "aws:ec2/routeTable:RouteTable": tagged,
  "aws:ec2/securityGroup:SecurityGroup": tagged,
  "aws:ec2/subnet:Subnet": tagged,
  "aws:ec2/vpc:Vpc": tagged,
  "aws:ec2/vpcEndpoint:VpcEndpoint": tagged,
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": tagged,
  "aws:iam/policy:Policy": tagged,
  "aws:iam/role:Role": tagged,
  "aws:kms/key:Key": tagged,
  "aws:mwaa/environment:Environment": tagged,
  "aws:s3/bucket:Bucket": tagged,
  "aws:sns/topic:Topic": tagged,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": tagged,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": tagged,
  "gcp:certificatemanager/certificate:Certificate": labelled,
  "gcp:certificatemanager/certificateMap:CertificateMap": labelled,
  "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": labelled,
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": labelled,
  "gcp:compute/address:Address": labelled,
  "gcp:compute/disk:Disk": labelled,
  "gcp:compute/forwardingRule:ForwardingRule": labelled,
  "gcp:compute/globalAddress:GlobalAddress": labelled,
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": labelled,
  "gcp:compute/snapshot:Snapshot": labelled,
  "gcp:container/cluster:Cluster": { field: "resourceLabels", form: "labels" },
  "gcp:dns/managedZone:ManagedZone": labelled,
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": { field: "description", form: "text" },
  "gcp:monitoring/alertPolicy:AlertPolicy": { field: "userLabels", form: "labels" },
  "gcp:monitoring/notificationChannel:NotificationChannel": { field: "userLabels", form: "labels" },
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": { field: "userLabels", form: "labels" },
  "gcp:serviceaccount/account:Account": { field: "description", form: "text" },
  "gcp:sql/databaseInstance:DatabaseInstance": { field: "settings.userLabels", form: "labels" },
  "gcp:storage/bucket:Bucket": labelled,
};

/** What takes the user's labels and needs no marks: nothing of these is looked for by them. */
const labelPlaces: Record<string, string> = {
  "gcp:compute/resourcePolicy:ResourcePolicy": "snapshotSchedulePolicy.snapshotProperties.labels",
  "gcp:monitoring/alertPolicy:AlertPolicy": "userLabels",
  "gcp:monitoring/notificationChannel:NotificationChannel": "userLabels",
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": "userLabels",
};

/** Where a type carries the user's labels; undefined where it has none. */
export const labelPlace = (type: string): string | undefined =>
  places[type]?.form === "labels" ? places[type].field : labelPlaces[type];

export const markPlace = (type: string): MarkPlace | undefined => places[type];

/** Short enough for a label: Google takes 63 of a-z, 0-9, _ and - (https://docs.cloud.google.com/compute/docs/labeling-resources). */
const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** The stack as a mark's value. AWS takes more than Google does (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html). */
export function stackMark(project: string, stack: string, form: MarkPlace["form"]): string {
  const full = `${project}/${stack}`;
  if (form !== "labels") return full;
  const plain = full.toLowerCase().replace(/[^a-z0-9_-]/g, "_");
  // Names that differ in what a label cannot have must not give one label.
  return plain === full.replace("/", "_") && plain.length <= 63 ? plain : `${plain.slice(0, 30)}_${digest(full)}`;
}

/** A URN as a mark's value: readable where the cloud takes it, else its digest. `$` is no character of a tag. */
export function urnMark(urn: string, form: MarkPlace["form"]): string {
  const readable = urn.replaceAll("$", "=");
  return form === "tags" && readable.length <= 256 && /^[\w .:/=+@-]*$/.test(readable) ? readable : digest(urn);
}

/** The line at the end of a description. */
export const markLine = (project: string, stack: string, urn: string): string =>
  `(${stackMark(project, stack, "text")} ${urnMark(urn, "text")})`;

/**
 * The inputs with their marks in them; as they are where the type has no place for marks.
 *
 * @param labels the user's own, on everything that takes labels
 */
export function marked(
  type: string,
  props: Record<string, unknown>,
  project: string,
  stack: string,
  urn: string,
  labels: Record<string, string> = {},
): Record<string, unknown> {
  const place = markPlace(type);
  const path = labelPlaces[type]?.split(".");
  if (place === undefined)
    return path === undefined || Object.keys(labels).length === 0
      ? props
      : (at(props, path, (value) => ({ ...labels, ...(value as object | undefined) })) as Record<string, unknown>);
  if (place.form === "text")
    return { ...props, description: [props.description, markLine(project, stack, urn)].filter(Boolean).join(" ") };
  const users = place.form === "labels" ? labels : {};
  const own = { [marks.stack]: stackMark(project, stack, place.form), [marks.urn]: urnMark(urn, place.form) };
  const merged = (value: unknown) => ({ ...users, ...(value as object | undefined), ...own });
  return at(props, place.field.split("."), merged) as Record<string, unknown>;
}

/** A value with what is at a path changed. */
const at = (value: unknown, [key, ...more]: string[], change: (inner: unknown) => unknown): unknown => {
  if (key === undefined) return change(value);
  const object = (value ?? {}) as Record<string, unknown>;
  return { ...object, [key]: at(object[key], more, change) };
};

interface Named {
  __pulumiType: string;
  __parentResource?: Named;
}

/** The URN that the engine will give: known before the resource is, so that it can be in its own inputs. */
export function urnOf(type: string, name: string, parent: pulumi.Resource | undefined): string {
  const types = [type];
  for (let one = parent as unknown as Named | undefined; one !== undefined; one = one.__parentResource)
    if (one.__pulumiType !== "pulumi:pulumi:Stack") types.unshift(one.__pulumiType);
  return `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${types.join("$")}::${name}`;
}

/**
 * Options of a home: everything below it is marked.
 *
 * @param labels the user's own, on everything that takes labels
 */
export function owning(
  opts: pulumi.ComponentResourceOptions = {},
  labels: Record<string, string> = {},
): pulumi.ComponentResourceOptions {
  const mark: pulumi.ResourceTransformation = ({ type, name, props, opts: options }) =>
    markPlace(type) === undefined && labelPlace(type) === undefined
      ? undefined
      : {
          props: marked(type, props, pulumi.getProject(), pulumi.getStack(), urnOf(type, name, options.parent), labels),
          opts: options,
        };
  return { ...opts, transformations: [...(opts.transformations ?? []), mark] };
}
