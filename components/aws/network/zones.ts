/** What config cannot know of zones and of subnets that exist, asked of AWS. */
import { getSubnet, getSubnetOutput } from "@pulumi/aws/ec2/getSubnet";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../../../config";
import { isConfigSecret } from "../../../config/secrets";
import { conflict } from "../../../config/words/messages";
import { teller } from "../../../config/words/tell";
import { PlainError } from "../../shared/plainError";
import type { NetworkInputs } from "../settings";

const subnetIds = "airflow:mwaa.network.privateSubnetIds";

/**
 * MWAA wants its two subnets in different zones (https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html).
 *
 * @throws ConfigError when both are in one
 */
export function checkZones(subnets: readonly { id: string; availabilityZone: string }[]): void {
  const [first, second] = subnets;
  if (first && second && first.availabilityZone === second.availabilityZone)
    throw new ConfigError(
      [
        conflict(
          subnetIds,
          [first.id, second.id],
          `both are in ${first.availabilityZone}, and MWAA needs two zones`,
          `pulumi config set --path '${subnetIds}[1]' a private subnet of the VPC in another zone`,
        ),
      ],
      teller(isConfigSecret),
    );
}

/**
 * Checks subnets that config names, before anything is registered.
 *
 * @throws ConfigError when both are in one zone
 */
export async function checkSubnets({ vpcId, privateSubnetIds = [] }: NetworkInputs): Promise<void> {
  const plain = privateSubnetIds.filter((id): id is string => typeof id === "string");
  if (plain.length < 2 || typeof vpcId !== "string") return;
  checkZones(await Promise.all(plain.map((id) => getSubnet({ id, vpcId }))));
}

/** Subnets that exist, known once AWS has said that they are in two zones. */
export function inTwoZones(
  ids: readonly pulumi.Input<string>[],
  vpcId: pulumi.Input<string>,
  opts: pulumi.InvokeOutputOptions,
): pulumi.Output<string>[] {
  const found = pulumi.all(ids.map((id) => getSubnetOutput({ id, vpcId }, opts))).apply((subnets) => {
    try {
      checkZones(subnets);
    } catch (error) {
      throw new PlainError((error as Error).message);
    }
    return subnets.map(({ id }) => id);
  });
  return ids.map((_, index) => found.apply((all) => all[index] as string));
}

/** The region's first two zones that need no opting in: local zones and wavelength zones have no MWAA. */
export function firstZones(opts: pulumi.InvokeOutputOptions): pulumi.Output<[string, string]> {
  const filters = [{ name: "opt-in-status", values: ["opt-in-not-required"] }];
  return getAvailabilityZonesOutput({ state: "available", filters }, opts).names.apply((names): [string, string] => {
    const [first, second] = [...names].sort();
    if (first === undefined || second === undefined)
      throw new PlainError(
        `MWAA needs two availability zones; this region offers ${names.join(", ") || "none"}. Fix: pulumi config set aws:region REGION`,
      );
    return [first, second];
  });
}
