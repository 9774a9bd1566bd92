import { broken, defineCheck } from "../../check";
import { aws, placeOf } from "../clients";
import { onAws } from "./caller";

export const region = defineCheck({
  id: "aws.region",
  about: "the region is turned on for the account",
  cloud: "aws",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: ["ec2:DescribeRegions"],
  why: "in a region that is not turned on every call is refused, whatever the credentials",
  source: "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html",
  applies: onAws,
  run: async (world) => {
    const { region: name } = placeOf(world);
    const { Regions = [] } = await (await aws(world, "ec2")).describeRegions({ AllRegions: true });
    const found = Regions.find(({ RegionName }) => RegionName === name);
    return found?.OptInStatus === "not-opted-in"
      ? [broken(name, "is not turned on", `aws account enable-region --region-name ${name}`)]
      : [];
  },
});
