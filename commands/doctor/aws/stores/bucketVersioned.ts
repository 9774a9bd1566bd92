import { bad } from "../../check";
import { aws } from "../clients";
import { bucketName } from "../planned";
import { bucketCheck } from "./room";

export const bucketVersioned = bucketCheck({
  id: "aws.bucket-versioned",
  about: "the bucket is versioned",
  permissions: ["s3:GetBucketVersioning"],
  why: "MWAA refuses a bucket without versions, and the environment names each object's version",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
  run: async (world) => {
    const name = bucketName(world) as string;
    const { Status } = await (await aws(world, "s3")).getBucketVersioning({ Bucket: name });
    if (Status === "Enabled") return [];
    const fix = `aws s3api put-bucket-versioning --bucket ${name} --versioning-configuration Status=Enabled`;
    return [bad(world, name, Status === undefined ? "has no versions" : "has its versions suspended", fix)];
  },
});
