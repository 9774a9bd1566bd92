import { bad } from "../../check";
import { aws, placeOf } from "../clients";
import { isNone } from "../errors";
import { bucketName } from "../planned";
import { bucketCheck } from "./room";

export const bucket = bucketCheck({
  id: "aws.bucket",
  about: "the bucket is there, in the environment's region",
  permissions: ["s3:ListBucket"],
  why: "MWAA reads DAGs, plugins and requirements from one bucket of its own region",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
  run: async (world) => {
    const name = bucketName(world) as string;
    const { region } = placeOf(world);
    try {
      const { BucketRegion } = await (await aws(world, "s3")).headBucket({ Bucket: name });
      if (BucketRegion === undefined || BucketRegion === region) return [];
      return [
        bad(
          world,
          name,
          `is in ${BucketRegion}, and the environment in ${region}`,
          `aws s3 mb s3://ANOTHER --region ${region}`,
        ),
      ];
    } catch (error) {
      if (!isNone(error)) throw error;
      return [bad(world, name, "is not there", `aws s3 mb s3://${name} --region ${region}`)];
    }
  },
});
