import { bad, lookAt } from "../../../check";
import { plannedEnvironment } from "../../planned";
import { subnets } from "../ask";
import { docs, networkCheck } from "../room";

/** Containers besides workers: schedulers, two web servers, DAG processor or triggerer, and the endpoints of database and page. */
const besides = 8;

export const freeAddresses = networkCheck({
  id: "aws.free-addresses",
  about: "each private subnet has free addresses for all of MWAA's containers",
  permissions: ["ec2:DescribeSubnets"],
  why: "each container of MWAA takes an address, and all of them may come to one zone",
  source: `${docs}/networking-about.html`,
  run: async (world) => {
    const needed = Number(plannedEnvironment(world)?.inputs.maxWorkers ?? 1) + besides;
    return (await subnets(world)).flatMap(({ SubnetId, CidrBlock, AvailableIpAddressCount = needed }) => {
      if (AvailableIpAddressCount >= needed) return [];
      const text = `has ${AvailableIpAddressCount} free addresses of ${CidrBlock}, and MWAA may take ${needed}`;
      const fix = "pulumi config set --path 'airflow:mwaa.maxWorkers' FEWER   # or name larger subnets";
      const grade = AvailableIpAddressCount < besides && world.stage !== "after" ? bad(world, "", "") : lookAt("", "");
      return [{ ...grade, thing: `${SubnetId}`, wrong: text, fix }];
    });
  },
});
