/** The environment's network, adopted or made. */
import type { Check } from "../../check";
import { defaultRouteFree } from "./defaultRouteFree";
import { endpointConflict } from "./endpointConflict";
import { endpointDns } from "./endpointDns";
import { endpointGroups } from "./endpointGroups";
import { endpointSubnets } from "./endpointSubnets";
import { endpoints } from "./endpoints";
import { freeAddresses } from "./freeAddresses";
import { networkAcl } from "./networkAcl";
import { publicSubnets } from "./publicSubnets";
import { routeTablesBelong } from "./routeTablesBelong";
import { securityGroup } from "./securityGroup";
import { subnetPrivate } from "./subnetPrivate";
import { subnetRanges } from "./subnetRanges";
import { subnets } from "./subnets";
import { vpcDns } from "./vpcDns";
import { wayOut } from "./wayOut";

export const networkChecks: readonly Check[] = [
  subnets,
  subnetPrivate,
  subnetRanges,
  freeAddresses,
  wayOut,
  publicSubnets,
  routeTablesBelong,
  defaultRouteFree,
  networkAcl,
  vpcDns,
  securityGroup,
  endpoints,
  endpointDns,
  endpointSubnets,
  endpointGroups,
  endpointConflict,
];
