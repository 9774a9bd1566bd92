import { bad } from "../../check";
import { aws } from "../clients";
import { isNoBucket, isNone } from "../errors";
import { bucketName } from "../planned";
import { bucketCheck } from "./room";

export const bucketClosed = bucketCheck({
  id: "aws.bucket-closed",
  about: "the bucket blocks all public access",
  permissions: ["s3:GetBucketPublicAccessBlock"],
  why: 'MWAA refuses a bucket that does not ("Provided bucket does not have BlockPublicAccess set")',
  source: "https://github.com/094459/innovateaiml-airflow/issues/1",
  run: async (world) => {
    const name = bucketName(world) as string;
    const found = await (await aws(world, "s3")).getPublicAccessBlock({ Bucket: name }).catch((error: unknown) => {
      // A bucket that is not there is what the check of the bucket tells; one that says nothing is open.
      if (isNone(error)) return isNoBucket(error) ? undefined : { PublicAccessBlockConfiguration: undefined };
      throw error;
    });
    if (found === undefined) return [];
    const block = found.PublicAccessBlockConfiguration ?? {};
    const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } = block;
    const off = Object.entries({ BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets })
      .filter(([, on]) => on !== true)
      .map(([key]) => key);
    if (off.length === 0) return [];
    const all = "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true";
    const fix = `aws s3api put-public-access-block --bucket ${name} --public-access-block-configuration ${all}`;
    return [bad(world, name, `does not block public access (${off.join(", ")})`, fix)];
  },
});
