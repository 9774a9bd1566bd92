/** Which endpoints of a VPC an environment in it goes by. Pure. */
import type { SecurityGroup, VpcEndpoint } from "@aws-sdk/client-ec2";
import { endpointServices } from "../../../../config/mwaa/keys";
import { serviceOf } from "../planned";

/** Whether MWAA goes by it: it is for a service that it needs, and no better one is there for the same. */
export function isNeeded(one: VpcEndpoint, all: readonly VpcEndpoint[]): boolean {
  const service = serviceOf(one.ServiceName ?? "");
  if (!(endpointServices as readonly string[]).includes(service)) return false;
  const better = ({ VpcEndpointId, VpcEndpointType, PrivateDnsEnabled }: VpcEndpoint) =>
    VpcEndpointId !== one.VpcEndpointId && (VpcEndpointType === "Gateway" || PrivateDnsEnabled === true);
  const others = all.filter(({ ServiceName }) => ServiceName === one.ServiceName);
  return one.VpcEndpointType === "Gateway" || one.PrivateDnsEnabled === true || !others.some(better);
}

type Permission = NonNullable<SecurityGroup["IpPermissions"]>[number];

/** Whether a rule lets TCP of a port through. */
export const hasPort = ({ IpProtocol, FromPort = 0, ToPort = 65535 }: Permission, port: number): boolean =>
  IpProtocol === "-1" || (IpProtocol === "tcp" && FromPort <= port && port <= ToPort);
