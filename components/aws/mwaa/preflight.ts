/** What config cannot know of subnets that exist, asked of AWS before anything is registered. */
import { getSubnet } from "@pulumi/aws/ec2/getSubnet";
import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import { ConfigError, type Network } from "../../../config";
import { conflict } from "../../../config/messages";

const subnetIds = "airflow:mwaa.network.privateSubnetIds";

/**
 * MWAA wants its two subnets in different zones (https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html).
 *
 * @throws ConfigError when both are in one
 */
export function checkZones(subnets: readonly { id: string; availabilityZone: string }[]): void {
  const [first, second] = subnets;
  if (first && second && first.availabilityZone === second.availabilityZone)
    throw new ConfigError([
      conflict(
        subnetIds,
        [first.id, second.id],
        `both are in ${first.availabilityZone}, and MWAA needs two zones`,
        `pulumi config set --path '${subnetIds}[1]' a private subnet of the VPC in another zone`,
      ),
    ]);
}

/**
 * Zones for new subnets; checks those of subnets that exist.
 *
 * @returns two zones, empty names where no subnet is made
 */
export async function zonesFor(network: Network): Promise<[string, string]> {
  if (network.privateSubnetIds !== undefined) {
    const { vpcId } = network;
    checkZones(await Promise.all(network.privateSubnetIds.map((id) => getSubnet({ id, vpcId }))));
    return ["", ""];
  }
  if (network.zones !== undefined) return network.zones as [string, string];
  // opt-in-not-required: local zones and wavelength zones have no MWAA.
  const { names } = await getAvailabilityZones({
    state: "available",
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
  });
  const [first, second] = [...names].sort();
  if (first === undefined || second === undefined)
    throw new Error(`MWAA needs two availability zones; this region offers ${names.join(", ") || "none"}.`);
  return [first, second];
}
