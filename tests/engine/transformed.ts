/** A program that uses all ways to reach resources from outside; run by the recorder and by the real engine. */
import * as pulumi from "@pulumi/pulumi";
import { Group, Thing } from "../commands/plan/record/run";

const bucket = "aws:s3/bucket:Bucket";
const account = "gcp:serviceaccount/account:Account";

const marked =
  (word: string, protect?: boolean): pulumi.ResourceTransform =>
  ({ custom, props, opts }) =>
    custom ? { props: { ...props, [word]: true }, opts: { ...opts, ...(protect && { protect }) } } : undefined;

/** Names to compare: of components in components, with secrets, dependencies, protection, aliases, every kind of transform. */
export async function program(): Promise<Record<string, unknown>> {
  pulumi.runtime.registerResourceTransform(async ({ type, props, opts }) => {
    if (type.startsWith("aws:")) return { props: { ...props, tags: { team: "data" } }, opts };
    return type.startsWith("gcp:") ? { props: { ...props, labels: { team: "data" } }, opts } : undefined;
  });
  pulumi.runtime.registerStackTransformation(({ props, opts, type }) => ({
    props: type === bucket ? { ...props, older: true } : props,
    opts,
  }));
  const home = new Group("airflow:aws:Home", "air", { transforms: [marked("home", true)] });
  const inner = new Group("airflow:aws:Inner", "air-inner", { parent: home, protect: true });
  const first = new Thing(bucket, "air-first", { note: pulumi.secret("hidden") }, { parent: inner });
  new Thing(account, "air-account", { needs: first.id, list: [{ key: pulumi.secret("hidden") }] }, { parent: inner });
  const own = { parent: home, dependsOn: [first], aliases: [{ name: "before" }], transforms: [marked("own")] };
  new Thing(bucket, "air-second", { needs: first.id, note: pulumi.secret("hidden"), plain: 1 }, own);
  new Thing(bucket, "air-third", { needs: first.id }, { parent: home, transforms: [() => undefined] });
  new Thing(bucket, "alone", {});
  return { first: first.id, note: pulumi.secret("hidden") };
}
