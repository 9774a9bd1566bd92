/** The environment's network, adopted or made. */
import type { Check } from "../../check";
import { endpointConflict } from "./endpoints/endpointConflict";
import { endpointDns } from "./endpoints/endpointDns";
import { endpointGroups } from "./endpoints/endpointGroups";
import { endpointSubnets } from "./endpoints/endpointSubnets";
import { endpoints } from "./endpoints/endpoints";
import { networkAcl } from "./networkAcl";
import { defaultRouteFree } from "./routes/defaultRouteFree";
import { publicSubnets } from "./routes/publicSubnets";
import { routeTablesBelong } from "./routes/routeTablesBelong";
import { subnetPrivate } from "./routes/subnetPrivate";
import { wayOut } from "./routes/wayOut";
import { securityGroup } from "./securityGroup";
import { freeAddresses } from "./subnets/freeAddresses";
import { subnetRanges } from "./subnets/subnetRanges";
import { subnets } from "./subnets/subnets";
import { vpcDns } from "./vpcDns";

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
